import { orderCommands } from '../../src/domain/order/commands.js'
import { orderEvents, type OrderEvent, type OrderStatus } from '../../src/domain/order/events.js'
import { order } from '../../src/domain/order/index.js'
import { BEFORE, commandOf, eventOf, specFor } from './spec.js'

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
  shippingMinor: '250',
  ...more,
})
/** Two units of one SKU, 4.99 of shipping in all. */
export const linesJson = [lineJson('l1'), lineJson('l2', { shippingMinor: '249' })]

/** A line's amounts as events after placing tell them. */
export const amountsJson = (lineId: string, more: object = {}) => ({
  lineId,
  productId: 'p1',
  skuId: 'k1',
  category: 'kitchen',
  saleMinor: '2500',
  shippingMinor: lineId === 'l1' ? '250' : '249',
  platformDiscountMinor: '200',
  ...more,
})
const both = [amountsJson('l1'), amountsJson('l2')]

const orderId = 'o1'
export const ofOrder = { orderId, sellerId: 's1', zone: 'Europe/Paris', currency: 'EUR' }
export const placedJson = { ...ofOrder, buyerId: 'b1', market: 'FR', orderType: 'NORMAL' }
const tracking = (packageId: string) => ({ carrier: 'Colissimo', trackingNumber: `T-${packageId}` })

const command = (type: string, data: object) => commandOf(orderCommands, { type, data: { orderId, ...data } })

export const place = (lines: ReadonlyArray<unknown> = linesJson) =>
  command('PlaceOrder', { ...placedJson, lines })
export const pay = (hold = false, payments: ReadonlyArray<unknown> = []) =>
  command('PayOrder', { payments, hold })
export const releaseHold = () => command('ReleaseOrderHold', {})
export const arrange = (packageId: string, lineIds: ReadonlyArray<string>, more: object = {}) =>
  command('ArrangePackage', { packageId, lineIds, ...tracking(packageId), ...more })
export const handOver = (packageId: string, more: object = {}) =>
  command('HandOverPackage', { packageId, ...more })
export const deliver = (packageId: string) => command('DeliverPackage', { packageId })
export const complete = () => command('CompleteOrder', {})
export const cancel = (initiator: string, reason = 'package_lost') =>
  command('CancelOrder', { initiator, reason })
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

export const orderPlaced = (lines: ReadonlyArray<unknown> = linesJson.map(priced)): OrderEvent =>
  eventOf(orderEvents, 'OrderPlaced', { ...placedJson, lines, status: 'UNPAID' })
const priced = (line: object) => ({ ...line, saleMinor: '2500' })
export const orderPaid = (hold = false, payments: ReadonlyArray<unknown> = []): OrderEvent =>
  happened('OrderPaid', ['UNPAID', hold ? 'ON_HOLD' : 'AWAITING_SHIPMENT'], { lines: both, payments })
export const holdReleased = happened('OrderHoldReleased', ['ON_HOLD', 'AWAITING_SHIPMENT'])
export const arranged = (packageId: string, lineIds: ReadonlyArray<string>, move: Move): OrderEvent =>
  happened('PackageArranged', move, { packageId, lineIds, ...tracking(packageId) })
export const handedOver = (
  packageId: string,
  lineIds: ReadonlyArray<string>,
  move: Move,
  more = {},
): OrderEvent => happened('PackageHandedOver', move, { packageId, lineIds, ...more })
export const packageDelivered = (packageId: string, move: Move): OrderEvent =>
  happened('PackageDelivered', move, { packageId })
export const orderDelivered = (packageId: string, lines: ReadonlyArray<unknown> = both): OrderEvent =>
  happened('OrderDelivered', ['IN_TRANSIT', 'DELIVERED'], {
    packageId,
    market: 'FR',
    placedAt: BEFORE,
    lines,
  })
export const orderCompleted = happened('OrderCompleted', ['DELIVERED', 'COMPLETED'])
export const cancelled = (from: OrderStatus, more: object = {}): OrderEvent =>
  happened('OrderCancelled', [from, 'CANCELLED'], {
    initiator: 'SYSTEM',
    reason: 'package_lost',
    sellerFault: false,
    paid: from !== 'UNPAID',
    afterDelivery: false,
    lines: both,
    ...more,
  })
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
