import type { Instant, LocalDate } from '../domain/kernel/time.js'
import type { OrderStatus } from '../domain/order/events.js'
import type {
  BalanceView,
  Kpis,
  OrderCounts,
  OrderView,
  OrderWithTimeline,
  PostingView,
  ProjectionsView,
  SellerView,
  TopProduct,
} from './views.js'

/** Which part of a list: at most `limit` items (at least 1), those that come after the key `after`. */
export interface PageRequest<K> {
  readonly limit: number
  readonly after?: K
}

/** `next` is the key to ask the following page with; absent on the last one. */
export interface Page<A, K> {
  readonly items: ReadonlyArray<A>
  readonly next?: K
}

export interface SellerKey {
  readonly sellerId: string
}

export interface OrderKey {
  readonly placedAt: Instant
  readonly orderId: string
}

export interface PostingKey {
  readonly position: bigint
  readonly posting: number
}

export const periods = ['day', 'week', 'month'] as const
export type Period = (typeof periods)[number]

/** Calendar days of the seller's zone, `from` included, `to` not; absent: open on that side. */
export interface DayRange {
  readonly from?: LocalDate
  readonly to?: LocalDate
}

export const measures = ['gmv', 'units', 'orders'] as const
export type Measure = (typeof measures)[number]

export interface TopProductsRequest extends DayRange {
  readonly by: Measure
  readonly limit: number
  readonly sellerId?: string
  /** Amounts of different currencies do not compare: where several are in use, ask for one. */
  readonly currency?: string
}

/**
 * What can be asked of the read models. `undefined` stands for a seller, order or product that is not known (yet), an
 * id that cannot be one included. Answers never hold personal data. A question that cannot be answered in time, or
 * while the database is away, rejects with `ReadsUnavailable`; it may be asked again.
 */
export interface Queries {
  /** By id. */
  sellers(page: PageRequest<SellerKey>): Promise<Page<SellerView, SellerKey>>
  seller(sellerId: string): Promise<SellerView | undefined>
  /** Newest first. */
  ordersOf(
    sellerId: string,
    page: PageRequest<OrderKey> & { readonly status?: OrderStatus },
  ): Promise<Page<OrderView, OrderKey> | undefined>
  countsOf(sellerId: string): Promise<OrderCounts | undefined>
  /** Of all sellers together. */
  counts(): Promise<OrderCounts>
  order(orderId: string): Promise<OrderWithTimeline | undefined>
  /** Every leg of the events of this seller's orders, those of the platform's accounts included; newest first. */
  ledgerOf(
    sellerId: string,
    page: PageRequest<PostingKey>,
  ): Promise<Page<PostingView, PostingKey> | undefined>
  /** By currency; empty before the first posting. */
  balancesOf(sellerId: string): Promise<ReadonlyArray<BalanceView> | undefined>
  kpisOfSeller(sellerId: string, asked: DayRange & { readonly period: Period }): Promise<Kpis | undefined>
  kpisOfProduct(productId: string, asked: DayRange & { readonly period: Period }): Promise<Kpis | undefined>
  /** Products with paid orders, the highest first; equal ones by product id, then currency. */
  topProducts(asked: TopProductsRequest): Promise<ReadonlyArray<TopProduct>>
  projections(): Promise<ProjectionsView>
}

/** What was asked did not answer, or not in time. Nothing is wrong with the question. */
export class ReadsUnavailable extends Error {
  readonly source: 'database' | 'event store'
  constructor(
    readonly reason: 'timeout' | 'unreachable',
    { source = 'database', ...options }: ErrorOptions & { readonly source?: 'database' | 'event store' } = {},
  ) {
    super(reason === 'timeout' ? 'no answer in time' : `the ${source} cannot be reached`, options)
    this.name = 'ReadsUnavailable'
    this.source = source
  }
}
