import { handle, type EventHandlers } from '../domain/events.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Occurrence } from './fold.js'

/** Two figures that must be the same and are not, and the first event after which they were not. */
export interface Difference {
  readonly check:
    | 'STATEMENT_IS_ITS_LINES'
    | 'ENTRY_IS_ITS_STATEMENT'
    | 'PAYOUT_IS_ITS_ENTRIES'
    | 'PAID_IS_PLANNED'
    | 'DELIVERED_IS_SETTLED'
  /** A statement, a payout or an order. */
  readonly subject: string
  readonly currency: string
  readonly expectedMinor: bigint
  readonly foundMinor: bigint
  readonly eventId: string
}

interface Waiting {
  readonly currency: string
  readonly dueAt: Instant
  readonly estimatedMinor: bigint
  readonly eventId: string
}

/** What has been told so far, by statement, payout and order. */
interface Told {
  readonly lines: Map<string, bigint>
  readonly payable: Map<string, bigint>
  readonly entries: Map<string, bigint>
  readonly planned: Map<string, bigint>
  readonly waiting: Map<string, Waiting>
  readonly openCases: Map<string, number>
  readonly differences: Array<Difference>
}

const add = (sums: Map<string, bigint>, name: string, minor: bigint): void => {
  sums.set(name, (sums.get(name) ?? 0n) + minor)
}

const compare = (
  { differences }: Told,
  check: Difference['check'],
  [subject, currency, eventId]: readonly [string, string, string],
  expectedMinor: bigint,
  foundMinor: bigint,
): void => {
  if (expectedMinor !== foundMinor) {
    differences.push({ check, subject, currency, expectedMinor, foundMinor, eventId })
  }
}

// Told from the events alone, by other sums than those of the aggregates and the ledger.
const checks: EventHandlers<readonly [eventId: string, told: Told], void> = {
  StatementLineAdded: ({ data: { statementId, transaction } }, _, { lines }) =>
    add(lines, statementId, transaction.settlementMinor + transaction.reserveMinor),
  StatementAdjusted: ({ data: { statementId, transaction } }, _, { lines }) =>
    add(lines, statementId, transaction.settlementMinor),
  StatementClosed: ({ data: { statementId, currency, payableMinor } }, eventId, told) => {
    told.payable.set(statementId, payableMinor)
    const subject = [statementId, currency, eventId] as const
    compare(told, 'STATEMENT_IS_ITS_LINES', subject, told.lines.get(statementId) ?? 0n, payableMinor)
  },
  PayoutEntryAdded: ({ data: { payoutId, currency, entry } }, eventId, told) => {
    add(told.entries, payoutId, entry.amountMinor)
    if (entry.kind !== 'STATEMENT') return
    const expectedMinor = told.payable.get(entry.source) ?? 0n
    const subject = [entry.source, currency, eventId] as const
    compare(told, 'ENTRY_IS_ITS_STATEMENT', subject, expectedMinor, entry.amountMinor)
  },
  PayoutPlanned: ({ data: { payoutId, currency, amountMinor } }, eventId, told) => {
    told.planned.set(payoutId, amountMinor)
    const subject = [payoutId, currency, eventId] as const
    compare(told, 'PAYOUT_IS_ITS_ENTRIES', subject, told.entries.get(payoutId) ?? 0n, amountMinor)
  },
  PayoutPaid: ({ data: { payoutId, currency, amountMinor } }, eventId, told) => {
    const subject = [payoutId, currency, eventId] as const
    compare(told, 'PAID_IS_PLANNED', subject, told.planned.get(payoutId) ?? 0n, amountMinor)
  },
  SettlementOpened: ({ data: { orderId, currency, dueAt, estimatedMinor } }, eventId, { waiting }) => {
    waiting.set(orderId, { currency, dueAt, estimatedMinor, eventId })
  },
  SettlementAmended: ({ data: { orderId, estimatedMinor } }, _, { waiting }) => {
    const before = waiting.get(orderId)
    if (before !== undefined) waiting.set(orderId, { ...before, estimatedMinor })
  },
  SettlementCaseOpened: ({ data: { orderId } }, _, { openCases }) => {
    openCases.set(orderId, (openCases.get(orderId) ?? 0) + 1)
  },
  SettlementCaseClosed: ({ data: { orderId } }, _, { openCases }) => {
    openCases.set(orderId, (openCases.get(orderId) ?? 0) - 1)
  },
  OrderSettled: ({ data: { orderId } }, _, { waiting }) => {
    waiting.delete(orderId)
  },
}

const late = ({ waiting, openCases }: Told, now: Instant): ReadonlyArray<Difference> =>
  [...waiting]
    .filter(([orderId, { dueAt, estimatedMinor }]) => {
      const waits = dueAt >= now || (openCases.get(orderId) ?? 0) > 0
      return !waits && estimatedMinor !== 0n
    })
    .map(([subject, { currency, estimatedMinor, eventId }]) => ({
      check: 'DELIVERED_IS_SETTLED',
      subject,
      currency,
      expectedMinor: estimatedMinor,
      foundMinor: 0n,
      eventId,
    }))

/** The events whose figures are compared; others need not be told. */
export const reconciledEvents: ReadonlySet<string> = new Set(Object.keys(checks))

/** A history that is told event by event, and what does not agree in it so far. */
export interface Reconciliation {
  tell(occurrence: Occurrence): void
  differences(now: Instant): ReadonlyArray<Difference>
}

export const reconciliation = (): Reconciliation => {
  const told: Told = {
    lines: new Map(),
    payable: new Map(),
    entries: new Map(),
    planned: new Map(),
    waiting: new Map(),
    openCases: new Map(),
    differences: [],
  }
  return {
    tell: ({ event, recorded }) => handle(checks, event, recorded.eventId, told),
    differences: (now) => [...told.differences, ...late(told, now)],
  }
}

/**
 * What does not agree in a history, first things first: a statement and its lines, an entry and its statement, a payout and its
 * entries, a transfer and its payout; and whatever is due by `now`, has no open case, and is not settled.
 */
export const reconcile = (occurrences: Iterable<Occurrence>, now: Instant): ReadonlyArray<Difference> => {
  const { tell, differences } = reconciliation()
  for (const occurrence of occurrences) tell(occurrence)
  return differences(now)
}
