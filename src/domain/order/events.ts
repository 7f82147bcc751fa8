import * as t from 'io-ts'
import { closed, integer, listOf, oneOf, text } from '../kernel/codec.js'
import {
  BuyerId,
  LineId,
  OrderId,
  PackageId,
  ProductId,
  RefundId,
  ReviewId,
  SellerId,
  SkuId,
} from '../kernel/ids.js'
import { Category, Market } from '../kernel/market.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { AmountMinor, Currency } from '../kernel/money.js'
import { Sealed } from '../kernel/sealed.js'
import { Instant, Zone } from '../kernel/time.js'

/** TikTok Shop's nine, in the order of an order's life. */
export const orderStatuses = [
  'UNPAID',
  'ON_HOLD',
  'AWAITING_SHIPMENT',
  'PARTIALLY_SHIPPING',
  'AWAITING_COLLECTION',
  'IN_TRANSIT',
  'DELIVERED',
  'COMPLETED',
  'CANCELLED',
] as const
export type OrderStatus = (typeof orderStatuses)[number]
export const OrderStatus = oneOf<OrderStatus>('OrderStatus', orderStatuses)

export const OrderType = oneOf('OrderType', ['NORMAL', 'PRE_ORDER', 'SAMPLE', 'REPLACEMENT'])
export const Initiator = oneOf('Initiator', ['BUYER', 'SELLER', 'SYSTEM', 'OPERATOR'])

/** The platform's reason code, as it was given; unknown ones are kept. */
export const ReasonCode = text(1, 100)

/** How the buyer paid, as the payment provider told it. It does not change what is owed to the seller. */
export const Payment = closed(
  'Payment',
  { method: text(1, 40), amountMinor: AmountMinor },
  { installments: integer(0, 99) },
)

export const LINES_MAX = 500

/** Every event says whose order it is, and in which zone and currency its periods and amounts are told. */
const order = { orderId: OrderId, sellerId: SellerId, zone: Zone, currency: Currency }
/** The status before and after. */
const move = { from: OrderStatus, status: OrderStatus }

const article = { lineId: LineId, productId: ProductId, skuId: SkuId, category: Category }
/** What the buyer pays for a line, in two parts, and what the platform adds to it for the seller. */
const amounts = { saleMinor: AmountMinor, shippingMinor: AmountMinor, platformDiscountMinor: AmountMinor }

/** One unit: `saleMinor` = original − seller discount − platform discount. */
const PlacedLine = closed(
  'PlacedLine',
  { ...article, originalMinor: AmountMinor, sellerDiscountMinor: AmountMinor, ...amounts },
  {},
)
/** A line's amounts after what was refunded before. */
const RemainingLine = closed('RemainingLine', { ...article, ...amounts }, {})
/** `whole`: with this refund, all of the line's sale price is given back. */
const RefundedLine = closed('RefundedLine', { ...article, ...amounts, whole: t.boolean }, {})

const lines = <A, O>(line: t.Type<A, O>) => listOf(line, 1, LINES_MAX)

/** A buyer checked out at one seller. Prices and discounts are frozen here. */
const OrderPlaced = event(
  'OrderPlaced',
  closed(
    'OrderPlacedData',
    {
      ...order,
      buyerId: BuyerId,
      market: Market,
      orderType: OrderType,
      lines: lines(PlacedLine),
      status: OrderStatus,
    },
    { recipient: Sealed },
  ),
)

/** The buyer's money is with the platform, which holds it for the seller until delivery. */
const OrderPaid = event(
  'OrderPaid',
  closed(
    'OrderPaidData',
    { ...order, ...move, lines: lines(RemainingLine), payments: listOf(Payment, 0, 100) },
    {},
  ),
)

/** The buyer's hour of remorse is over and the risk check passed: the seller may ship. */
const OrderHoldReleased = event(
  'OrderHoldReleased',
  closed('OrderHoldReleasedData', { ...order, ...move }, {}),
)

const parcel = { packageId: PackageId, lineIds: listOf(LineId, 1, LINES_MAX) }
const tracking = { carrier: text(1, 100), trackingNumber: text(1, 100) }

/** The seller announced a package to a carrier. */
const PackageArranged = event(
  'PackageArranged',
  closed('PackageArrangedData', { ...order, ...move, ...parcel, ...tracking }, {}),
)

/** The carrier has the package. One that was never announced is announced and handed over at once. */
const PackageHandedOver = event(
  'PackageHandedOver',
  closed('PackageHandedOverData', { ...order, ...move, ...parcel }, tracking),
)

/** A package arrived, others of the order are still on their way. */
const PackageDelivered = event(
  'PackageDelivered',
  closed('PackageDeliveredData', { ...order, ...move, packageId: PackageId }, {}),
)

/** The last package arrived: the seller has earned what remains of the lines, and owes the commission on it. */
const OrderDelivered = event(
  'OrderDelivered',
  closed(
    'OrderDeliveredData',
    {
      ...order,
      ...move,
      packageId: PackageId,
      market: Market,
      placedAt: Instant,
      lines: lines(RemainingLine),
    },
    {},
  ),
)

/** The time to return it is over. */
const OrderCompleted = event('OrderCompleted', closed('OrderCompletedData', { ...order, ...move }, {}))

/**
 * Nothing more will be shipped or earned. `paid`: the buyer gets the remaining amounts back; `afterDelivery`: they had
 * been credited to the seller already. `sellerFault` counts against the seller.
 */
const OrderCancelled = event(
  'OrderCancelled',
  closed(
    'OrderCancelledData',
    {
      ...order,
      ...move,
      initiator: Initiator,
      reason: ReasonCode,
      sellerFault: t.boolean,
      paid: t.boolean,
      afterDelivery: t.boolean,
      lines: lines(RemainingLine),
    },
    {},
  ),
)

/** The buyer got money back for some lines, in part or whole; the amounts are those of this refund alone. */
const OrderLinesRefunded = event(
  'OrderLinesRefunded',
  closed(
    'OrderLinesRefundedData',
    {
      ...order,
      ...move,
      refundId: RefundId,
      reason: ReasonCode,
      afterDelivery: t.boolean,
      lines: lines(RefundedLine),
    },
    {},
  ),
)

/** The buyer's opinion of the whole order: it counts once for the seller and once for each product. */
const OrderReviewed = event(
  'OrderReviewed',
  closed(
    'OrderReviewedData',
    { ...order, reviewId: ReviewId, stars: integer(1, 5), productIds: listOf(ProductId, 1, LINES_MAX) },
    {},
  ),
)

/** The storage contract: add, never edit. */
export const orderEventDefinitions = [
  OrderPlaced,
  OrderPaid,
  OrderHoldReleased,
  PackageArranged,
  PackageHandedOver,
  PackageDelivered,
  OrderDelivered,
  OrderCompleted,
  OrderCancelled,
  OrderLinesRefunded,
  OrderReviewed,
]
export type OrderEvent = EventOf<(typeof orderEventDefinitions)[number]>
export const orderEvents = eventCatalog<OrderEvent>(orderEventDefinitions)
