import * as t from 'io-ts'
import { closed, integer, listOf, oneOf, text } from '../kernel/codec.js'
import {
  BuyerId,
  CancellationId,
  CaseId,
  LineId,
  OrderId,
  PackageId,
  ProductId,
  RefundId,
  ReviewId,
  ScanId,
  SellerId,
} from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { event, eventCatalog, type EventOf } from '../kernel/message.js'
import { Currency } from '../kernel/money.js'
import { Sealed } from '../kernel/sealed.js'
import { Instant, Zone } from '../kernel/time.js'
import { LINES_MAX, LineRefund, PlacedLine, RefundedLine, RemainingLine } from './lines.js'
import {
  EstimatedDelivery,
  HandlingDays,
  Initiator,
  OrderPurpose,
  OrderStatus,
  OrderType,
  OutsideServiceLevel,
  Payment,
  ReasonCode,
  Replaces,
  TrackingCode,
} from './terms.js'

export {
  Initiator,
  OrderPurpose,
  OrderStatus,
  orderStatuses,
  OrderType,
  TrackingCode,
  trackingCodes,
} from './terms.js'

/** Every event says whose order it is, where and what for, and in which zone and currency its periods and amounts are told. */
const order = {
  orderId: OrderId,
  sellerId: SellerId,
  market: Market,
  zone: Zone,
  currency: Currency,
  purpose: OrderPurpose,
}
/** The status before and after. */
const move = { from: OrderStatus, status: OrderStatus }

const lines = <A, O>(line: t.Type<A, O>) => listOf(line, 1, LINES_MAX)
const lineIds = lines(LineId)

/** A buyer checked out at one seller. Prices and discounts are frozen here. */
const OrderPlaced = event(
  'OrderPlaced',
  closed(
    'OrderPlacedData',
    { ...order, buyerId: BuyerId, orderType: OrderType, lines: lines(PlacedLine), status: OrderStatus },
    {
      recipient: Sealed,
      handlingDays: HandlingDays,
      estimatedDeliveryAt: EstimatedDelivery,
      replaces: Replaces,
    },
  ),
)

/** The buyer's money is with the platform, which holds it for the seller until delivery. */
const OrderPaid = event(
  'OrderPaid',
  closed(
    'OrderPaidData',
    { ...order, ...move, lines: lines(RemainingLine), payments: listOf(Payment, 0, 100) },
    { handlingDays: HandlingDays },
  ),
)

/** The buyer's hour of remorse is over and the risk check passed: the seller may ship. */
const OrderHoldReleased = event(
  'OrderHoldReleased',
  closed('OrderHoldReleasedData', { ...order, ...move }, {}),
)

const parcel = { packageId: PackageId, lineIds }
const tracking = { carrier: text(1, 100), trackingNumber: text(1, 100) }

/** These lines will travel together: a split of the order, or, with those of other orders, a combination of several. */
const PackagePlanned = event(
  'PackagePlanned',
  closed('PackagePlannedData', { ...order, ...parcel, orderIds: listOf(OrderId, 1, 20) }, {}),
)

/** The split or combination is undone before it was announced to a carrier: its lines are free again. */
const PackagePlanCancelled = event(
  'PackagePlanCancelled',
  closed('PackagePlanCancelledData', { ...order, ...parcel }, {}),
)

/** The seller announced a package to a carrier, which may give the number only when it comes. */
const PackageArranged = event(
  'PackageArranged',
  closed(
    'PackageArrangedData',
    { ...order, ...move, ...parcel },
    { ...tracking, outsideServiceLevel: OutsideServiceLevel },
  ),
)

/** The seller had mistyped the tracking number, or changed the carrier. */
const PackageTrackingChanged = event(
  'PackageTrackingChanged',
  closed('PackageTrackingChangedData', { ...order, packageId: PackageId, ...tracking }, {}),
)

/** The carrier has the package. `unscanned`: nobody saw that; it follows from what the carrier told later. */
const PackageHandedOver = event(
  'PackageHandedOver',
  closed(
    'PackageHandedOverData',
    { ...order, ...move, ...parcel },
    { unscanned: t.literal(true), estimatedDeliveryAt: EstimatedDelivery },
  ),
)

