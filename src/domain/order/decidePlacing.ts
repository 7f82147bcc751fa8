import { left, right } from '../../fp.js'
import { rulesFor } from '../kernel/feeSchedule.js'
import { feeSchedule } from '../kernel/feeSchedules.js'
import type { Instant } from '../kernel/time.js'
import type { Decision, Of } from './decision.js'
import { handlingPolicies } from './handlingPolicies.js'
import { handlingProblem } from './handlingPolicy.js'
import type { OrderRefusal } from './refusal.js'
import type { Data, Order } from './state.js'

type Lines = Data<'OrderPlaced'>['lines']

export const place = ({ at, data }: Of<'PlaceOrder'>, order: Order): Decision => {
  const { orderId } = data
  if (order.status !== 'NONE') return left({ type: 'OrderAlreadyPlaced', orderId })
  if ((data.purpose === 'REPLACEMENT') !== (data.replaces !== undefined)) {
    return left({ type: 'ReplacementWithoutCase', orderId })
  }
  const handling = handlingProblem(handlingPolicies, data, at)
  if (handling !== undefined) return left({ ...handling, orderId })
  if (data.estimatedDeliveryAt !== undefined && data.estimatedDeliveryAt < at) {
    return left({ type: 'DeliveryEstimateInPast', field: 'estimatedDeliveryAt', orderId })
  }
  const lines = data.lines.map((line) => ({
    ...line,
    saleMinor: line.originalMinor - line.sellerDiscountMinor - line.platformDiscountMinor,
    shippingMinor:
      line.shippingOriginalMinor - line.shippingSellerDiscountMinor - line.shippingPlatformDiscountMinor,
  }))
  const refusal = lineProblem(orderId, lines) ?? priceProblem(data, lines) ?? feeProblem(data, at)
  return refusal === undefined
    ? right([{ type: 'OrderPlaced', occurredAt: at, data: { ...data, lines, status: 'UNPAID' } }])
    : left(refusal)
}

/** What could never be charged is not sold: where no fees are known, none of the orders could be settled. */
const feeProblem = (
  { orderId, market, lines }: Of<'PlaceOrder'>['data'],
  placedAt: Instant,
): OrderRefusal | undefined => {
  const unknown = lines.find(
    ({ category }) => rulesFor(feeSchedule, { market, category, placedAt }).length === 0,
  )
  return unknown === undefined
    ? undefined
    : { type: 'FeeRuleMissing', orderId, market, category: unknown.category }
}

const lineProblem = (orderId: string, lines: Lines): OrderRefusal | undefined => {
  const seen = new Set<string>()
  for (const { lineId, saleMinor, shippingMinor, taxMinor } of lines) {
    if (seen.has(lineId)) return { type: 'LineIdRepeated', orderId, lineId }
    seen.add(lineId)
    if (saleMinor < 0n || shippingMinor < 0n) return { type: 'DiscountExceedsPrice', orderId, lineId }
    if (taxMinor > saleMinor + shippingMinor) return { type: 'TaxExceedsPrice', orderId, lineId }
  }
  return undefined
}

/**
 * A sample is a gift of the seller, a replacement makes good what was paid for: nobody pays for either, nor does the platform
 * add anything, so that there is nothing that a fee could be taken of.
 */
const priceProblem = (
  { orderId, purpose }: Of<'PlaceOrder'>['data'],
  lines: Lines,
): OrderRefusal | undefined => {
  if (purpose === 'SALE') return undefined
  const priced = lines.find(
    (line) =>
      line.saleMinor + line.platformDiscountMinor + line.shippingMinor + line.shippingPlatformDiscountMinor >
      0n,
  )
  return priced && { type: 'OrderNotFree', orderId, lineId: priced.lineId, purpose }
}
