import type { Order } from '../../src/domain/order/index.js'
import type { PlacedOrder } from '../../src/domain/order/state.js'
import type { Luck } from './luck.js'
import type { Wish } from './people.js'

const stems = (stem: string, ...ends: ReadonlyArray<string>): ReadonlyArray<string> =>
  ends.map((end) => stem + end)

const buyers = [
  ...stems('ecom_order_unpaid_canceled_reason_', 'no_longer_needed', 'other'),
  ...stems('ecom_order_to_ship_canceled_reason_', 'better_price', 'wrong_delivery_info'),
  'buyer_cancel_late_shipment',
]
const sellers = [
  'seller_cancel_unpaid_reason_out_of_stock',
  'seller_cancel_unpaid_reason_wrong_price',
  'seller_cancel_reason_out_of_stock',
  'seller_cancel_reason_wrong_price',
  'seller_cancel_paid_reason_address_not_deliver',
]
const systems = ['package_cancel', 'package_lost', 'threepl_breach', 'platform_cancel', 'package_scrap']
const operators = ['operator_cancel_risk_control_block', 'system_cancel_order_reason_potential_fraud']

const inMarket = (market: string, reason: string): string => (market === 'GB' ? `${reason}_uk` : reason)

/** Whether there is a rule for it is for the order to say. */
const cancellation = (luck: Luck, { placed, lines }: PlacedOrder): Wish => {
  const { orderId, market } = placed
  const [initiator, reason] = luck.oneOf([
    ['BUYER', inMarket(market, luck.oneOf(buyers))],
    ['SELLER', inMarket(market, luck.oneOf(sellers))],
    ['SYSTEM', luck.oneOf(systems)],
    ['OPERATOR', luck.oneOf(operators)],
  ])
  const some = luck.strikes(400) ? { lineIds: luck.someOf(lines.map(({ lineId }) => lineId)) } : {}
  return { type: 'CancelOrder', data: { orderId, initiator, reason, ...some } }
}

const request = (luck: Luck, { placed, requests }: PlacedOrder): Wish => {
  const { orderId, market } = placed
  const pending = requests.find(({ answer }) => answer === 'PENDING')
  if (pending === undefined) {
    const reason = inMarket(market, luck.oneOf(buyers.slice(2)))
    const cancellationId = `cancel-${orderId}-${requests.length + luck.below(2)}`
    return { type: 'RequestOrderCancellation', data: { orderId, cancellationId, reason } }
  }
  const { cancellationId } = pending
  return luck.oneOf<Wish>([
    { type: 'ApproveOrderCancellation', data: { orderId, cancellationId, approvedBy: 'SELLER' } },
    { type: 'RejectOrderCancellation', data: { orderId, cancellationId, reason: 'packed' } },
    { type: 'WithdrawOrderCancellation', data: { orderId, cancellationId } },
  ])
}

/** Lines that are in no package and not cancelled. */
const unpacked = ({ lines, packages }: PlacedOrder): ReadonlyArray<string> => {
  const packed = new Set<string>(packages.flatMap(({ lineIds }) => lineIds))
  return lines
    .filter(({ lineId, cancelled }) => !cancelled && !packed.has(lineId))
    .map(({ lineId }) => lineId)
}

/** A package to be announced to the carrier before the order is told. */
export interface Shipment {
  readonly packageId: string
  readonly orderId: string
  readonly orderIds: ReadonlyArray<string>
  readonly lineIds?: ReadonlyArray<string>
}

/** The seller packs what is not packed, in one package or in several; what was planned is sent, or the plan is dropped. */
const packing = (luck: Luck, order: PlacedOrder): Wish | Shipment => {
  const { placed, packages } = order
  const { orderId, buyerId } = placed
  const planned = packages.filter(({ stage }) => stage === 'PLANNED')
  if (planned.length > 0 && luck.strikes(700)) {
    const { packageId, orderIds = [orderId] } = luck.oneOf(planned)
    return luck.strikes(200)
      ? { type: 'CancelPackagePlan', data: { orderId, packageId } }
      : { packageId, orderId, orderIds }
  }
  const free = unpacked(order)
  if (free.length === 0) return cancellation(luck, order)
  const lineIds = luck.strikes(500) ? free : luck.someOf(free)
  const packageId = `k-${orderId}-${packages.length}${luck.strikes(50) ? 'x' : ''}`
  return luck.strikes(300)
    ? { type: 'PlanPackage', data: { orderId, packageId, lineIds, buyerId, orderIds: [orderId] } }
    : { packageId, orderId, orderIds: [orderId], lineIds }
}

