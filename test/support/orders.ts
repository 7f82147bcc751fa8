import { orderCommands } from '../../src/domain/order/commands.js'
import { orderEvents, type OrderEvent, type OrderStatus } from '../../src/domain/order/events.js'
import { order } from '../../src/domain/order/index.js'
import { BEFORE, commandOf, eventOf, NOW, specFor } from './spec.js'

export const givenOrder = specFor(order)

/** One unit: 30.00, 3.00 off by the seller and 2.00 by the platform: the buyer pays 25.00, and 2.50 of shipping. */
export const lineJson = (lineId: string, more: object = {}) => ({
  lineId,
  productId: 'p1',
  skuId: 'k1',
  category: 'kitchen',
  originalMinor: '3000',
  sellerDiscountMinor: '300',
  platformDiscountMinor: '200',
  shippingOriginalMinor: '250',
  shippingSellerDiscountMinor: '0',
  shippingPlatformDiscountMinor: '0',
  taxMinor: '0',
  ...more,
})
/** Two units of one SKU, 4.99 of shipping in all. */
export const linesJson = [lineJson('l1'), lineJson('l2', { shippingOriginalMinor: '249' })]

/** A line's amounts as events after placing tell them. */
export const amountsJson = (lineId: string, more: object = {}) => ({
  lineId,
  productId: 'p1',
  skuId: 'k1',
  category: 'kitchen',
  saleMinor: '2500',
  sellerDiscountMinor: '300',
  platformDiscountMinor: '200',
  shippingMinor: lineId === 'l1' ? '250' : '249',
  shippingSellerDiscountMinor: '0',
  shippingPlatformDiscountMinor: '0',
  taxMinor: '0',
  ...more,
})
const both = [amountsJson('l1'), amountsJson('l2')]

const orderId = 'o1'
export const ofOrder = {
  orderId,
  sellerId: 's1',
  market: 'FR',
  zone: 'Europe/Paris',
  currency: 'EUR',
  purpose: 'SALE',
}
export const placedJson = { ...ofOrder, buyerId: 'b1', orderType: 'NORMAL' }
const tracking = (packageId: string) => ({ carrier: 'Colissimo', trackingNumber: `T-${packageId}` })

const command = (type: string, data: object, at: string = NOW) =>
  commandOf(orderCommands, { type, at, data: { orderId, ...data } })

/** A buyer's reason that the seller has to agree to, once the order is prepared. */
export const BETTER_PRICE = 'ecom_order_to_ship_canceled_reason_better_price'
/** A reason that the platform has from each status where it may cancel. */
export const systemReasons: Readonly<Record<OrderStatus, string>> = {
  UNPAID: 'system_cancel_unpaid_time_out',
  ON_HOLD: 'platform_cancel',
  AWAITING_SHIPMENT: 'platform_cancel',
  PARTIALLY_SHIPPING: 'platform_cancel',
  AWAITING_COLLECTION: 'platform_cancel',
  IN_TRANSIT: 'package_lost',
  DELIVERED: 'package_lost',
  COMPLETED: 'package_lost',
  CANCELLED: 'system_cancel_unpaid_time_out',
}

export const place = (lines: ReadonlyArray<unknown> = linesJson, more: object = {}) =>
  command('PlaceOrder', { ...placedJson, lines, ...more })
export const pay = (hold = false, payments: ReadonlyArray<unknown> = []) =>
  command('PayOrder', { payments, hold })
export const releaseHold = () => command('ReleaseOrderHold', {})
export const arrange = (packageId: string, lineIds: ReadonlyArray<string>, more: object = {}) =>
  command('ArrangePackage', { packageId, lineIds, ...tracking(packageId), ...more })
export const plan = (packageId: string, lineIds: ReadonlyArray<string>, more: object = {}) =>
  command('PlanPackage', { packageId, lineIds, buyerId: 'b1', orderIds: [orderId], ...more })
export const cancelPlan = (packageId: string) => command('CancelPackagePlan', { packageId })
export const changeTracking = (packageId: string, trackingNumber: string, at?: string) =>
  command('ChangePackageTracking', { packageId, carrier: 'Colissimo', trackingNumber }, at)
export const handOver = (packageId: string) => command('HandOverPackage', { packageId })
export const track = (packageId: string, scanId: string, code = 'OUT_FOR_DELIVERY') =>
  command('TrackPackage', { packageId, scanId, code })
export const deliver = (packageId: string) => command('DeliverPackage', { packageId })
export const complete = () => command('CompleteOrder', {})
export const cancel = (initiator: string, reason: string, lineIds?: ReadonlyArray<string>) =>
  command('CancelOrder', { initiator, reason, ...(lineIds === undefined ? {} : { lineIds }) })
export const importCancellation = (reason = 'unknown', sellerFault = false) =>
  command('ImportOrderCancellation', { reason, sellerFault })
export const requestCancellation = (cancellationId: string, reason = BETTER_PRICE) =>
  command('RequestOrderCancellation', { cancellationId, reason })
export const approve = (cancellationId: string, approvedBy = 'SELLER') =>
  command('ApproveOrderCancellation', { cancellationId, approvedBy })
export const rejectCancellation = (cancellationId: string, reason = 'packed') =>
  command('RejectOrderCancellation', { cancellationId, reason })
export const withdraw = (cancellationId: string) => command('WithdrawOrderCancellation', { cancellationId })
export const refund = (
  refundId: string,
  lines: ReadonlyArray<readonly [string, string, string]>,
  more = {},
) =>
  command('RefundOrderLines', {
    refundId,
    reason: 'broken',
    lines: lines.map(([lineId, saleMinor, shippingMinor]) => ({ lineId, saleMinor, shippingMinor })),
    ...more,
  })
