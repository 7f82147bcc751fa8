import type { Instant } from '../domain/kernel/time.js'
import type { RuleCited, StatementDetail } from './moneyViews.js'
import type { Money } from './views.js'
import type { ledgerPostingsTable } from '../projections/ledger.js'
import type { orderBoardTable } from '../projections/orderBoard.js'
import type { payoutEntriesTable, payoutsTable } from '../projections/payouts.js'
import type {
  statementDetailsTable,
  statementLinesTable,
  statementsTable,
} from '../projections/statements.js'
import type { ValuesOf } from '../projections/table.js'
import type { unsettledTable } from '../projections/unsettled.js'

export type OrderRow = ValuesOf<typeof orderBoardTable>
export type WaitingRow = ValuesOf<typeof unsettledTable>
export type StatementRow = ValuesOf<typeof statementsTable>
export type LineRow = ValuesOf<typeof statementLinesTable>
export type DetailRow = ValuesOf<typeof statementDetailsTable>
export type PayoutRow = ValuesOf<typeof payoutsTable>
export type EntryRow = ValuesOf<typeof payoutEntriesTable>
export type PostingRow = ValuesOf<typeof ledgerPostingsTable>

/** What an event did to one account: a posting of the ledger. */
export interface Movement {
  /** Of the posting in its event, from 0. */
  readonly posting: number
  readonly account: string
  readonly owner: string
  /** Positive: owed to or earned by the owner of the account. */
  readonly amount: Money
  readonly feeKind?: string
  readonly skuId?: string
  readonly rule?: RuleCited
}

/** An event that moved money. */
export interface Step {
  readonly eventId: string
  readonly eventType: string
  readonly position: bigint
  readonly occurredAt: Instant
  /** The transaction that states it; of a refund, the one that it has if it comes after the order was settled. */
  readonly transactionId?: string
  readonly movements: ReadonlyArray<Movement>
}

/** An event that moved money, and what it was about. */
export interface ToldStep {
  readonly orderId: string | null
  readonly periodId: string | null
  readonly step: Step
}

/** The amounts of a line of a statement, in its order. */
export interface ToldDetails {
  readonly statementId: string
  readonly line: number
  readonly details: ReadonlyArray<StatementDetail>
}

type Texts = ReadonlyArray<string>

/** What the read models hold of some money: rows in no order, asked for in sets, so that a thousand orders are one question. */
export interface TrailReads {
  orders(where: { readonly orderId: Texts }): Promise<ReadonlyArray<OrderRow>>
  waiting(where: { readonly orderId: Texts }): Promise<ReadonlyArray<WaitingRow>>
  /** In the order of the log. */
  steps(where: { readonly orderId: Texts } | { readonly periodId: Texts }): Promise<ReadonlyArray<ToldStep>>
  statements(where: { readonly statementId: Texts }): Promise<ReadonlyArray<StatementRow>>
  lines(where: { readonly statementId: Texts } | { readonly orderId: Texts }): Promise<ReadonlyArray<LineRow>>
  /** Each line once. */
  details(where: {
    readonly statementId: Texts
    readonly line?: ReadonlyArray<number>
  }): Promise<ReadonlyArray<ToldDetails>>
  payouts(where: { readonly payoutId: Texts }): Promise<ReadonlyArray<PayoutRow>>
  entries(where: { readonly payoutId: Texts } | { readonly source: Texts }): Promise<ReadonlyArray<EntryRow>>
  /** Up to where (`commit`) each of the read models that are asked here has come; absent: it has not begun. */
  positions(): Promise<ReadonlyArray<bigint | undefined>>
}

/** The rows of the read models that an explanation is made of. */
export interface Trail {
  readonly own: { readonly sellerId: string; readonly currency: string }
  readonly waiting: ReadonlyArray<WaitingRow>
  /** Of orders, and of statements for what is of no order. */
  readonly steps: ReadonlyArray<ToldStep>
  readonly statements: ReadonlyArray<StatementRow>
  readonly lines: ReadonlyArray<LineRow>
  readonly details: ReadonlyArray<ToldDetails>
  readonly payouts: ReadonlyArray<PayoutRow>
  readonly entries: ReadonlyArray<EntryRow>
  /** Of payouts. */
  readonly periods: ReadonlyArray<ToldStep>
}

/** The read models behind a trail. */
export const trailProjections = ['ledger', 'order_board', 'payouts', 'statements', 'unsettled']

/** Whether an entry of this kind is the whole balance of an earlier payout. */
export const handsOn = (kind: string): boolean =>
  kind === 'CARRIED_OVER' || kind === 'FAILED' || kind === 'RETURNED'
