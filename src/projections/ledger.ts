import type { Recorded } from '../domain/kernel/recorded.js'
import { int4, int8, nullable, text, timestamptz } from './column.js'
import type { Citation, MoneyEvent } from './moneyEvents.js'
import { postingsOf } from './postings.js'
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
    orderId: nullable(text),
    currency: text,
    /** Signed: positive is owed to, or earned by, the owner. */
    amountMinor: int8,
    occurredAt: timestamptz,
    recordedAt: timestamptz,
    /** The statement or payout that it is about, where it is about no order. */
    periodId: nullable(text),
    /** The rule behind the amount, where there is one, and its rate. */
    skuId: nullable(text),
    ruleId: nullable(text),
    ruleVersion: nullable(int4),
    rateBps: nullable(int4),
    /** What the rate is taken of, what it gives, and what rounding added to that in parts of a minor unit. */
    baseMinor: nullable(int8),
    resultMinor: nullable(int8),
    roundedBy: nullable(int4),
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

const placeOf = (
  data: MoneyEvent['data'],
): { readonly orderId: string | null; readonly periodId: string | null } => {
  if ('orderId' in data) return { orderId: data.orderId, periodId: null }
  if ('payoutId' in data) return { orderId: null, periodId: data.payoutId }
  return { orderId: data.relatedOrderId ?? null, periodId: data.statementId }
}

const cited = (citation: Citation | undefined) => ({
  skuId: citation?.skuId ?? null,
  ruleId: citation?.rule.ruleId ?? null,
  ruleVersion: citation?.rule.ruleVersion ?? null,
  rateBps: citation?.rule.rateBps ?? null,
  baseMinor: citation?.baseMinor ?? null,
  resultMinor: citation?.feeMinor ?? null,
  roundedBy: citation?.roundedBy ?? null,
})

const entry = (event: MoneyEvent, { position, eventId, recordedAt }: Recorded): ReadonlyArray<Touch> => {
  const { sellerId, currency } = event.data
  return postingsOf(event).flatMap(({ account, owner, amountMinor, citation }, posting) => [
    ledgerPostingsTable.add({
      position: position.commit,
      posting,
      eventId,
      eventType: event.type,
      account,
      owner,
      sellerId,
      ...placeOf(event.data),
      currency,
      amountMinor,
      occurredAt: event.occurredAt,
      recordedAt,
      ...cited(citation),
    }),
    ledgerBalancesTable.add({ owner, account, currency, balanceMinor: amountMinor, postings: 1n }),
  ])
}

export const ledger: Projection = {
  name: 'ledger',
  version: 2,
  tables: [ledgerPostingsTable, ledgerBalancesTable],
  on: {
    OrderPaid: entry,
    OrderDelivered: entry,
    OrderLinesRefunded: entry,
    OrderLinesCancelled: entry,
    OrderCancelled: entry,
    CommissionCharged: entry,
    CommissionReversed: entry,
    CreatorsPaid: entry,
    OrderSettled: entry,
    RefundSettled: entry,
    ChargebackSettled: entry,
    ChargebackOffset: entry,
    ReserveReleased: entry,
    StatementAdjusted: entry,
    PayoutCarriedOver: entry,
    PayoutPlanned: entry,
    PayoutPaid: entry,
    PayoutFailed: entry,
    PayoutReturned: entry,
  },
}
