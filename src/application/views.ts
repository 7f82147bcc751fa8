import type { Json } from '../domain/kernel/message.js'
import type { Instant } from '../domain/kernel/time.js'
import type { OrderStatus } from '../domain/order/events.js'

/** An amount of money: integer minor units (cents), signed, and their ISO 4217 currency. */
export interface Money {
  readonly minor: bigint
  readonly currency: string
}

export interface SellerView {
  readonly sellerId: string
  readonly shopName: string
  readonly legalForm: string
  readonly market: string
  /** IANA zone in which the seller's days begin and end. */
  readonly zone: string
  readonly currency: string
  readonly status: string
  readonly registeredAt: Instant
  readonly verifiedAt?: Instant
}

export interface OrderView {
  readonly orderId: string
  readonly sellerId: string
  readonly status: OrderStatus
  readonly orderType: string
  /** `SALE`, `SAMPLE` or `REPLACEMENT`. */
  readonly purpose: string
  readonly market: string
  readonly zone: string
  readonly units: number
  /** What the buyer pays: sale prices and shipping. */
  readonly total: Money
  /** What the buyer got back of it so far. */
  readonly refunded: Money
  readonly packages: number
  readonly placedAt: Instant
  readonly paidAt?: Instant
  readonly shippedAt?: Instant
  readonly deliveredAt?: Instant
  readonly completedAt?: Instant
  readonly cancelledAt?: Instant
  readonly cancelReason?: string
  /** The cancellation counts against the seller. */
  readonly sellerFault?: boolean
  readonly updatedAt: Instant
}

/** One event of an order, as it may be shown to its seller. */
export interface TimelineEntry {
  /** Place in the order's stream, from 0. */
  readonly revision: bigint
  readonly eventType: string
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  /** The source gave no time: `occurredAt` was derived from its neighbours. */
  readonly inferred: boolean
  /** The order's status from this event on, where the event changed it. */
  readonly status?: OrderStatus
  readonly detail: { readonly [key: string]: Json }
}

export interface OrderWithTimeline extends OrderView {
  /** Oldest first. */
  readonly timeline: ReadonlyArray<TimelineEntry>
  /** False when the order has more events than one answer holds; the oldest are told. */
  readonly timelineIsComplete: boolean
}

/** Orders in each of the nine statuses, 0 where there are none. */
export type OrderCounts = Readonly<Record<OrderStatus, number>>

/** One leg of a double entry. The legs of an event sum to zero per currency. */
export interface PostingView {
  /** Of the event in the log. */
  readonly position: bigint
  /** Of the leg in its event, from 0. */
  readonly posting: number
  readonly eventId: string
  readonly eventType: string
  readonly account: string
  readonly owner: string
  /** The order that it is about; else the statement or payout of this seller. */
  readonly orderId?: string
  readonly periodId?: string
  /** Positive: owed to or earned by the owner of the account. */
  readonly amount: Money
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  /** What this account of the seller's ledger held after it; only where one account was asked for. */
  readonly balance?: Money
}

export interface BalanceView {
  readonly currency: string
  /** Owed to the seller now for what was delivered: settled or not, reserved or not, and not yet at its bank. */
  readonly payable: Money
  /** Paid by buyers and held until delivery. */
  readonly pending: Money
  /** Fees that the platform earned from this seller. */
  readonly commission: Money
}

/** What was sold, cancelled, given back and said in one period and one currency. Weeks and months are sums of days. */
export interface KpiRow {
  /** `2017-11-24`, ISO week `2017-W47` or `2017-11`. */
  readonly period: string
  /** Of orders paid in this period, later cancelled or refunded ones included. */
  readonly orders: number
  readonly units: number
  /** What buyers pay for the goods, shipping excluded. */
  readonly gmv: Money
  readonly cancelledOrders: number
  readonly cancelledUnits: number
  readonly cancelled: Money
  readonly refundedUnits: number
  readonly refunded: Money
  readonly reviews: number
  /** Sum of the stars of all reviews: divide by `reviews` for the average. */
  readonly stars: number
}

export interface Kpis {
  readonly zone: string
  /** Ordered by period, then currency; only periods with something in them. */
  readonly rows: ReadonlyArray<KpiRow>
}

export interface TopProduct {
  readonly productId: string
  readonly sellerId: string
  readonly title?: string
  readonly category?: string
  readonly orders: number
  readonly units: number
  readonly gmv: Money
}

/** How far a projection, or a process under its own name, is behind the log. */
export interface ProjectionView {
  readonly name: string
  readonly version: number
  /** Of the last event consumed, as the event store counts: by one in Postgres, by bytes in EventStoreDB. Absent before the first. */
  readonly position?: bigint
  /** Events not yet consumed. Where the event store cannot count without reading, 1,000 stands for that many or more. */
  readonly lagEvents: number
  /** Age of the oldest event not yet consumed, in whole seconds; 0 when there is none. */
  readonly lagSeconds: number
  /** Events that wait aside, poisonous ones and those behind them, until the cause is mended. */
  readonly parked: number
  /** Events that were left out for good, because the projection says so. */
  readonly skipped: number
  readonly updatedAt: Instant
}

export interface ProjectionsView {
  /** Of the last event in the log; absent in an empty one. */
  readonly head?: bigint
  readonly projections: ReadonlyArray<ProjectionView>
}
