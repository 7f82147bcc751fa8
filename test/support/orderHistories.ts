import fc from 'fast-check'
import { remainingOf } from '../../src/domain/order/amounts.js'
import { orderCommands, type OrderCommand } from '../../src/domain/order/commands.js'
import type { OrderEvent } from '../../src/domain/order/events.js'
import { order, type Order } from '../../src/domain/order/index.js'
import { isLeft } from '../../src/fp.js'
import { commandOf, instant } from './spec.js'
import { BETTER_PRICE, placedJson, systemReasons } from './orders.js'

/** What happened to an order that was asked for this and that, and what was asked. */
export interface OrderHistory {
  readonly commands: ReadonlyArray<OrderCommand>
  readonly events: ReadonlyArray<OrderEvent>
  readonly order: Order
}

/** Numbers from which a command is made that mostly fits the order as it then is. */
interface Step {
  readonly kind: string
  readonly which: number
  readonly lines: ReadonlyArray<boolean>
  readonly quarters: ReadonlyArray<number>
}

const LINES_MAX = 4
const BEGIN = Date.parse('2026-01-05T08:00:00.000Z')

const priceJson = fc.constantFrom('0', '1', '3', '105', '2999', '100000')
const lineJson = fc
  .record({
    original: fc.integer({ min: 0, max: 5_000 }),
    seller: fc.nat(100),
    platform: fc.nat(100),
    shipping: priceJson,
    shippingSeller: fc.nat(100),
    shippingPlatform: fc.nat(100),
    tax: fc.nat(100),
  })
  .map(({ original, seller, platform, shipping, shippingSeller, shippingPlatform, tax }) => {
    const sellerDiscount = Math.floor((original * seller) / 100)
    const platformDiscount = Math.floor(((original - sellerDiscount) * platform) / 100)
    const shippingOriginal = Number(shipping)
    const shippingSellerDiscount = Math.floor((shippingOriginal * shippingSeller) / 100)
    const shippingPlatformDiscount = Math.floor(
      ((shippingOriginal - shippingSellerDiscount) * shippingPlatform) / 100,
    )
    const paid =
      original -
      sellerDiscount -
      platformDiscount +
      (shippingOriginal - shippingSellerDiscount - shippingPlatformDiscount)
    return {
      category: 'kitchen',
      originalMinor: `${original}`,
      sellerDiscountMinor: `${sellerDiscount}`,
      platformDiscountMinor: `${platformDiscount}`,
      shippingOriginalMinor: shipping,
      shippingSellerDiscountMinor: `${shippingSellerDiscount}`,
      shippingPlatformDiscountMinor: `${shippingPlatformDiscount}`,
      taxMinor: `${Math.floor((paid * tax) / 100)}`,
    }
  })

const linesJson = fc
  .array(fc.tuple(lineJson, fc.constantFrom('k1', 'k2')), { minLength: 1, maxLength: LINES_MAX })
  .map((lines) =>
    lines.map(([line, skuId], i) => ({ ...line, skuId, productId: `p-${skuId}`, lineId: `l${i + 1}` })),
  )

const kinds = [
  'pay',
  'hold',
  'release',
  'plan',
  'cancelPlan',
  'arrange',
  'changeTracking',
  'handOver',
  'track',
  'deliver',
  'complete',
  'cancel',
  'importCancellation',
  'request',
  'approve',
  'reject',
  'withdraw',
  'refund',
  'refundAll',
  'review',
]
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...kinds, 'arrange', 'handOver', 'deliver', 'cancel', 'refund', 'refund'),
  which: fc.nat(9),
  lines: fc.array(fc.boolean(), { minLength: LINES_MAX, maxLength: LINES_MAX }),
  quarters: fc.array(fc.nat(4), { minLength: LINES_MAX, maxLength: LINES_MAX }),
})
const plain = (kind: string): Step => ({
  kind,
  which: 1,
  lines: [true, true, true, true],
  quarters: [4, 4, 4, 4],
})
/** Short cuts deep into an order's life. */
const begins = [
  [],
  ['pay'],
  ['pay', 'request'],
  ['pay', 'plan'],
  ['pay', 'arrangeOne', 'handOver'],
  ['pay', 'arrangeOne', 'handOver', 'arrange', 'handOver'],
  ['pay', 'arrange', 'handOver'],
  ['pay', 'arrange', 'handOver', 'deliver'],
  ['pay', 'arrange', 'handOver', 'deliver', 'complete'],
]

