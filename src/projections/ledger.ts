import type { Recorded } from '../domain/kernel/recorded.js'
import { citedColumns, citedValues } from './cited.js'
import { int4, int8, nullable, text, timestamptz } from './column.js'
import type { Citation, MoneyEvent } from './moneyEvents.js'
import { postingsOf } from './postings.js'
import { sharedPartition } from './partition.js'
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
    /** The transaction that states it; of a refund, the one it has if it comes after the order was settled. */
    transactionId: nullable(text),
    skuId: nullable(text),
    feeKind: nullable(text),
    ...citedColumns,
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

/** As settlements name them: a refund by its id, what is left of a delivered order that is cancelled by `order cancelled`. */
const transactionOf = ({ type, data }: MoneyEvent): string | null => {
  if ('transaction' in data) return data.transaction.transactionId
  if (type === 'OrderCancelled') return `${data.orderId}/refund/order cancelled`
  if ('refundId' in data) return `${data.orderId}/refund/${data.refundId}`
  return 'reversalId' in data ? `${data.orderId}/refund/${data.reversalId}` : null
}

const cited = (citation: Citation | undefined) => ({
  skuId: citation?.skuId ?? null,
  feeKind: citation?.feeKind ?? null,
  ...citedValues(citation?.reason),
})

const entry = (event: MoneyEvent, { position, eventId, recordedAt }: Recorded): ReadonlyArray<Touch> => {
  const { sellerId, currency } = event.data
  const place = placeOf(event.data)
  const transactionId = transactionOf(event)
  return postingsOf(event).flatMap(({ account, owner, amountMinor, citation }, posting) => [
    ledgerPostingsTable.add({
      position: position.commit,
      posting,
      eventId,
      eventType: event.type,
      account,
      owner,
      sellerId,
      ...place,
      currency,
      amountMinor,
      occurredAt: event.occurredAt,
      recordedAt,
      transactionId,
      ...cited(citation),
    }),
    ledgerBalancesTable.add({ owner, account, currency, balanceMinor: amountMinor, postings: 1n }),
  ])
}

export const ledger: Projection = {
  name: 'ledger',
  version: 3,
  tables: [ledgerPostingsTable, ledgerBalancesTable],
  partition: sharedPartition,
  onPoison: 'park',
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
