import type { CaseStatus, CaseType } from '../domain/afterSales/events.js'
import type { Instant, LocalDate } from '../domain/kernel/time.js'
import type { OrderStatus } from '../domain/order/events.js'
import type { Clock } from '../domain/processes/clocks.js'
import type { Account } from '../projections/accounts.js'
import type { CaseView, CaseWithSteps } from './caseViews.js'
import type { DeadlineView } from './deadlineViews.js'
import type {
  LedgerEntry,
  PayoutView,
  PayoutWithParts,
  StatementLineView,
  StatementView,
  UnsettledView,
} from './moneyViews.js'
import type { Reflected } from './reflected.js'
import type { TrailReads } from './trail.js'
import type { ReconciliationView } from './reconciliationView.js'
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

/** The id tells the statements of one day apart, one for each currency. */
export interface StatementKey {
  readonly date: LocalDate
  readonly statementId: string
}

export interface StatementLineKey {
  readonly line: number
}

export interface PayoutKey {
  readonly date: LocalDate
  readonly payoutId: string
}

/** `dueAt` is absent for those that have no day yet: they come last. */
export interface UnsettledKey {
  readonly dueAt?: Instant
  readonly orderId: string
}

export interface CaseKey {
  readonly openedAt: Instant
  readonly caseId: string
}

/** Which after-sales cases are wanted. */
export interface CaseFilter {
  readonly sellerId?: string
  readonly orderId?: string
  readonly status?: CaseStatus
  readonly caseType?: CaseType
  /** True: those that are not over; false: those that are. */
  readonly open?: boolean
}

export interface DeadlineKey {
  readonly dueAt: Instant
  readonly deadlineId: string
}

/** Which deadlines are wanted. */
export interface DeadlineFilter {
  readonly sellerId?: string
  /** Due by then, inclusive. */
  readonly until?: Instant
  readonly clock?: Clock
  readonly state?: DeadlineState
}

export const deadlineStates = ['STANDING', 'NO_RULE'] as const
export type DeadlineState = (typeof deadlineStates)[number]

export const waitReasons = ['NOT_DELIVERED', 'FEES_NOT_CHARGED', 'WAITING_PERIOD', 'OPEN_CASE'] as const
export type WaitReason = (typeof waitReasons)[number]

export const periods = ['day', 'week', 'month'] as const
export type Period = (typeof periods)[number]

/** Calendar days of the seller's zone, `from` included, `to` not; absent: open on that side. */
export interface DayRange {
  readonly from?: LocalDate
  readonly to?: LocalDate
}

/** Which postings are wanted; days are those on which they happened. */
export interface LedgerFilter extends DayRange {
  readonly account?: Account
  readonly orderId?: string
}

export interface ReconciliationRequest {
  /** What is due before this must be settled. */
  readonly at?: Instant
  readonly sellerId?: string
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
export interface Queries extends Reflected {
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
  /**
   * Every leg of the events of this seller's orders, those of the platform's accounts included; newest first. Where one account is
   * asked for, each tells what the account held after it, whatever else is filtered.
   */
  ledgerOf(
    sellerId: string,
    page: PageRequest<PostingKey> & LedgerFilter,
  ): Promise<Page<PostingView, PostingKey> | undefined>
  ledgerEntry(entry: PostingKey): Promise<LedgerEntry | undefined>
  /** By currency; empty before the first posting. */
  balancesOf(sellerId: string): Promise<ReadonlyArray<BalanceView> | undefined>
  /** Newest first. */
  statementsOf(
    sellerId: string,
    page: PageRequest<StatementKey>,
  ): Promise<Page<StatementView, StatementKey> | undefined>
  statement(statementId: string): Promise<StatementView | undefined>
  /** In the order in which they were added; `undefined` where there is no such statement. */
  linesOf(
    statementId: string,
    page: PageRequest<StatementLineKey>,
  ): Promise<Page<StatementLineView, StatementLineKey> | undefined>
  /** Newest first. */
  payoutsOf(sellerId: string, page: PageRequest<PayoutKey>): Promise<Page<PayoutView, PayoutKey> | undefined>
  payout(payoutId: string): Promise<PayoutWithParts | undefined>
  /** What is due first comes first. */
  unsettledOf(
    sellerId: string,
    page: PageRequest<UnsettledKey> & { readonly reason?: WaitReason },
  ): Promise<Page<UnsettledView, UnsettledKey> | undefined>
  /** After-sales cases, newest first. */
  cases(page: PageRequest<CaseKey> & CaseFilter): Promise<Page<CaseView, CaseKey>>
  case(caseId: string): Promise<CaseWithSteps | undefined>
  /**
   * Deadlines that stand and were not asked, and those that no rule covers; what is due first comes first. `undefined`
   * where none are kept, because no clock ever ran over these read models.
   */
  deadlines(
    page: PageRequest<DeadlineKey> & DeadlineFilter,
  ): Promise<Page<DeadlineView, DeadlineKey> | undefined>
  /**
   * Whether statements, payouts, wallets and settlements agree with each other in the read models, of everybody or of one
   * seller; default of `at`: now. `comptoir reconcile` asks the events themselves, which takes longer.
   */
  reconciliation(asked: ReconciliationRequest): Promise<ReconciliationView | undefined>
  kpisOfSeller(sellerId: string, asked: DayRange & { readonly period: Period }): Promise<Kpis | undefined>
  kpisOfProduct(productId: string, asked: DayRange & { readonly period: Period }): Promise<Kpis | undefined>
  /** Products with paid orders, the highest first; equal ones by product id, then currency. */
  topProducts(asked: TopProductsRequest): Promise<ReadonlyArray<TopProduct>>
  projections(): Promise<ProjectionsView>
  /** What explanations are made of: see `explain`. */
  readonly trail: TrailReads
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
