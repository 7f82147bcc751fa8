import type { EventNamed } from '../domain/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { citedColumns, citedValues } from './cited.js'
import { date, int4, int8, nullable, text, timestamptz } from './column.js'
import { sharedPartition } from './partition.js'
import type { Projection } from './projection.js'
import { log, table, type Touch } from './table.js'

const amounts = {
  revenueMinor: int8,
  shippingMinor: int8,
  feeTaxMinor: int8,
  adjustmentMinor: int8,
  /** revenue + shipping + fees and tax + adjustment. */
  settlementMinor: int8,
  /** Negative: withheld; positive: released. */
  reserveMinor: int8,
  /** settlement + reserve. */
  payableMinor: int8,
}

/** One row per seller, UTC day and currency. */
export const statementsTable = table(
  'statements',
  {
    statementId: text,
    sellerId: text,
    date,
    currency: text,
    status: text,
    lines: int4,
    ...amounts,
    closesAt: timestamptz,
    closedAt: nullable(timestamptz),
    /** The payout that it became part of last; one that was carried over or failed hands it on with its own balance. */
    payoutId: nullable(text),
  },
  ['statementId'],
)

/** One row per transaction, with the event that put it there. */
export const statementLinesTable = log(
  'statement_lines',
  {
    statementId: text,
    /** From 1. */
    line: int4,
    sellerId: text,
    transactionId: text,
    type: text,
    orderId: nullable(text),
    currency: text,
    ...amounts,
    eventId: text,
    /** Of the event in the log (`commit`). */
    position: int8,
    occurredAt: timestamptz,
  },
  ['statementId', 'line'],
)

/** One row per amount of a transaction, with the rule that explains it, where there is one. */
export const statementDetailsTable = log(
  'statement_details',
  {
    statementId: text,
    line: int4,
    /** From 0 within the line. */
    detail: int4,
    part: text,
    name: text,
    skuId: nullable(text),
    amountMinor: int8,
    ...citedColumns,
  },
  ['statementId', 'line', 'detail'],
)

type Line = EventNamed<'StatementLineAdded' | 'StatementAdjusted'>

const orderOf = ({ type, data }: Line): string | null =>
  type === 'StatementAdjusted' ? (data.relatedOrderId ?? null) : data.orderId

const added = (event: Line, { eventId, position }: Recorded): ReadonlyArray<Touch> => {
  const { occurredAt, data } = event
  const { statementId, sellerId, currency, line, transaction } = data
  const { transactionId, type, lines, ...sums } = transaction
  const payableMinor = sums.settlementMinor + sums.reserveMinor
  return [
    statementLinesTable.add({
      statementId,
      line,
      sellerId,
      transactionId,
      type,
      orderId: orderOf(event),
      currency,
      ...sums,
      payableMinor,
      eventId,
      position: position.commit,
      occurredAt,
    }),
    ...lines.map(({ part, name, skuId, amountMinor, reason }, detail) =>
      statementDetailsTable.add({
        statementId,
        line,
        detail,
        part,
        name,
        skuId: skuId ?? null,
        amountMinor,
        ...citedValues(reason),
      }),
    ),
    statementsTable.update({ statementId }, (row) => ({
      ...row,
      lines: line,
      revenueMinor: row.revenueMinor + sums.revenueMinor,
      shippingMinor: row.shippingMinor + sums.shippingMinor,
      feeTaxMinor: row.feeTaxMinor + sums.feeTaxMinor,
      adjustmentMinor: row.adjustmentMinor + sums.adjustmentMinor,
      settlementMinor: row.settlementMinor + sums.settlementMinor,
      reserveMinor: row.reserveMinor + sums.reserveMinor,
      payableMinor: row.payableMinor + payableMinor,
    })),
  ]
}

export const statements: Projection = {
  name: 'statements',
  version: 1,
  tables: [statementsTable, statementLinesTable, statementDetailsTable],
  partition: sharedPartition,
  onPoison: 'park',
  on: {
    StatementOpened: ({ data: { statementId, sellerId, date: day, currency, closesAt } }) => [
      statementsTable.put({
        statementId,
        sellerId,
        date: day,
        currency,
        status: 'OPEN',
        lines: 0,
        revenueMinor: 0n,
        shippingMinor: 0n,
        feeTaxMinor: 0n,
        adjustmentMinor: 0n,
        settlementMinor: 0n,
        reserveMinor: 0n,
        payableMinor: 0n,
        closesAt,
        closedAt: null,
        payoutId: null,
      }),
    ],
    StatementLineAdded: added,
    StatementAdjusted: added,
    StatementClosed: ({ occurredAt, data: { statementId } }) => [
      statementsTable.update({ statementId }, (row) => ({ ...row, status: 'SETTLED', closedAt: occurredAt })),
    ],
    PayoutEntryAdded: ({ data: { payoutId, entry } }) =>
      entry.kind === 'STATEMENT'
        ? [statementsTable.update({ statementId: entry.source }, (row) => ({ ...row, payoutId }))]
        : [],
  },
}