const orderId = placedJson.orderId

/** Mostly what fits the status; some lines alone in a third of the cases. */
const cancellationOf = (state: Order, which: number, chosen: ReadonlyArray<string>): object => {
  const system = state.status === 'NONE' ? 'platform_cancel' : systemReasons[state.status]
  const causes = [
    { initiator: 'BUYER', reason: BETTER_PRICE },
    { initiator: 'SELLER', reason: 'seller_cancel_reason_out_of_stock' },
    { initiator: 'SYSTEM', reason: system },
    { initiator: 'SYSTEM', reason: state.status === 'IN_TRANSIT' ? 'package_lost' : 'package_cancel' },
    { initiator: 'OPERATOR', reason: 'operator_cancel_risk_control_block' },
  ]
  return { ...causes[which % 5], ...(which % 3 === 0 && chosen.length > 0 ? { lineIds: chosen } : {}) }
}

const requestOf = ({ kind, which, lines, quarters }: Step, state: Order): { type: string; data: object } => {
  const placed = state.status === 'NONE' ? [] : state.lines
  const packages = state.status === 'NONE' ? [] : state.packages
  const chosen = placed.filter((_, i) => lines[i]).map(({ lineId }) => lineId)
  const packed = new Set<string>(packages.flatMap(({ lineIds }) => lineIds))
  const unpacked = chosen.filter((lineId) => !packed.has(lineId))
  const lineIds = unpacked.length > 0 ? unpacked : chosen.length > 0 ? chosen : ['l1']
  /** One at that stage if there is any, now and then just any. */
  const packageAt = (stage: string): string => {
    const fit = which % 4 === 0 ? packages : packages.filter((parcel) => parcel.stage === stage)
    const some = fit.length > 0 ? fit : packages
    return some[which % Math.max(some.length, 1)]?.packageId ?? 'P1'
  }
  const packageId = packageAt('HANDED_OVER')
  const pending = state.status === 'NONE' ? [] : state.requests.filter(({ answer }) => answer === 'PENDING')
  const cancellationId = pending[0]?.cancellationId ?? `x${which % 3}`
  const fresh = which < 8 ? `P${packages.length + 1}` : packageId
  const refundLines = placed.flatMap((line, i) => {
    if (line.cancelled) return []
    const remaining = remainingOf(line)
    const part = (minor: bigint, quarter: number) =>
      kind === 'refundAll' ? minor : (minor * BigInt(quarter)) / 4n
    const saleMinor = part(remaining.saleMinor, quarters[i] ?? 0)
    const shippingMinor = part(remaining.shippingMinor, which % 5)
    return saleMinor + shippingMinor === 0n || (kind === 'refund' && lines[i] !== true)
      ? []
      : [{ lineId: line.lineId, saleMinor: `${saleMinor}`, shippingMinor: `${shippingMinor}` }]
  })
  switch (kind) {
    case 'pay':
    case 'hold':
      return { type: 'PayOrder', data: { payments: [], hold: kind === 'hold' } }
    case 'release':
      return { type: 'ReleaseOrderHold', data: {} }
    case 'arrangeOne':
      return { type: 'ArrangePackage', data: { packageId: fresh, lineIds: lineIds.slice(0, 1) } }
    case 'arrange':
      return {
        type: 'ArrangePackage',
        data: { packageId: fresh, lineIds, carrier: 'Colissimo', trackingNumber: `T-${fresh}` },
      }
    case 'plan':
      return {
        type: 'PlanPackage',
        data: { packageId: fresh, lineIds, buyerId: placedJson.buyerId, orderIds: [orderId] },
      }
    case 'cancelPlan':
      return { type: 'CancelPackagePlan', data: { packageId: packageAt('PLANNED') } }
    case 'changeTracking':
      return {
        type: 'ChangePackageTracking',
        data: { packageId: packageAt('ARRANGED'), carrier: 'DHL', trackingNumber: `D-${which % 2}` },
      }
    case 'track':
      return { type: 'TrackPackage', data: { packageId, scanId: `n${which}`, code: 'IN_TRANSIT' } }
    case 'importCancellation':
      return { type: 'ImportOrderCancellation', data: { reason: 'unknown', sellerFault: which % 2 === 0 } }
    case 'request':
      return { type: 'RequestOrderCancellation', data: { cancellationId, reason: BETTER_PRICE } }
    case 'approve':
      return {
        type: 'ApproveOrderCancellation',
        data: { cancellationId, approvedBy: which % 2 === 0 ? 'SELLER' : 'SYSTEM' },
      }
    case 'reject':
      return { type: 'RejectOrderCancellation', data: { cancellationId, reason: 'packed' } }
    case 'withdraw':
      return { type: 'WithdrawOrderCancellation', data: { cancellationId } }
    case 'handOver':
      return { type: 'HandOverPackage', data: { packageId: packageAt('ARRANGED') } }
    case 'deliver':
      return { type: 'DeliverPackage', data: { packageId } }
    case 'complete':
      return { type: 'CompleteOrder', data: {} }
    case 'cancel':
      return { type: 'CancelOrder', data: cancellationOf(state, which, chosen) }
    case 'review':
      return { type: 'ReviewOrder', data: { reviewId: `v${which % 3}`, stars: (which % 5) + 1 } }
    default: {
      const refundId = which < 8 && state.status !== 'NONE' ? `r${state.refunds.length}` : 'r0'
      const none = [{ lineId: 'l1', saleMinor: '0', shippingMinor: '0' }]
      return {
        type: 'RefundOrderLines',
        data: {
          refundId,
          reason: 'broken',
          lines: refundLines.length > 0 ? refundLines : none,
          ...(which % 4 === 3 ? { caseId: refundId } : {}),
        },
      }
    }
  }
}

