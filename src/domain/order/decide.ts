import { left, right, type Either } from '../../fp.js'
import { isWhollyGivenBack, refundOf, remainingOf } from './amounts.js'
import { isCancellableBy, isSellerFault } from './cancellation.js'
import type { OrderCommand } from './commands.js'
import type { OrderEvent, OrderStatus } from './events.js'
import type { OrderRefusal } from './refusal.js'
import { isShipping, packingProblem, statusWith } from './shipping.js'
import type { Line, Order, Package, PlacedOrder } from './state.js'

type Decision = Either<OrderRefusal, ReadonlyArray<OrderEvent>>
type Of<T extends OrderCommand['type']> = Extract<OrderCommand, { readonly type: T }>

export const decide = (command: OrderCommand, order: Order): Decision => {
  if (command.type === 'PlaceOrder') return place(command, order)
  if (order.status === 'NONE') return left({ type: 'OrderNotFound', orderId: command.data.orderId })
  switch (command.type) {
    case 'PayOrder':
      return pay(command, order)
    case 'ReleaseOrderHold':
      return releaseHold(command, order)
    case 'ArrangePackage':
      return arrange(command, order)
    case 'HandOverPackage':
      return handOver(command, order)
    case 'DeliverPackage':
      return deliver(command, order)
    case 'CompleteOrder':
      return complete(command, order)
    case 'CancelOrder':
      return cancel(command, order)
    case 'RefundOrderLines':
      return refund(command, order)
    case 'ReviewOrder':
      return review(command, order)
  }
}

const ofOrder = ({ placed: { orderId, sellerId, zone, currency } }: PlacedOrder) => ({
  orderId,
  sellerId,
  zone,
  currency,
})

const move = (order: PlacedOrder, status: OrderStatus) => ({ ...ofOrder(order), from: order.status, status })

const doesNotFit = ({ status, placed: { orderId } }: PlacedOrder): Decision =>
  left({ type: 'OrderStatusDoesNotFit', orderId, status })

const place = ({ at, data }: Of<'PlaceOrder'>, order: Order): Decision => {
  const { orderId } = data
  if (order.status !== 'NONE') return left({ type: 'OrderAlreadyPlaced', orderId })
  const seen = new Set<string>()
  for (const { lineId, originalMinor, sellerDiscountMinor, platformDiscountMinor } of data.lines) {
    if (seen.has(lineId)) return left({ type: 'LineIdRepeated', orderId, lineId })
    seen.add(lineId)
    if (sellerDiscountMinor + platformDiscountMinor > originalMinor) {
      return left({ type: 'DiscountExceedsPrice', orderId, lineId })
    }
  }
  const lines = data.lines.map((line) => ({
    ...line,
    saleMinor: line.originalMinor - line.sellerDiscountMinor - line.platformDiscountMinor,
  }))
  return right([{ type: 'OrderPlaced', occurredAt: at, data: { ...data, lines, status: 'UNPAID' } }])
}

