import type { DomainEvent } from '../domain/events.js'
import type { FeeKind } from '../domain/kernel/fee.js'
import type { Reason } from '../domain/kernel/reason.js'

/** Events that move money: each belongs to one seller and one currency. */
export type MoneyEvent = Extract<
  DomainEvent,
  {
    readonly type:
      | 'OrderPaid'
      | 'OrderDelivered'
      | 'OrderLinesRefunded'
      | 'OrderLinesCancelled'
      | 'OrderCancelled'
      | 'CommissionCharged'
      | 'CommissionReversed'
      | 'CreatorsPaid'
      | 'OrderSettled'
      | 'RefundSettled'
      | 'ChargebackSettled'
      | 'ChargebackOffset'
      | 'ReserveReleased'
      | 'StatementAdjusted'
      | 'PayoutCarriedOver'
      | 'PayoutPlanned'
      | 'PayoutPaid'
      | 'PayoutFailed'
      | 'PayoutReturned'
  }
>

/** Why a posting is of this amount, where a rule says so: what it gives now, of which a part may have been booked before. */
export interface Citation {
  readonly reason: Reason
  /** Of what is taken for somebody: which fee, of which SKU, and for which creator. */
  readonly feeKind?: FeeKind
  readonly skuId?: string
  readonly creatorId?: string | undefined
}
