import { handle, type DomainEvent, type EventHandlers } from '../../src/domain/events.js'
import type { Transaction } from '../../src/domain/kernel/transaction.js'
import { ledger } from '../../src/projections/ledger.js'
import type { MoneyEvent } from '../../src/projections/moneyEvents.js'
import { postingsOf } from '../../src/projections/postings.js'

const isMoney = (event: DomainEvent): event is MoneyEvent => Object.hasOwn(ledger.on, event.type)

/** The sums of all accounts, whoever owns them. */
export type Books = Readonly<Record<string, bigint>>

/** The books after one more event; the event's own postings must sum to zero. */
export const booked = (books: Books, event: DomainEvent): Books => {
  if (!isMoney(event)) return books
  const next: Record<string, bigint> = { ...books }
  let sum = 0n
  for (const { account, amountMinor } of postingsOf(event)) {
    next[account] = (next[account] ?? 0n) + amountMinor
    sum += amountMinor
  }
  if (sum !== 0n) throw new Error(`${event.type} does not balance: ${sum}`)
  return next
}

export const balanceOf = (books: Books, account: string): bigint => books[account] ?? 0n

/** Statement by statement and payout by payout: what went where. */
export interface Trail {
  /** Transactions by how often they stand on a statement. */
  readonly lines: ReadonlyMap<string, number>
  /** Amounts by how often a payout took them up, under what they are. */
  readonly entries: ReadonlyMap<string, number>
  /** What all statements come to. */
  readonly statedMinor: bigint
  /** What the bank confirmed, less what came back. */
  readonly confirmedMinor: bigint
  /** What buyers paid, less what they got back. */
  readonly buyersMinor: bigint
  /** What creators were paid. */
  readonly creatorsMinor: bigint
}

export const noTrail: Trail = {
  lines: new Map(),
  entries: new Map(),
  statedMinor: 0n,
  confirmedMinor: 0n,
  buyersMinor: 0n,
  creatorsMinor: 0n,
}

const counted = (counts: ReadonlyMap<string, number>, name: string): ReadonlyMap<string, number> =>
  new Map(counts).set(name, (counts.get(name) ?? 0) + 1)

const paidMinor = (
  lines: ReadonlyArray<{ readonly saleMinor: bigint; readonly shippingMinor: bigint }>,
): bigint => lines.reduce((sum, { saleMinor, shippingMinor }) => sum + saleMinor + shippingMinor, 0n)

const steps: EventHandlers<readonly [Trail], Trail> = {
  OrderPaid: ({ data }, trail) => ({ ...trail, buyersMinor: trail.buyersMinor + paidMinor(data.lines) }),
  OrderLinesRefunded: ({ data }, trail) => ({
    ...trail,
    buyersMinor: trail.buyersMinor - paidMinor(data.lines),
  }),
  ChargebackSettled: ({ data }, trail) => ({ ...trail, buyersMinor: trail.buyersMinor - data.amountMinor }),
  CreatorsPaid: ({ data }, trail) => ({
    ...trail,
    creatorsMinor: data.fees.reduce((sum, { feeMinor }) => sum + feeMinor, trail.creatorsMinor),
  }),
  StatementLineAdded: ({ data }, trail) => stated(trail, data.transaction),
  StatementAdjusted: ({ data }, trail) => stated(trail, data.transaction),
  PayoutEntryAdded: ({ data: { entry } }, trail) => ({
    ...trail,
    entries: counted(trail.entries, `${entry.kind} ${entry.source}`),
  }),
  PayoutPaid: ({ data }, trail) => ({ ...trail, confirmedMinor: trail.confirmedMinor + data.amountMinor }),
  PayoutReturned: ({ data }, trail) =>
    data.before === 'PAID' ? { ...trail, confirmedMinor: trail.confirmedMinor - data.amountMinor } : trail,
}

const stated = (trail: Trail, { transactionId, settlementMinor, reserveMinor }: Transaction): Trail => ({
  ...trail,
  statedMinor: trail.statedMinor + settlementMinor + reserveMinor,
  lines: counted(trail.lines, transactionId),
})

export const trailed = (trail: Trail, event: DomainEvent): Trail => handle(steps, event, trail) ?? trail
