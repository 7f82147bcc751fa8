import { handle, type DomainEvent, type EventHandlers } from '../../src/domain/events.js'
import { epochMsOf, type Instant } from '../../src/domain/kernel/time.js'
import { feesOf, type Amounts, type Fees } from './fees.js'

type Of<T extends DomainEvent['type']> = Extract<DomainEvent, { readonly type: T }>['data']
type Line = Of<'OrderPaid'>['lines'][number]

/** One order, as its own events tell it. */
interface Told {
  readonly sellerId: string
  readonly currency: string
  readonly categories: ReadonlyMap<string, string>
  /** What remains of each line that was paid and not cancelled. */
  readonly lines: Map<string, Amounts>
  status: string
  isDelivered: boolean
  deliveredMs: number
  readonly placedAt: Instant
  isNew: boolean
  /** What the buyer paid, less what was given back or cancelled. */
  buyerMinor: bigint
  /** What the buyer paid for what was delivered. */
  deliveredMinor: bigint
  refundedMinor: bigint
  chargedBackMinor: bigint
  fees: Fees | undefined
  isSettled: boolean
}

const DAY_MS = 86_400_000
const keys = [
  'saleMinor',
  'shippingMinor',
  'platformDiscountMinor',
  'shippingPlatformDiscountMinor',
  'taxMinor',
] as const
const paidFor = ({ saleMinor, shippingMinor }: Amounts): bigint => saleMinor + shippingMinor
const worth = (line: Amounts): bigint =>
  paidFor(line) + line.platformDiscountMinor + line.shippingPlatformDiscountMinor
const sum = (lines: Iterable<Amounts>, of: (line: Amounts) => bigint): bigint =>
  [...lines].reduce((minor, line) => minor + of(line), 0n)
const isSame = (a: Amounts | undefined, b: Amounts): boolean =>
  a !== undefined && keys.every((key) => a[key] === b[key])

/** What is owed to whom, by sums of its own: from orders, chargebacks and adjustments alone. */
export interface Oracle {
  readonly tell: (event: DomainEvent) => ReadonlyArray<string>
  /** Owed to each seller for good, in each currency: what banks and open payouts must come to. */
  readonly owed: () => ReadonlyMap<string, bigint>
  /** What buyers paid, less all that they got back by whatever way. */
  readonly buyersMinor: () => bigint
  readonly creatorsMinor: () => bigint
  /** Orders whose life is not over, and delivered ones that are not settled. */
  readonly unfinished: () => ReadonlyArray<string>
  readonly orders: () => ReadonlyArray<string>
}

