import type { PayoutPart, PayoutView, StatementLineView, StatementView } from './moneyViews.js'
import type { Step } from './trail.js'
import type { Money } from './views.js'

/** What can be explained. */
export const subjectKinds = ['ORDER', 'STATEMENT', 'PAYOUT'] as const
export type SubjectKind = (typeof subjectKinds)[number]

export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
}

export interface ExplainOptions {
  /** Without the orders behind the statements, which may be many. */
  readonly withoutOrders?: true
}

/** Where a statement tells of an order. */
export interface Stated {
  readonly statementId: string
  readonly line: number
  readonly payable: Money
}

/** All that moved the money of one order, the first event first, and where it was stated. */
export interface ExplainedOrder {
  readonly orderId: string
  readonly steps: ReadonlyArray<Step>
  readonly stated: ReadonlyArray<Stated>
}

export interface ExplainedLine extends StatementLineView {
  readonly position: bigint
}

/** Of what was asked for: of an order, only its own lines are told. */
export interface ExplainedStatement extends StatementView {
  readonly told: ReadonlyArray<ExplainedLine>
}

export interface ExplainedPart extends PayoutPart {
  readonly eventId: string
  readonly position: bigint
}

export interface ExplainedPayout extends PayoutView {
  readonly pays: ReadonlyArray<ExplainedPart>
  readonly steps: ReadonlyArray<Step>
}

/** What amounts of one name come to. */
export interface Sum {
  readonly name: string
  readonly amount: Money
  /** Of how many amounts. */
  readonly of: number
}

/** Where an amount is now, and what it waits for. */
export interface Place {
  /** An account of the ledger, or `bank` for what the seller has. */
  readonly at: string
  readonly amount: Money
  /** A statement or payout. */
  readonly id?: string
  readonly reason?: string
  /** The moment, or the day, on which it goes on. */
  readonly until?: string
  readonly bankReference?: string
}

/** Two figures that must be the same and are not. */
export interface TrailDifference {
  readonly check: TrailCheck
  /** A posting, an order, a line, a statement or a payout. */
  readonly subject: string
  readonly expected: Money
  readonly found: Money
}

export const trailChecks = [
  'EVENT_IS_BALANCED',
  'AMOUNT_IS_ITS_RULE',
  'LINE_IS_ITS_DETAILS',
  'LINE_IS_ITS_POSTINGS',
  'NOTHING_IS_LEFT_BEHIND',
  'STATEMENT_IS_ITS_LINES',
  'ENTRY_IS_ITS_SOURCE',
  'PAYOUT_IS_ITS_ENTRIES',
  'SUM_IS_THE_WHOLE',
  'BANK_IS_THE_PAYOUT',
] as const
export type TrailCheck = (typeof trailChecks)[number]

/** The way of money from the buyers' payments to the bank transfer, and whether it adds up on the way. */
export interface Explanation {
  readonly subject: Subject
  readonly sellerId: string
  readonly currency: string
  readonly orders: ReadonlyArray<ExplainedOrder>
  readonly statements: ReadonlyArray<ExplainedStatement>
  /** Those that it came through, the earliest first. */
  readonly payouts: ReadonlyArray<ExplainedPayout>
  /** From what buyers paid to `total`, by the postings of the ledger. */
  readonly sums: ReadonlyArray<Sum>
  /** What it comes to for the seller, by statements and payouts; of an order, with what is not stated yet. */
  readonly total: Money
  readonly places: ReadonlyArray<Place>
  /** What of it the seller has, by the confirmed transfers. */
  readonly atBank: Money
  readonly differences: ReadonlyArray<TrailDifference>
  /** All read models that it is told from had come to the same event: where not, a difference may be none. */
  readonly isSteady: boolean
}
