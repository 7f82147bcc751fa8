import { left, right, type Either } from '../../fp.js'
import type { CommissionRequest } from '../commission/commands.js'
import { ruleFor, type FeeSchedule } from '../commission/feeSchedule.js'
import type { Process, CannotReact } from './process.js'
import type { OrderEvent } from '../order/events.js'

/** An order is cancelled once. No refund id holds a space, so none can be taken for it. */
const CANCELLATION = 'order cancelled'

type Of<T extends OrderEvent['type']> = Extract<OrderEvent, { readonly type: T }>
type Asked = Either<CannotReact, ReadonlyArray<CommissionRequest>>

/**
 * A delivered order owes its commission, by the rule in force when it was placed; what is given back to the buyer after
 * delivery gives the commission on it back too. One process, so that a charge always precedes its reversals.
 */
export const commissions = (schedule: FeeSchedule): Process<CommissionRequest> => ({
  name: 'commissions',
  on: {
    OrderDelivered: (event) => charge(schedule, event),
    OrderLinesRefunded: (event) =>
      event.data.afterDelivery ? reverse(event, event.data.refundId) : right([]),
    OrderCancelled: (event) => (event.data.afterDelivery ? reverse(event, CANCELLATION) : right([])),
  },
})

const charge = (schedule: FeeSchedule, { occurredAt, data }: Of<'OrderDelivered'>): Asked => {
  const { orderId, sellerId, currency, market, placedAt } = data
  const lines: Array<
    Extract<CommissionRequest, { readonly type: 'ChargeCommission' }>['data']['lines'][number]
  > = []
  for (const { lineId, skuId, category, ...amounts } of data.lines) {
    const rule = ruleFor(schedule, market, category, placedAt)
    if (rule === undefined) {
      const detail = `no fee rule for category ${category} in ${market} at ${placedAt}`
      return left({ type: 'FeeRuleMissing', detail })
    }
    lines.push({ lineId, skuId, rule, ...amountsJson(amounts) })
  }
  return right([{ type: 'ChargeCommission', at: occurredAt, data: { orderId, sellerId, currency, lines } }])
}

const reverse = (
  { occurredAt, data }: Of<'OrderLinesRefunded' | 'OrderCancelled'>,
  reversalId: string,
): Asked => {
  const lines = data.lines.map(({ lineId, ...amounts }) => ({ lineId, ...amountsJson(amounts) }))
  const { orderId } = data
  return right([{ type: 'ReverseCommission', at: occurredAt, data: { orderId, reversalId, lines } }])
}

const amountsJson = (amounts: {
  readonly saleMinor: bigint
  readonly shippingMinor: bigint
  readonly platformDiscountMinor: bigint
}) => ({
  saleMinor: amounts.saleMinor.toString(),
  shippingMinor: amounts.shippingMinor.toString(),
  platformDiscountMinor: amounts.platformDiscountMinor.toString(),
})
