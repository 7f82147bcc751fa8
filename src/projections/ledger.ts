import type { Recorded } from '../domain/kernel/recorded.js'
import { int4, int8, text, timestamptz } from './column.js'
import { postingsOf, type MoneyEvent } from './postings.js'
import type { Projection } from './projection.js'
import { log, sums, type Touch } from './table.js'

/** Double entry, one row per posting: the amounts of an event sum to zero. */
export const ledgerPostingsTable = log(
  'ledger_postings',
  {
    /** Of the event in the log (`commit`): the ledger's order. */
    position: int8,
    /** From 0 within the event. */
    posting: int4,
    eventId: text,
    eventType: text,
    account: text,
    owner: text,
    sellerId: text,
    orderId: text,
    currency: text,
    /** Signed: positive is owed to, or earned by, the owner. */
    amountMinor: int8,
    occurredAt: timestamptz,
    recordedAt: timestamptz,
  },
  ['position', 'posting'],
)

/** What the postings of an account add up to. */
export const ledgerBalancesTable = sums(
  'ledger_balances',
  { owner: text, account: text, currency: text, balanceMinor: int8, postings: int8 },
  ['owner', 'account', 'currency'],
  ['balanceMinor', 'postings'],
)

const entry = (event: MoneyEvent, { position, eventId, recordedAt }: Recorded): ReadonlyArray<Touch> => {
  const { sellerId, orderId, currency } = event.data
  return postingsOf(event).flatMap(({ account, owner, amountMinor }, posting) => [
    ledgerPostingsTable.add({
      position: position.commit,
      posting,
      eventId,
      eventType: event.type,
      account,
      owner,
      sellerId,
      orderId,
      currency,
      amountMinor,
      occurredAt: event.occurredAt,
      recordedAt,
    }),
    ledgerBalancesTable.add({ owner, account, currency, balanceMinor: amountMinor, postings: 1n }),
  ])
}

export const ledger: Projection = {
  name: 'ledger',
  version: 1,
  tables: [ledgerPostingsTable, ledgerBalancesTable],
  on: {
    OrderPaid: entry,
    OrderDelivered: entry,
    OrderLinesRefunded: entry,
    OrderCancelled: entry,
    CommissionCharged: entry,
    CommissionReversed: entry,
  },
}