const run = (lines: ReadonlyArray<object>, steps: ReadonlyArray<Step>): OrderHistory => {
  let state = order.initialState
  const commands: Array<OrderCommand> = []
  const events: Array<OrderEvent> = []
  const ask = (request: { type: string; data: object }) => {
    const at = instant(new Date(BEGIN + commands.length * 3_600_000).toISOString())
    const command = commandOf(orderCommands, { ...request, at, data: { orderId, ...request.data } })
    commands.push(command)
    const decided = order.decide(command, state)
    if (isLeft(decided)) return
    events.push(...decided.right)
    state = decided.right.reduce(order.evolve, state)
  }
  ask({ type: 'PlaceOrder', data: { ...placedJson, lines } })
  for (const each of steps) ask(requestOf(each, state))
  return { commands, events, order: state }
}

/** Lives of an order of one to four lines, from checkout to wherever chance takes it: every status and event occurs. */
export const orderHistory: fc.Arbitrary<OrderHistory> = fc
  .tuple(linesJson, fc.constantFrom(...begins), fc.array(step, { maxLength: 16 }))
  .map(([lines, begin, steps]) => run(lines, [...begin.map(plain), ...steps]))

/** All that remains of an order, in one refund; `undefined` if nothing does. */
export const refundOfAll = (state: Order): OrderCommand | undefined => {
  const { data } = requestOf(plain('refundAll'), state)
  const request = { type: 'RefundOrderLines', data: { orderId, ...data, refundId: 'last' } }
  const command = commandOf(orderCommands, request)
  const isEmpty =
    command.type === 'RefundOrderLines' &&
    command.data.lines.every(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor === 0n)
  return isEmpty ? undefined : command
}