export const oracle = (): Oracle => {
  const orders = new Map<string, Told>()
  const adjusted = new Map<string, bigint>()
  const verified = new Map<string, number>()
  let creatorsMinor = 0n

  const take = (
    name: string,
    told: Told,
    back: ReadonlyArray<Line>,
    cancelled: boolean,
  ): ReadonlyArray<string> =>
    back.flatMap((line) => {
      const left = told.lines.get(line.lineId)
      if (left === undefined) return [`${name}: ${line.lineId} was given back and has nothing`]
      const after = Object.fromEntries(keys.map((key) => [key, left[key] - line[key]])) as unknown as Amounts
      told.lines.set(line.lineId, after)
      told.buyerMinor -= paidFor(line)
      if (keys.some((key) => after[key] < 0n))
        return [`${name}: more of ${line.lineId} was given back than remained`]
      if (cancelled && !isSame(left, line))
        return [`${name}: ${line.lineId} was cancelled for another amount`]
      if (cancelled) told.lines.delete(line.lineId)
      return []
    })

  const cancel = (data: Of<'OrderCancelled'>): ReadonlyArray<string> => {
    const told = orders.get(data.orderId)
    if (told === undefined) return [`${data.orderId} was cancelled before it was placed`]
    if (told.isDelivered) return [`${data.orderId} was cancelled after it was delivered`]
    return data.paid ? take(data.orderId, told, data.lines, true) : []
  }

  const steps: EventHandlers<readonly [], ReadonlyArray<string>> = {
    SellerVerified: ({ occurredAt, data: { sellerId } }) => {
      if (!verified.has(sellerId)) verified.set(sellerId, epochMsOf(occurredAt))
      return []
    },
    OrderPlaced: ({ occurredAt, data: { orderId, sellerId, currency, lines, status } }) => {
      if (orders.has(orderId)) return [`${orderId} was placed twice`]
      orders.set(orderId, {
        sellerId,
        currency,
        categories: new Map(lines.map(({ lineId, category }) => [lineId, category])),
        lines: new Map(),
        status,
        isDelivered: false,
        deliveredMs: 0,
        placedAt: occurredAt,
        isNew: false,
        buyerMinor: 0n,
        deliveredMinor: 0n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
        fees: undefined,
        isSettled: false,
      })
      return []
    },
    OrderPaid: ({ data: { orderId, lines } }) => {
      const told = orders.get(orderId)
      if (told === undefined || told.lines.size > 0) return [`${orderId} was paid twice, or never placed`]
      for (const line of lines) told.lines.set(line.lineId, line)
      told.buyerMinor = sum(lines, paidFor)
      return []
    },
    OrderLinesCancelled: ({ data }) => cancel(data),
    OrderCancelled: ({ data }) => cancel(data),
    OrderLinesRefunded: ({ data: { orderId, lines, afterDelivery } }) => {
      const told = orders.get(orderId)
      if (told?.isDelivered !== afterDelivery) return [`${orderId} was refunded at another time than it says`]
      if (afterDelivery) told.refundedMinor += sum(lines, paidFor)
      return take(orderId, told, lines, false)
    },
    OrderDelivered: ({ occurredAt, data: { orderId, lines } }) => {
      const told = orders.get(orderId)
      if (told === undefined || told.isDelivered) return [`${orderId} was delivered twice, or never placed`]
      told.isDelivered = true
      const since = verified.get(told.sellerId)
      told.isNew = since !== undefined && epochMsOf(told.placedAt) < since + 60 * DAY_MS
      told.deliveredMs = epochMsOf(occurredAt)
      told.deliveredMinor = sum(lines, paidFor)
      const same =
        lines.length === told.lines.size && lines.every((line) => isSame(told.lines.get(line.lineId), line))
      return same ? [] : [`${orderId} was delivered with other amounts than remain`]
    },
    CommissionCharged: ({ data }) => {
      const told = orders.get(data.orderId)
      if (told === undefined || told.fees !== undefined)
        return [`${data.orderId} was charged twice, or never placed`]
      const { fees, problems } = feesOf(data, told, (lineId) => told.categories.get(lineId) ?? '')
      told.fees = fees
      return problems
    },
    CommissionReversed: ({ data }) =>
      orders.get(data.orderId)?.fees?.reverse(data) ?? [`${data.orderId} had no fees`],
    CreatorsPaid: ({ data: { orderId, fees } }) => {
      creatorsMinor += fees.reduce((minor, { feeMinor }) => minor + feeMinor, 0n)
      orders.get(orderId)?.fees?.creatorsPaid()
      return []
    },
    OrderSettled: ({ occurredAt, data: { orderId, terms } }) => {
      const told = orders.get(orderId)
      if (told?.isDelivered !== true || told.isSettled)
        return [`${orderId} was settled twice, or never delivered`]
      told.isSettled = true
      const dueMs = told.deliveredMs + terms.settleAfterDays * DAY_MS
      return epochMsOf(occurredAt) < dueMs ? [`${orderId} was settled before its day`] : []
    },
    ChargebackSettled: ({ data: { orderId, amountMinor } }) => {
      const told = orders.get(orderId)
      if (told === undefined) return [`${orderId} was charged back and never placed`]
      told.chargedBackMinor += amountMinor
      return []
    },
    StatementAdjusted: ({ data: { sellerId, currency, transaction } }) => {
      const name = `${sellerId} ${currency}`
      adjusted.set(name, (adjusted.get(name) ?? 0n) + transaction.adjustmentMinor)
      return []
    },
  }

  /** A chargeback takes from the seller what the buyer had not got back otherwise: never more than was paid. */
  const lossMinor = ({ chargedBackMinor, deliveredMinor, refundedMinor }: Told): bigint => {
    const leftMinor = deliveredMinor - refundedMinor
    return chargedBackMinor < leftMinor ? chargedBackMinor : leftMinor
  }

  return {
    tell: (event) => {
      const problems = handle(steps, event) ?? []
      const { data } = event
      const told = 'orderId' in data ? orders.get(data.orderId) : undefined
      if (
        told !== undefined &&
        'from' in data &&
        'status' in data &&
        !('caseId' in data && event.type !== 'OrderLinesRefunded')
      ) {
        if (data.from !== told.status)
          return [...problems, `${event.type}: from ${data.from}, but it was ${told.status}`]
        told.status = data.status
      }
      return problems
    },
    owed: () => {
      const owed = new Map(adjusted)
      for (const told of orders.values()) {
        if (!told.isDelivered) continue
        const name = `${told.sellerId} ${told.currency}`
        const earned = sum(told.lines.values(), worth) - (told.fees?.bookedMinor() ?? 0n) - lossMinor(told)
        owed.set(name, (owed.get(name) ?? 0n) + earned)
      }
      return owed
    },
    buyersMinor: () =>
      [...orders.values()].reduce((minor, told) => minor + told.buyerMinor - told.chargedBackMinor, 0n),
    creatorsMinor: () => creatorsMinor,
    unfinished: () =>
      [...orders].flatMap(([orderId, { status, isDelivered, isSettled }]) => {
        if (status !== 'COMPLETED' && status !== 'CANCELLED') return [`${orderId} is still ${status}`]
        return isDelivered && !isSettled ? [`${orderId} was delivered and is not settled`] : []
      }),
    orders: () => [...orders.keys()],
  }
}
