import * as t from 'io-ts'
import { closed, integer, listOf, text } from '../kernel/codec.js'
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
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { AmountMinor, Currency } from '../kernel/money.js'
import { Sealed } from '../kernel/sealed.js'
import { Zone } from '../kernel/time.js'
import { Initiator, LINES_MAX, OrderType, Payment, ReasonCode } from './events.js'

/** One unit. The buyer pays original − discounts, and shipping; the platform pays the seller its discount back. */
const OrderLine = closed(
  'OrderLine',
  {
    lineId: LineId,
    productId: ProductId,
    skuId: SkuId,
    category: Category,
    originalMinor: AmountMinor,
    sellerDiscountMinor: AmountMinor,
    platformDiscountMinor: AmountMinor,
    shippingMinor: AmountMinor,
  },
  {},
)

/** What to give back of a line: of its sale price, and of its shipping. */
const LineRefund = closed(
  'LineRefund',
  { lineId: LineId, saleMinor: AmountMinor, shippingMinor: AmountMinor },
  {},
)

const tracking = { carrier: text(1, 100), trackingNumber: text(1, 100) }
const lineIds = listOf(LineId, 1, LINES_MAX)

const definitions = [
  command(
    'PlaceOrder',
    closed(
      'PlaceOrderData',
      {
        orderId: OrderId,
        sellerId: SellerId,
        buyerId: BuyerId,
        market: Market,
        zone: Zone,
        currency: Currency,
        orderType: OrderType,
        lines: listOf(OrderLine, 1, LINES_MAX),
      },
      { recipient: Sealed },
    ),
  ),
  /** `hold`: the buyer has an hour to change their mind before the seller may ship. */
  command(
    'PayOrder',
    closed('PayOrderData', { orderId: OrderId, payments: listOf(Payment, 0, 100), hold: t.boolean }, {}),
  ),
  command('ReleaseOrderHold', closed('ReleaseOrderHoldData', { orderId: OrderId }, {})),
  command(
    'ArrangePackage',
    closed('ArrangePackageData', { orderId: OrderId, packageId: PackageId, lineIds, ...tracking }, {}),
  ),
  /** `lineIds`, `carrier` and `trackingNumber` are for a package that was not arranged before. */
  command(
    'HandOverPackage',
    closed('HandOverPackageData', { orderId: OrderId, packageId: PackageId }, { lineIds, ...tracking }),
  ),
  command('DeliverPackage', closed('DeliverPackageData', { orderId: OrderId, packageId: PackageId }, {})),
  command('CompleteOrder', closed('CompleteOrderData', { orderId: OrderId }, {})),
  command(
    'CancelOrder',
    closed('CancelOrderData', { orderId: OrderId, initiator: Initiator, reason: ReasonCode }, {}),
  ),
  command(
    'RefundOrderLines',
    closed(
      'RefundOrderLinesData',
      { orderId: OrderId, refundId: RefundId, reason: ReasonCode, lines: listOf(LineRefund, 1, LINES_MAX) },
      {},
    ),
  ),
  command(
    'ReviewOrder',
    closed('ReviewOrderData', { orderId: OrderId, reviewId: ReviewId, stars: integer(1, 5) }, {}),
  ),
]

export type OrderCommand = CommandOf<(typeof definitions)[number]>
export type OrderRequest = RequestOf<(typeof definitions)[number]>
export const orderCommands = commandCatalog<OrderCommand>(definitions)
