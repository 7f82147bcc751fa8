import type { EventNamed } from '../domain/events.js'
import { int4, int8, nullable, text, timestamptz } from './column.js'
import { paidMinorOf, platformDiscountMinorOf } from './lineAmounts.js'
import { sharedPartition } from './partition.js'
import type { Projection } from './projection.js'
import { table, type Touch, type ValuesOf } from './table.js'

/**
 * What every paid order would settle for, and why it waits. A row stays when it is over (`settledAt` or `cancelledAt`), so that
 * nothing that is delivered can be neither settled nor waiting.
 */
export const unsettledTable = table(
  'unsettled_orders',
  {
    orderId: text,
    sellerId: text,
    currency: text,
    /** NOT_DELIVERED, FEES_NOT_CHARGED, WAITING_PERIOD, OPEN_CASE; SETTLED or CANCELLED when it waits no more. */
    reason: text,
    openCases: int4,
    /** Goods and shipping, with what the platform adds; before fees. */
    estimatedGrossMinor: int8,
    /** After fees; not known before they are charged. */
    estimatedSettlementMinor: nullable(int8),
    deliveredAt: nullable(timestamptz),
    dueAt: nullable(timestamptz),
    settledAt: nullable(timestamptz),
    cancelledAt: nullable(timestamptz),
  },
  ['orderId'],
)

type Row = ValuesOf<typeof unsettledTable>
type Lines = EventNamed<'OrderPaid'>['data']['lines']

const grossMinorOf = (lines: Lines): bigint => paidMinorOf(lines) + platformDiscountMinorOf(lines)

const changed = (orderId: string, change: (row: Row) => Row): ReadonlyArray<Touch> => [
  unsettledTable.update({ orderId }, (row) => {
    const next = change(row)
    return { ...next, reason: reasonOf(next) }
  }),
]

const reasonOf = (row: Row): string => {
  if (row.settledAt !== null) return 'SETTLED'
  if (row.cancelledAt !== null) return 'CANCELLED'
  if (row.deliveredAt === null) return 'NOT_DELIVERED'
  if (row.openCases > 0) return 'OPEN_CASE'
  return row.dueAt === null ? 'FEES_NOT_CHARGED' : 'WAITING_PERIOD'
}

const lessGross = (orderId: string, lines: Lines): ReadonlyArray<Touch> =>
  changed(orderId, (row) => ({ ...row, estimatedGrossMinor: row.estimatedGrossMinor - grossMinorOf(lines) }))

export const unsettled: Projection = {
  name: 'unsettled',
  version: 1,
  tables: [unsettledTable],
  partition: sharedPartition,
  onPoison: 'park',
  on: {
    OrderPaid: ({ data: { orderId, sellerId, currency, lines } }) => [
      unsettledTable.put({
        orderId,
        sellerId,
        currency,
        reason: 'NOT_DELIVERED',
        openCases: 0,
        estimatedGrossMinor: grossMinorOf(lines),
        estimatedSettlementMinor: null,
        deliveredAt: null,
        dueAt: null,
        settledAt: null,
        cancelledAt: null,
      }),
    ],
    OrderDelivered: ({ occurredAt, data: { orderId } }) =>
      changed(orderId, (row) => ({ ...row, deliveredAt: occurredAt })),
    OrderLinesRefunded: ({ data: { orderId, lines } }) => lessGross(orderId, lines),
    OrderLinesCancelled: ({ data: { orderId, lines } }) => lessGross(orderId, lines),
    OrderCancelled: ({ occurredAt, data: { orderId, lines } }) =>
      changed(orderId, (row) => ({
        ...row,
        estimatedGrossMinor: row.estimatedGrossMinor - grossMinorOf(lines),
        cancelledAt: row.deliveredAt === null ? occurredAt : row.cancelledAt,
      })),
    SettlementOpened: ({ data: { orderId, dueAt, estimatedMinor } }) =>
      changed(orderId, (row) => ({ ...row, dueAt, estimatedSettlementMinor: estimatedMinor })),
    SettlementAmended: ({ data: { orderId, estimatedMinor } }) =>
      changed(orderId, (row) => ({ ...row, estimatedSettlementMinor: estimatedMinor })),
    SettlementCaseOpened: ({ data: { orderId } }) =>
      changed(orderId, (row) => ({ ...row, openCases: row.openCases + 1 })),
    SettlementCaseClosed: ({ data: { orderId } }) =>
      changed(orderId, (row) => ({ ...row, openCases: row.openCases - 1 })),
    OrderSettled: ({ occurredAt, data: { orderId } }) =>
      changed(orderId, (row) => ({ ...row, settledAt: occurredAt })),
  },
}