const pay = ({ at, data: { payments, hold } }: Of<'PayOrder'>, order: PlacedOrder): Decision => {
  if (order.paid) return left({ type: 'OrderAlreadyPaid', orderId: order.placed.orderId })
  if (order.status !== 'UNPAID') return doesNotFit(order)
  const lines = order.lines.map(remainingOf)
  const data = { ...move(order, hold ? 'ON_HOLD' : 'AWAITING_SHIPMENT'), lines, payments }
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

const packageOf = (order: PlacedOrder, packageId: string): Package | undefined =>
  order.packages.find((parcel) => parcel.packageId === packageId)

/** Whether nothing is said of a package but what is known of it. */
const isKnown = (known: Package, said: Of<'HandOverPackage'>['data']): boolean =>
  (said.lineIds === undefined || sameLines(known.lineIds, said.lineIds)) &&
  (said.carrier === undefined || said.carrier === known.carrier) &&
  (said.trackingNumber === undefined || said.trackingNumber === known.trackingNumber)

const sameLines = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((lineId) => b.includes(lineId))

/** Why a package cannot be added to the order, if so. */
const unpackable = (
  order: PlacedOrder,
  lineIds: ReadonlyArray<Line['lineId']>,
  trackingNumber: string | undefined,
): OrderRefusal | undefined => {
  const { orderId } = order.placed
  const problem = packingProblem(order, lineIds)
  if (problem !== undefined) return { ...problem, orderId }
  return trackingNumber !== undefined &&
    order.packages.some((parcel) => parcel.trackingNumber === trackingNumber)
    ? { type: 'TrackingNumberReused', orderId, trackingNumber }
    : undefined
}

const arrange = ({ at, data }: Of<'ArrangePackage'>, order: PlacedOrder): Decision => {
  const { orderId, packageId, lineIds, carrier, trackingNumber } = data
  const known = packageOf(order, packageId)
  if (known !== undefined) {
    return isKnown(known, data) ? right([]) : left({ type: 'PackageIdReused', orderId, packageId })
  }
  if (!isShipping(order)) return doesNotFit(order)
  const refusal = unpackable(order, lineIds, trackingNumber)
  if (refusal !== undefined) return left(refusal)
  const status = statusWith(order.lines, [...order.packages, { packageId, lineIds, stage: 'ARRANGED' }])
  return right([
    {
      type: 'PackageArranged',
      occurredAt: at,
      data: { ...move(order, status), packageId, lineIds, carrier, trackingNumber },
    },
  ])
}

const handOver = ({ at, data }: Of<'HandOverPackage'>, order: PlacedOrder): Decision => {
  const { orderId, packageId, carrier, trackingNumber } = data
  const known = packageOf(order, packageId)
  const lineIds = known?.lineIds ?? data.lineIds
  if (lineIds === undefined) return left({ type: 'PackageNotFound', orderId, packageId })
  if (known !== undefined && !isKnown(known, data)) {
    return left({ type: 'PackageIdReused', orderId, packageId })
  }
  if (known !== undefined && known.stage !== 'ARRANGED') return right([])
  if (!isShipping(order)) return doesNotFit(order)
  const refusal = known === undefined ? unpackable(order, lineIds, trackingNumber) : undefined
  if (refusal !== undefined) return left(refusal)
  const others = order.packages.filter((parcel) => parcel !== known)
  const status = statusWith(order.lines, [...others, { packageId, lineIds, stage: 'HANDED_OVER' }])
  const tracking = {
    ...(carrier === undefined ? {} : { carrier }),
    ...(trackingNumber === undefined ? {} : { trackingNumber }),
  }
  return right([
    {
      type: 'PackageHandedOver',
      occurredAt: at,
      data: { ...move(order, status), packageId, lineIds, ...tracking },
    },
  ])
}

const deliver = (
  { at, data: { orderId, packageId } }: Of<'DeliverPackage'>,
  order: PlacedOrder,
): Decision => {
  const known = packageOf(order, packageId)
  if (known === undefined) return left({ type: 'PackageNotFound', orderId, packageId })
  if (known.stage === 'DELIVERED') return right([])
  if (!isShipping(order)) return doesNotFit(order)
  if (known.stage === 'ARRANGED') return left({ type: 'PackageNotHandedOver', orderId, packageId })
  const others = order.packages.filter((parcel) => parcel !== known)
  const status = statusWith(order.lines, [...others, { ...known, stage: 'DELIVERED' }])
  const arrival = { ...move(order, status), packageId }
  if (status !== 'DELIVERED') return right([{ type: 'PackageDelivered', occurredAt: at, data: arrival }])
  const { market } = order.placed
  const data = { ...arrival, market, placedAt: order.placedAt, lines: order.lines.map(remainingOf) }
  return right([{ type: 'OrderDelivered', occurredAt: at, data }])
}

const complete = ({ at }: Of<'CompleteOrder'>, order: PlacedOrder): Decision => {
  if (order.status === 'COMPLETED') return right([])
  if (order.status !== 'DELIVERED') return doesNotFit(order)
  return right([{ type: 'OrderCompleted', occurredAt: at, data: move(order, 'COMPLETED') }])
}

const cancel = ({ at, data: { initiator, reason } }: Of<'CancelOrder'>, order: PlacedOrder): Decision => {
  const { orderId } = order.placed
  const { cancellation, paid, status } = order
  if (cancellation !== undefined) {
    return cancellation.initiator === initiator && cancellation.reason === reason
      ? right([])
      : left({ type: 'OrderAlreadyCancelled', orderId, reason: cancellation.reason })
  }
  if (!isCancellableBy(initiator, status))
    return left({ type: 'CancellationNotAllowed', orderId, initiator, status })
  const data = {
    ...move(order, 'CANCELLED'),
    initiator,
    reason,
    sellerFault: isSellerFault(reason),
    paid,
    afterDelivery: order.delivered,
    lines: order.lines.map(remainingOf),
  }
  return right([{ type: 'OrderCancelled', occurredAt: at, data }])
}

/** Before shipment an order is cancelled, not refunded. */
const isRefundable = ({ status }: PlacedOrder): boolean =>
  status === 'AWAITING_COLLECTION' ||
  status === 'IN_TRANSIT' ||
  status === 'DELIVERED' ||
  status === 'COMPLETED'

const refund = ({ at, data }: Of<'RefundOrderLines'>, order: PlacedOrder): Decision => {
  const { orderId, refundId, reason } = data
  const known = order.refunds.find((earlier) => earlier.refundId === refundId)
  if (known !== undefined) {
    const same = known.reason === reason && sameRefunds(known.lines, data.lines)
    return same ? right([]) : left({ type: 'RefundIdReused', orderId, refundId })
  }
  if (!isRefundable(order)) return doesNotFit(order)
  const refunds: Array<ReturnType<typeof refundOf>> = []
  for (const { lineId, saleMinor, shippingMinor } of data.lines) {
    const line = order.lines.find((candidate) => candidate.lineId === lineId)
    if (line === undefined) return left({ type: 'LineNotInOrder', orderId, lineId })
    if (refunds.some((earlier) => earlier.lineId === lineId))
      return left({ type: 'LineIdRepeated', orderId, lineId })
    if (saleMinor + shippingMinor === 0n) return left({ type: 'RefundIsZero', orderId, lineId })
    const remaining = remainingOf(line)
    if (saleMinor > remaining.saleMinor || shippingMinor > remaining.shippingMinor) {
      return left({
        type: 'RefundExceedsRemainder',
        orderId,
        lineId,
        remainingSaleMinor: remaining.saleMinor,
        remainingShippingMinor: remaining.shippingMinor,
      })
    }
    refunds.push(refundOf(line, saleMinor, shippingMinor))
  }
  const status = isWhollyGivenBack(order, refunds) ? 'COMPLETED' : order.status
  return right([
    {
      type: 'OrderLinesRefunded',
      occurredAt: at,
      data: { ...move(order, status), refundId, reason, afterDelivery: order.delivered, lines: refunds },
    },
  ])
}

const sameRefunds = (
  a: ReadonlyArray<{ readonly lineId: string; readonly saleMinor: bigint; readonly shippingMinor: bigint }>,
  b: typeof a,
): boolean =>
  a.length === b.length &&
  a.every(({ lineId, saleMinor, shippingMinor }) =>
    b.some((o) => o.lineId === lineId && o.saleMinor === saleMinor && o.shippingMinor === shippingMinor),
  )

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