export const review = (reviewId: string, stars = 5) => command('ReviewOrder', { reviewId, stars })

type Move = readonly [from: OrderStatus, status: OrderStatus]
const happened = (type: OrderEvent['type'], [from, status]: Move, more: object = {}): OrderEvent =>
  eventOf(orderEvents, type, { ...ofOrder, from, status, ...more })

export const told = (type: OrderEvent['type'], more: object = {}): OrderEvent =>
  eventOf(orderEvents, type, { ...ofOrder, ...more })

export const orderPlaced = (
  lines: ReadonlyArray<unknown> = linesJson.map(priced),
  more: object = {},
): OrderEvent => eventOf(orderEvents, 'OrderPlaced', { ...placedJson, lines, status: 'UNPAID', ...more })
export const priced = (line: ReturnType<typeof lineJson>) => ({
  ...line,
  saleMinor: `${Number(line.originalMinor) - Number(line.sellerDiscountMinor) - Number(line.platformDiscountMinor)}`,
  shippingMinor: `${
    Number(line.shippingOriginalMinor) -
    Number(line.shippingSellerDiscountMinor) -
    Number(line.shippingPlatformDiscountMinor)
  }`,
})
export const orderPaid = (hold = false, payments: ReadonlyArray<unknown> = []): OrderEvent =>
  happened('OrderPaid', ['UNPAID', hold ? 'ON_HOLD' : 'AWAITING_SHIPMENT'], { lines: both, payments })
export const holdReleased = happened('OrderHoldReleased', ['ON_HOLD', 'AWAITING_SHIPMENT'])
export const planned = (packageId: string, lineIds: ReadonlyArray<string>, orderIds = [orderId]) =>
  told('PackagePlanned', { packageId, lineIds, orderIds })
export const planCancelled = (packageId: string, lineIds: ReadonlyArray<string>) =>
  told('PackagePlanCancelled', { packageId, lineIds })
export const arranged = (
  packageId: string,
  lineIds: ReadonlyArray<string>,
  move: Move,
  more: object = tracking(packageId),
): OrderEvent => happened('PackageArranged', move, { packageId, lineIds, ...more })
export const handedOver = (
  packageId: string,
  lineIds: ReadonlyArray<string>,
  move: Move,
  more = {},
): OrderEvent => happened('PackageHandedOver', move, { packageId, lineIds, ...more })
export const tracked = (packageId: string, scanId: string, code = 'OUT_FOR_DELIVERY') =>
  told('PackageTracked', { packageId, lineIds: ['l1', 'l2'], scanId, code })
export const orderShipped = happened('OrderShipped', ['AWAITING_COLLECTION', 'IN_TRANSIT'])
export const cancellationRequested = (
  cancellationId: string,
  lineIds: ReadonlyArray<string> = ['l1', 'l2'],
  reason = BETTER_PRICE,
) => told('OrderCancellationRequested', { cancellationId, reason, lineIds })
export const packageDelivered = (packageId: string, move: Move): OrderEvent =>
  happened('PackageDelivered', move, { packageId })
export const orderDelivered = (packageId: string, lines: ReadonlyArray<unknown> = both): OrderEvent =>
  happened('OrderDelivered', ['IN_TRANSIT', 'DELIVERED'], {
    packageId,
    placedAt: BEFORE,
    lines,
  })
export const orderCompleted = happened('OrderCompleted', ['DELIVERED', 'COMPLETED'])
const cancellation = (type: 'OrderCancelled' | 'OrderLinesCancelled', move: Move, more: object): OrderEvent =>
  happened(type, move, {
    initiator: 'SYSTEM',
    reason: systemReasons[move[0]],
    sellerFault: false,
    paid: move[0] !== 'UNPAID',
    afterDelivery: false,
    lines: both,
    ...more,
  })
export const cancelled = (from: OrderStatus, more: object = {}): OrderEvent =>
  cancellation('OrderCancelled', [from, 'CANCELLED'], more)
export const linesCancelled = (move: Move, lines: ReadonlyArray<unknown>, more: object = {}): OrderEvent =>
  cancellation('OrderLinesCancelled', move, { lines, ...more })
export const refunded = (
  refundId: string,
  lines: ReadonlyArray<unknown>,
  move: Move,
  afterDelivery: boolean,
): OrderEvent => happened('OrderLinesRefunded', move, { refundId, reason: 'broken', afterDelivery, lines })
export const reviewed = (reviewId: string, stars = 5, productIds = ['p1']): OrderEvent =>
  eventOf(orderEvents, 'OrderReviewed', { ...ofOrder, reviewId, stars, productIds })

const paidOrder = [orderPlaced(), orderPaid()]
const announced = [...paidOrder, arranged('P1', ['l1', 'l2'], ['AWAITING_SHIPMENT', 'AWAITING_COLLECTION'])]
const underWay = [...announced, handedOver('P1', ['l1', 'l2'], ['AWAITING_COLLECTION', 'IN_TRANSIT'])]
const arrived = [...underWay, orderDelivered('P1')]

/** For each status, how an order of two lines comes to it. */
export const historyTo: Readonly<Record<OrderStatus, ReadonlyArray<OrderEvent>>> = {
  UNPAID: [orderPlaced()],
  ON_HOLD: [orderPlaced(), orderPaid(true)],
  AWAITING_SHIPMENT: paidOrder,
  PARTIALLY_SHIPPING: [...paidOrder, arranged('P1', ['l1'], ['AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING'])],
  AWAITING_COLLECTION: announced,
  IN_TRANSIT: underWay,
  DELIVERED: arrived,
  COMPLETED: [...arrived, orderCompleted],
  CANCELLED: [orderPlaced(), cancelled('UNPAID')],
}
