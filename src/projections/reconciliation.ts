import { handle, type EventHandlers, type EventNamed } from '../domain/events.js'
import { sumMinor } from '../domain/kernel/money.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { epochMsOf, instantOf, type Instant } from '../domain/kernel/time.js'
import type { Transaction } from '../domain/kernel/transaction.js'
import { compared, type Compared, type Difference } from './difference.js'
import type { Occurrence } from './fold.js'
import { handedOn, type HandedOn } from './handedOn.js'
import { ledger } from './ledger.js'
import { books } from './reconciledBooks.js'

interface Waiting {
  readonly currency: string
  readonly dueAt: Instant
  readonly estimatedMinor: bigint
  readonly eventId: string
}

/** What has been told so far, by statement, payout and order; what is over is not kept. */
interface Told {
  readonly lines: Map<string, bigint>
  readonly entries: Map<string, bigint>
  readonly planned: Map<string, bigint>
  readonly waiting: Map<string, Waiting>
  readonly openCases: Map<string, number>
  readonly settled: Set<string>
  /** Settled, on its way to a statement; and from a statement or an earlier payout to a payout. */
  readonly stated: HandedOn
  readonly paid: HandedOn
}

const add = (sums: Map<string, bigint>, name: string, minor: bigint): void => {
  sums.set(name, (sums.get(name) ?? 0n) + minor)
}

/** A sum that is complete. */
const closed = (sums: Map<string, bigint>, name: string): bigint => {
  const sum = sums.get(name) ?? 0n
  sums.delete(name)
  return sum
}

/** What a transaction puts on a statement: told by its parts, not by its sums. */
const payableMinorOf = ({ lines }: Transaction): bigint =>
  sumMinor(lines.map(({ amountMinor }) => amountMinor))

type Settled = EventNamed<
  'OrderSettled' | 'RefundSettled' | 'ChargebackSettled' | 'ChargebackOffset' | 'ReserveReleased'
>
type Balance = EventNamed<'PayoutPlanned' | 'PayoutCarriedOver'>
type Check = ReadonlyArray<Difference>

const onItsWay = ({ occurredAt, data }: Settled, { eventId }: Recorded, { stated }: Told): Check => {
  const { transaction, currency } = data
  const minor = transaction.settlementMinor + transaction.reserveMinor
  stated.give(transaction.transactionId, { currency, minor, eventId, at: occurredAt })
  return []
}

/** A payout's money goes on to a later one. */
const again = (
  kind: string,
  { occurredAt, data }: EventNamed<'PayoutCarriedOver' | 'PayoutFailed' | 'PayoutReturned' | 'PayoutPaid'>,
  { eventId }: Recorded,
  { paid }: Told,
): void => {
  const { payoutId, currency, amountMinor } = data
  const minor = kind === 'ARRIVED_AFTER_ALL' ? -amountMinor : amountMinor
  if (minor !== 0n) paid.give(`${kind} ${payoutId}`, { currency, minor, eventId, at: occurredAt })
}

const balanced = ({ data }: Balance, { eventId }: Recorded, { entries }: Told): Check => {
  const of = [data.payoutId, data.currency, eventId] as const
  return compared('PAYOUT_IS_ITS_ENTRIES', of, closed(entries, data.payoutId), data.amountMinor)
}

const cases = ({ openCases }: Told, orderId: string, change: number): Check => {
  const open = (openCases.get(orderId) ?? 0) + change
  if (open === 0) openCases.delete(orderId)
  else openCases.set(orderId, open)
  return []
}

