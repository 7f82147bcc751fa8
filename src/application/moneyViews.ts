import type { Instant } from '../domain/kernel/time.js'
import type { Money, PostingView } from './views.js'

/** Why an amount is what it is: the rate of a base by a version of a rule, rounded once. */
export interface RuleCited {
  readonly ruleId: string
  readonly version: number
  /** In basis points. */
  readonly rateBps: number
  /** What the base is: `GROSS`, `SETTLEMENT` and so on. */
  readonly of: string
  readonly base: Money
  /** What the rule gives, without a sign for whose it is. */
  readonly result: Money
  /** What rounding added, in parts of a minor unit: ten-thousandths, more of them where a tax is included. */
  readonly roundedBy: number
  /** The base includes this tax, and the share is of what remains without it. */
  readonly includedTaxBps?: number
  /** The most that the rule gives. */
  readonly cap?: Money
}

/** `settlement = revenue + shipping + fees and tax + adjustment`; `payable = settlement + reserve`. */
export interface StatementAmounts {
  readonly revenue: Money
  readonly shipping: Money
  readonly feeTax: Money
  readonly adjustment: Money
  readonly settlement: Money
  /** Negative: withheld; positive: released. */
  readonly reserve: Money
  readonly payable: Money
}

/** What a seller earned on one UTC day in one currency. */
export interface StatementView extends StatementAmounts {
  readonly statementId: string
  readonly sellerId: string
  readonly date: string
  readonly currency: string
  /** `OPEN` or `SETTLED`. */
  readonly status: string
  readonly lines: number
  readonly closesAt: Instant
  readonly closedAt?: Instant
  /** The payout that it became part of. */
  readonly payoutId?: string
}

/** One amount of a transaction, and the rule behind it where there is one. */
export interface StatementDetail {
  readonly part: string
  readonly name: string
  readonly skuId?: string
  readonly amount: Money
  readonly rule?: RuleCited
}

/** One transaction, and the event that put it on the statement. */
export interface StatementLineView extends StatementAmounts {
  /** From 1. */
  readonly line: number
  readonly transactionId: string
  readonly type: string
  readonly orderId?: string
  readonly currency: string
  readonly eventId: string
  readonly occurredAt: Instant
  readonly details: ReadonlyArray<StatementDetail>
}

export interface PayoutView {
  readonly payoutId: string
  readonly sellerId: string
  readonly date: string
  /** `OPEN`, `CARRIED_OVER`, `PLANNED`, `PROCESSING`, `PAID`, `FAILED` or `RETURNED`. */
  readonly status: string
  readonly held: boolean
  /** The sum of what it pays, signed: a seller may owe. */
  readonly amount: Money
  /** How many statements and earlier payouts it is made of. */
  readonly entries: number
  readonly attempts: number
  /** Why nothing is paid on this day, and on which day it goes on. */
  readonly waitReason?: string
  readonly toDate?: string
  readonly bankReference?: string
  readonly cutOffAt: Instant
  readonly plannedAt?: Instant
  readonly paidAt?: Instant
  readonly updatedAt: Instant
}

/** A statement, or what an earlier payout left. */
export interface PayoutPart {
  readonly kind: string
  readonly source: string
  readonly amount: Money
  readonly addedAt: Instant
}

export interface PayoutWithParts extends PayoutView {
  readonly pays: ReadonlyArray<PayoutPart>
}

/** A paid order that is not settled, and what it waits for. */
export interface UnsettledView {
  readonly orderId: string
  readonly sellerId: string
  /** `NOT_DELIVERED`, `FEES_NOT_CHARGED`, `WAITING_PERIOD` or `OPEN_CASE`. */
  readonly reason: string
  readonly openCases: number
  /** Goods and shipping, with what the platform adds; before fees. */
  readonly estimatedGross: Money
  /** After fees; absent before they are charged. */
  readonly estimatedSettlement?: Money
  readonly deliveredAt?: Instant
  readonly dueAt?: Instant
}

/** A posting, the rule behind it, and the whole double entry that it is a leg of. */
export interface LedgerEntry extends PostingView {
  readonly skuId?: string
  readonly rule?: RuleCited
  /** All postings of the same event: they sum to zero per currency. */
  readonly legs: ReadonlyArray<PostingView>
}
