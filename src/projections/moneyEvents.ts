import type { DomainEvent } from '../domain/events.js'
import type { ChargedFee } from '../domain/kernel/fee.js'

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

/** Why a posting is of this amount, where a rule says so: the fee as it is now, of which a part may have been booked before. */
export type Citation = Pick<ChargedFee, 'skuId' | 'rule' | 'baseMinor' | 'feeMinor' | 'roundedBy'>