/** A carrier told something of a package on its way. */
const PackageTracked = event(
  'PackageTracked',
  closed(
    'PackageTrackedData',
    { ...order, ...parcel, scanId: ScanId, code: TrackingCode },
    { description: text(1, 500) },
  ),
)

/** A package arrived, others of the order are still on their way. */
const PackageDelivered = event(
  'PackageDelivered',
  closed('PackageDeliveredData', { ...order, ...move, packageId: PackageId }, {}),
)

/** What the order still waited for was cancelled: all that is left of it is with the carrier. */
const OrderShipped = event(
  'OrderShipped',
  closed('OrderShippedData', { ...order, ...move }, { estimatedDeliveryAt: EstimatedDelivery }),
)

/** The last package arrived: the seller has earned what remains of the lines, and owes the commission on it. */
const OrderDelivered = event(
  'OrderDelivered',
  closed(
    'OrderDeliveredData',
    { ...order, ...move, packageId: PackageId, placedAt: Instant, lines: lines(RemainingLine) },
    { outsideServiceLevel: OutsideServiceLevel },
  ),
)

/** The time to return it is over. */
const OrderCompleted = event('OrderCompleted', closed('OrderCompletedData', { ...order, ...move }, {}))

const cancellation = { initiator: Initiator, reason: ReasonCode }

/** The buyer asks the seller to cancel what is not announced to a carrier yet. These lines wait until that is answered. */
const OrderCancellationRequested = event(
  'OrderCancellationRequested',
  closed(
    'OrderCancellationRequestedData',
    { ...order, cancellationId: CancellationId, reason: ReasonCode, lineIds },
    {},
  ),
)

/** The seller will ship nevertheless. */
const OrderCancellationRejected = event(
  'OrderCancellationRejected',
  closed(
    'OrderCancellationRejectedData',
    { ...order, cancellationId: CancellationId, reason: ReasonCode },
    {},
  ),
)

/** The buyer wants it after all. */
const OrderCancellationWithdrawn = event(
  'OrderCancellationWithdrawn',
  closed('OrderCancellationWithdrawnData', { ...order, cancellationId: CancellationId }, {}),
)

const cancelled = {
  ...order,
  ...move,
  ...cancellation,
  sellerFault: t.boolean,
  paid: t.boolean,
  afterDelivery: t.boolean,
  lines: lines(RemainingLine),
}
/** Where the buyer had asked for it: the request, and who agreed (`SYSTEM`: nobody answered in time). */
const answered = { cancellationId: CancellationId, approvedBy: oneOf('Approver', ['SELLER', 'SYSTEM']) }

/**
 * These lines will not be shipped or earned, others of the order go on. If `paid`, the buyer gets their remaining amounts
 * back. `sellerFault` counts against the seller.
 */
const OrderLinesCancelled = event(
  'OrderLinesCancelled',
  closed('OrderLinesCancelledData', cancelled, answered),
)

/**
 * The last lines were cancelled, and the order with them. `afterDelivery`: they had been credited to the seller already,
 * which happens in imported histories alone.
 */
const OrderCancelled = event('OrderCancelled', closed('OrderCancelledData', cancelled, answered))

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
    { caseId: CaseId },
  ),
)

/** An after-sales case granted more than is left of the order to give back: no money moved, the case must go on. */
const OrderRefundDeclined = event(
  'OrderRefundDeclined',
  closed(
    'OrderRefundDeclinedData',
    { ...order, refundId: RefundId, caseId: CaseId, lines: lines(LineRefund), cause: text(1, 100) },
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
  PackagePlanned,
  PackagePlanCancelled,
  PackageArranged,
  PackageTrackingChanged,
  PackageHandedOver,
  PackageTracked,
  PackageDelivered,
  OrderShipped,
  OrderDelivered,
  OrderCompleted,
  OrderCancellationRequested,
  OrderCancellationRejected,
  OrderCancellationWithdrawn,
  OrderLinesCancelled,
  OrderCancelled,
  OrderLinesRefunded,
  OrderRefundDeclined,
  OrderReviewed,
]
export type OrderEvent = EventOf<(typeof orderEventDefinitions)[number]>
export const orderEvents = eventCatalog<OrderEvent>(orderEventDefinitions)