// Told from the events alone, by other sums than those of the aggregates.
const checks: EventHandlers<readonly [recorded: Recorded, told: Told], Check> = {
  SettlementOpened: ({ data: { orderId, currency, dueAt, estimatedMinor } }, { eventId }, { waiting }) => {
    waiting.set(orderId, { currency, dueAt, estimatedMinor, eventId })
    return []
  },
  SettlementAmended: ({ data: { orderId, estimatedMinor } }, _, { waiting }) => {
    const before = waiting.get(orderId)
    if (before !== undefined) waiting.set(orderId, { ...before, estimatedMinor })
    return []
  },
  SettlementCaseOpened: ({ data: { orderId } }, _, told) => cases(told, orderId, 1),
  SettlementCaseClosed: ({ data: { orderId } }, _, told) => cases(told, orderId, -1),
  OrderSettled: (event, recorded, told) => {
    told.waiting.delete(event.data.orderId)
    told.settled.add(event.data.orderId)
    return onItsWay(event, recorded, told)
  },
  RefundSettled: onItsWay,
  ChargebackSettled: onItsWay,
  ChargebackOffset: onItsWay,
  ReserveReleased: onItsWay,
  StatementLineAdded: ({ data }, { eventId }, { lines, stated }) => {
    const minor = payableMinorOf(data.transaction)
    add(lines, data.statementId, minor)
    const { transactionId } = data.transaction
    return stated.take(transactionId, [transactionId, data.currency, eventId], minor)
  },
  StatementAdjusted: ({ data: { statementId, transaction } }, _, { lines }) => {
    add(lines, statementId, payableMinorOf(transaction))
    return []
  },
  StatementClosed: ({ occurredAt, data }, { eventId }, { lines, paid }) => {
    const { statementId, currency, payableMinor, settlementMinor, reserveMinor } = data
    paid.give(`STATEMENT ${statementId}`, { currency, minor: payableMinor, eventId, at: occurredAt })
    const of = [statementId, currency, eventId] as const
    const ofLines = compared('STATEMENT_IS_ITS_LINES', of, closed(lines, statementId), payableMinor)
    if (ofLines.length > 0) return ofLines
    return compared('STATEMENT_IS_ITS_LINES', of, settlementMinor + reserveMinor, payableMinor)
  },
  PayoutEntryAdded: ({ data: { payoutId, currency, entry } }, { eventId }, { entries, paid }) => {
    add(entries, payoutId, entry.amountMinor)
    const of: Compared = [entry.source, currency, eventId]
    return paid.take(`${entry.kind} ${entry.source}`, of, entry.amountMinor)
  },
  PayoutCarriedOver: (event, recorded, told) => {
    again('CARRIED_OVER', event, recorded, told)
    return balanced(event, recorded, told)
  },
  PayoutPlanned: (event, recorded, told) => {
    told.planned.set(event.data.payoutId, event.data.amountMinor)
    return balanced(event, recorded, told)
  },
  PayoutFailed: (event, recorded, told) => {
    again('FAILED', event, recorded, told)
    return []
  },
  PayoutReturned: (event, recorded, told) => {
    if (event.data.before !== 'FAILED') again('RETURNED', event, recorded, told)
    return []
  },
  PayoutPaid: (event, recorded, told) => {
    const { payoutId, currency, amountMinor, before } = event.data
    if (before === 'FAILED') again('ARRIVED_AFTER_ALL', event, recorded, told)
    const of = [payoutId, currency, recorded.eventId] as const
    return compared('PAID_IS_PLANNED', of, closed(told.planned, payoutId), amountMinor)
  },
}

const DAY_MS = 86_400_000
/** Sellers' terms let no order wait longer than this after its delivery. */
const SETTLE_DAYS_MAX = 31

const daysBefore = (now: Instant, days: number): Instant => instantOf(epochMsOf(now) - days * DAY_MS)

/** What is due, has no open case, and is not settled. */
const late = ({ waiting, openCases }: Told, now: Instant): Check =>
  [...waiting]
    .filter(([orderId, { dueAt }]) => dueAt < now && !openCases.has(orderId))
    .flatMap(([orderId, { currency, estimatedMinor, eventId }]) =>
      compared('DELIVERED_IS_SETTLED', [orderId, currency, eventId], estimatedMinor, 0n),
    )

type Pending = ReturnType<typeof books>['pending']

/** What an order has earned beside what it settled for; and what was delivered and never began to wait for its settlement. */
const unsettled = ({ waiting, settled, openCases }: Told, pending: Pending, now: Instant): Check =>
  [...pending]
    .filter(([orderId]) => !waiting.has(orderId) && !openCases.has(orderId))
    .flatMap(([orderId, { currency, minor, eventId, since }]) => {
      const of = [orderId, currency, eventId] as const
      if (settled.has(orderId)) {
        return since < daysBefore(now, 1) ? compared('SETTLED_IS_EARNED', of, 0n, minor) : []
      }
      const isLate = since < daysBefore(now, SETTLE_DAYS_MAX + 1)
      return isLate ? compared('DELIVERED_IS_SETTLED', of, minor, 0n) : []
    })

/** The events whose figures are compared; others need not be told. */
export const reconciledEvents: ReadonlySet<string> = new Set([
  ...Object.keys(checks),
  ...Object.keys(ledger.on),
])

/** A history that is told event by event, and what does not agree in it so far. */
export interface Reconciliation {
  tell(occurrence: Occurrence): void
  differences(now: Instant): ReadonlyArray<Difference>
}

export const reconciliation = (): Reconciliation => {
  const told: Told = {
    lines: new Map(),
    entries: new Map(),
    planned: new Map(),
    waiting: new Map(),
    openCases: new Map(),
    settled: new Set(),
    stated: handedOn('SETTLED_IS_STATED'),
    paid: handedOn('ENTRY_IS_ITS_SOURCE'),
  }
  const { tell, pending } = books()
  const differences: Array<Difference> = []
  return {
    tell: (occurrence) => {
      const { event, recorded } = occurrence
      differences.push(...tell(occurrence), ...(handle(checks, event, recorded, told) ?? []))
    },
    differences: (now) => [
      ...differences,
      ...late(told, now),
      ...unsettled(told, pending, now),
      // What follows from an event is in the log a moment later: a day is not to be waited for.
      ...told.stated.left(daysBefore(now, 1)),
      ...told.paid.left(daysBefore(now, 1)),
    ],
  }
}

/**
 * What does not agree in a history, first things first: the books, the wallets, a statement and its lines, an entry and where
 * it comes from, a payout and its entries, a transfer and its payout; and whatever is due by `now`, has no open case, and is
 * not settled, or is on its way for more than a day.
 */
export const reconcile = (occurrences: Iterable<Occurrence>, now: Instant): ReadonlyArray<Difference> => {
  const { tell, differences } = reconciliation()
  for (const occurrence of occurrences) tell(occurrence)
  return differences(now)
}
