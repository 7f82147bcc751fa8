import * as t from 'io-ts'
import { closed, integer, listOf, oneOf, text } from '../kernel/codec.js'
import {
  BuyerId,
  CancellationId,
  CaseId,
  LineId,
  OrderId,
  PackageId,
  RefundId,
  ReviewId,
  ScanId,
  SellerId,
} from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { Currency } from '../kernel/money.js'
import { Sealed } from '../kernel/sealed.js'
import { Zone } from '../kernel/time.js'
import { LINES_MAX, LineRefund, OrderLine } from './lines.js'
import {
  EstimatedDelivery,
  HandlingDays,
  Initiator,
  OrderPurpose,
  OrderType,
  OutsideServiceLevel,
  Payment,
  ReasonCode,
  Replaces,
  TrackingCode,
} from './terms.js'

const orderId = OrderId
const lineIds = listOf(LineId, 1, LINES_MAX)
const tracking = { carrier: text(1, 100), trackingNumber: text(1, 100) }

const definitions = [
  command(
    'PlaceOrder',
    closed(
      'PlaceOrderData',
      {
        orderId,
        sellerId: SellerId,
        buyerId: BuyerId,
        market: Market,
        zone: Zone,
        currency: Currency,
        orderType: OrderType,
        purpose: OrderPurpose,
        lines: listOf(OrderLine, 1, LINES_MAX),
      },
      {
        recipient: Sealed,
        handlingDays: HandlingDays,
        estimatedDeliveryAt: EstimatedDelivery,
        replaces: Replaces,
      },
    ),
  ),
  /** `hold`: the buyer has an hour to change their mind before the seller may ship. */
  command(
    'PayOrder',
    closed('PayOrderData', { orderId, payments: listOf(Payment, 0, 100), hold: t.boolean }, {}),
  ),
  command('ReleaseOrderHold', closed('ReleaseOrderHoldData', { orderId }, {})),
  /** Several packages for one order are a split; one package for several orders of a buyer, asked of each, combines them. */
  command(
    'PlanPackage',
    closed(
      'PlanPackageData',
      { orderId, packageId: PackageId, lineIds, buyerId: BuyerId, orderIds: listOf(OrderId, 1, 20) },
      { recipient: Sealed },
    ),
  ),
  command('CancelPackagePlan', closed('CancelPackagePlanData', { orderId, packageId: PackageId }, {})),
  /** `lineIds` are for a package that was not planned before. */
  command(
    'ArrangePackage',
    closed(
      'ArrangePackageData',
      { orderId, packageId: PackageId },
      { lineIds, ...tracking, outsideServiceLevel: OutsideServiceLevel },
    ),
  ),
  command(
    'ChangePackageTracking',
    closed('ChangePackageTrackingData', { orderId, packageId: PackageId, ...tracking }, {}),
  ),
  command('HandOverPackage', closed('HandOverPackageData', { orderId, packageId: PackageId }, {})),
  /** What a carrier tells beside collection and delivery, which are asked for by their own commands. */
  command(
    'TrackPackage',
    closed(
      'TrackPackageData',
      { orderId, packageId: PackageId, scanId: ScanId, code: TrackingCode },
      { description: text(1, 500) },
    ),
  ),
  command('DeliverPackage', closed('DeliverPackageData', { orderId, packageId: PackageId }, {})),
  command('CompleteOrder', closed('CompleteOrderData', { orderId }, {})),
  /** Without `lineIds`: all that can still be cancelled. */
  command(
    'CancelOrder',
    closed('CancelOrderData', { orderId, initiator: Initiator, reason: ReasonCode }, { lineIds }),
  ),
  /** For histories from elsewhere alone: the order had arrived and was called off as a whole nevertheless. */
  command(
    'ImportOrderCancellation',
    closed('ImportOrderCancellationData', { orderId, reason: ReasonCode, sellerFault: t.boolean }, {}),
  ),
  command(
    'RequestOrderCancellation',
    closed(
      'RequestOrderCancellationData',
      { orderId, cancellationId: CancellationId, reason: ReasonCode },
      {},
    ),
  ),
  /** `SYSTEM`: nobody answered in time. */
  command(
    'ApproveOrderCancellation',
    closed(
      'ApproveOrderCancellationData',
      { orderId, cancellationId: CancellationId, approvedBy: oneOf('Approver', ['SELLER', 'SYSTEM']) },
      {},
    ),
  ),
  command(
    'RejectOrderCancellation',
    closed(
      'RejectOrderCancellationData',
      { orderId, cancellationId: CancellationId, reason: ReasonCode },
      {},
    ),
  ),
  command(
    'WithdrawOrderCancellation',
    closed('WithdrawOrderCancellationData', { orderId, cancellationId: CancellationId }, {}),
  ),
  /** With `caseId`, what cannot be given back is answered by an event for the case, not by a refusal. */
  command(
    'RefundOrderLines',
    closed(
      'RefundOrderLinesData',
      { orderId, refundId: RefundId, reason: ReasonCode, lines: listOf(LineRefund, 1, LINES_MAX) },
      { caseId: CaseId },
    ),
  ),
  command(
    'ReviewOrder',
    closed('ReviewOrderData', { orderId, reviewId: ReviewId, stars: integer(1, 5) }, {}),
  ),
]

export type OrderCommand = CommandOf<(typeof definitions)[number]>
export type OrderRequest = RequestOf<(typeof definitions)[number]>
export const orderCommands = commandCatalog<OrderCommand>(definitions)