/** A part of what remains, all of it, or, from time to time, more. */
const partOf = ({ below, oneOf, strikes }: Luck, remainingMinor: bigint): string => {
  const remaining = Number(remainingMinor)
  if (strikes(60)) return String(remaining + 1 + below(50))
  return String(
    oneOf([remaining, remaining, below(remaining + 1), Math.floor(remaining / 3), Math.min(1, remaining)]),
  )
}

export const backOf = (luck: Luck, { lines }: Pick<PlacedOrder, 'lines'>) =>
  luck.someOf(lines).map(({ lineId, saleMinor, shippingMinor, refunded }) => ({
    lineId,
    saleMinor: partOf(luck, saleMinor - refunded.saleMinor),
    shippingMinor: luck.strikes(500) ? '0' : partOf(luck, shippingMinor - refunded.shippingMinor),
  }))

const refund = (luck: Luck, order: PlacedOrder): Wish => {
  const { orderId } = order.placed
  const refundId = `back-${orderId}-${order.refunds.length + luck.below(2)}`
  return {
    type: 'RefundOrderLines',
    data: { orderId, refundId, reason: 'broken', lines: backOf(luck, order) },
  }
}

/** The buyer's bank takes the money back: some of it, all, or more than was ever paid. */
const chargeback = (luck: Luck, { placed, lines }: PlacedOrder): Wish => {
  const { orderId, currency } = placed
  const paid = Number(
    lines.reduce((sum, { saleMinor, shippingMinor }) => sum + saleMinor + shippingMinor, 0n),
  )
  const amountMinor = String(luck.oneOf([paid, 1 + luck.below(paid + 1), paid + 500]))
  const chargebackId = `cb-${orderId}-${luck.below(2)}`
  return { type: 'SettleChargeback', data: { orderId, currency, chargebackId, amountMinor } }
}

const tracking = (luck: Luck, { placed: { orderId }, packages }: PlacedOrder): Wish => {
  const [{ packageId } = { packageId: 'nowhere' }] = packages
  const trackingNumber = `corrected-${orderId}-${luck.below(3)}`
  return { type: 'ChangePackageTracking', data: { orderId, packageId, carrier: 'Other', trackingNumber } }
}

/** What may be wanted of an order as it stands; `undefined`: everybody waits. */
export const nextForOrder = (luck: Luck, order: Order): Wish | Shipment | undefined => {
  if (order.status === 'NONE') return undefined
  const { orderId } = order.placed
  switch (order.status) {
    case 'UNPAID':
      return luck.strikes(800)
        ? { type: 'PayOrder', data: { orderId, payments: [], hold: luck.strikes(400) } }
        : cancellation(luck, order)
    case 'ON_HOLD':
      return luck.strikes(500) ? undefined : cancellation(luck, order)
    case 'AWAITING_SHIPMENT':
    case 'PARTIALLY_SHIPPING':
      return luck.oneOf([packing, packing, packing, packing, packing, packing, request, cancellation])(
        luck,
        order,
      )
    case 'AWAITING_COLLECTION':
    case 'IN_TRANSIT':
      return luck.strikes(400) ? luck.oneOf([tracking, cancellation, refund])(luck, order) : undefined
    case 'DELIVERED':
    case 'COMPLETED':
      if (luck.strikes(350)) return undefined
      return luck.oneOf([
        refund,
        chargeback,
        chargeback,
        (): Wish => ({ type: luck.oneOf(['PayCreators', 'ReleaseCreatorShares']), data: { orderId } }),
        (): Wish => ({
          type: 'ReviewOrder',
          data: { orderId, reviewId: `r-${orderId}`, stars: luck.between(1, 5) },
        }),
        (): Wish => ({ type: 'SettleOrder', data: { orderId } }),
        (): Wish => ({ type: 'ReleaseReserve', data: { orderId } }),
      ])(luck, order)
    case 'CANCELLED':
      return luck.strikes(200) ? luck.oneOf([refund, chargeback, cancellation])(luck, order) : undefined
  }
}
