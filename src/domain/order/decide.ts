import { left, right } from '../../fp.js'
import { rulesFor } from '../kernel/feeSchedule.js'
import { feeSchedule } from '../kernel/feeSchedules.js'
import type { Instant } from '../kernel/time.js'
import { remainingOf } from './amounts.js'
import type { OrderCommand } from './commands.js'
import { approve, cancel, importCancellation, reject, request, withdraw } from './decideCancellation.js'
import { arrange, cancelPlan, changeTracking, deliver, handOver, plan, track } from './decidePackages.js'
import { refund } from './decideRefund.js'
import { doesNotFit, move, ofOrder, type Decision, type Of } from './decision.js'
import type { OrderRefusal } from './refusal.js'
import type { Order, PlacedOrder } from './state.js'

export const decide = (command: OrderCommand, order: Order): Decision => {
  if (command.type === 'PlaceOrder') return place(command, order)
  if (order.status === 'NONE') return left({ type: 'OrderNotFound', orderId: command.data.orderId })
  switch (command.type) {
    case 'PayOrder':
      return pay(command, order)
    case 'ReleaseOrderHold':
      return releaseHold(command, order)
    case 'PlanPackage':
      return plan(command, order)
    case 'CancelPackagePlan':
      return cancelPlan(command, order)
    case 'ArrangePackage':
      return arrange(command, order)
    case 'ChangePackageTracking':
      return changeTracking(command, order)
    case 'HandOverPackage':
      return handOver(command, order)
    case 'TrackPackage':
      return track(command, order)
    case 'DeliverPackage':
      return deliver(command, order)
    case 'CompleteOrder':
      return complete(command, order)
    case 'CancelOrder':
      return cancel(command, order)
    case 'ImportOrderCancellation':
      return importCancellation(command, order)
    case 'RequestOrderCancellation':
      return request(command, order)
    case 'ApproveOrderCancellation':
      return approve(command, order)
    case 'RejectOrderCancellation':
      return reject(command, order)
    case 'WithdrawOrderCancellation':
      return withdraw(command, order)
    case 'RefundOrderLines':
      return refund(command, order)
    case 'ReviewOrder':
      return review(command, order)
  }
}

const place = ({ at, data }: Of<'PlaceOrder'>, order: Order): Decision => {
  const { orderId } = data
  if (order.status !== 'NONE') return left({ type: 'OrderAlreadyPlaced', orderId })
  if ((data.purpose === 'REPLACEMENT') !== (data.replaces !== undefined)) {
    return left({ type: 'ReplacementWithoutCase', orderId })
  }
  const lines = data.lines.map((line) => ({
    ...line,
    saleMinor: line.originalMinor - line.sellerDiscountMinor - line.platformDiscountMinor,
    shippingMinor:
      line.shippingOriginalMinor - line.shippingSellerDiscountMinor - line.shippingPlatformDiscountMinor,
  }))
  const refusal = lineProblem(orderId, lines) ?? feeProblem(data, at)
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

const lineProblem = (
  orderId: string,
  lines: ReadonlyArray<
    Pick<PlacedOrder['lines'][number], 'lineId' | 'saleMinor' | 'shippingMinor' | 'taxMinor'>
  >,
): OrderRefusal | undefined => {
  const seen = new Set<string>()
  for (const { lineId, saleMinor, shippingMinor, taxMinor } of lines) {
    if (seen.has(lineId)) return { type: 'LineIdRepeated', orderId, lineId }
    seen.add(lineId)
    if (saleMinor < 0n || shippingMinor < 0n) return { type: 'DiscountExceedsPrice', orderId, lineId }
    if (taxMinor > saleMinor + shippingMinor) return { type: 'TaxExceedsPrice', orderId, lineId }
  }
  return undefined
}

const pay = ({ at, data: { payments, hold } }: Of<'PayOrder'>, order: PlacedOrder): Decision => {
  const { orderId, handlingDays } = order.placed
  if (order.paid) return left({ type: 'OrderAlreadyPaid', orderId })
  if (order.status !== 'UNPAID') return doesNotFit(order)
  const data = {
    ...move(order, hold ? 'ON_HOLD' : 'AWAITING_SHIPMENT'),
    lines: order.lines.filter(({ cancelled }) => !cancelled).map(remainingOf),
    payments,
    ...(handlingDays === undefined ? {} : { handlingDays }),
  }
  return right([{ type: 'OrderPaid', occurredAt: at, data }])
}

const releaseHold = ({ at }: Of<'ReleaseOrderHold'>, order: PlacedOrder): Decision => {
  if (order.status === 'UNPAID' || order.status === 'CANCELLED') return doesNotFit(order)
  return right(
    order.status === 'ON_HOLD'
      ? [{ type: 'OrderHoldReleased', occurredAt: at, data: move(order, 'AWAITING_SHIPMENT') }]
      : [],
  )
}

const complete = ({ at }: Of<'CompleteOrder'>, order: PlacedOrder): Decision => {
  if (order.status === 'COMPLETED') return right([])
  if (order.status !== 'DELIVERED') return doesNotFit(order)
  return right([{ type: 'OrderCompleted', occurredAt: at, data: move(order, 'COMPLETED') }])
}

const review = ({ at, data: { reviewId, stars } }: Of<'ReviewOrder'>, order: PlacedOrder): Decision => {
  const known = order.reviews.find((earlier) => earlier.reviewId === reviewId)
  if (known !== undefined) {
    return known.stars === stars
      ? right([])
      : left({ type: 'ReviewAlreadyGiven', orderId: order.placed.orderId, reviewId })
  }
  const productIds = [...new Set(order.lines.map(({ productId }) => productId))]
  return right([
    { type: 'OrderReviewed', occurredAt: at, data: { ...ofOrder(order), reviewId, stars, productIds } },
  ])
}
