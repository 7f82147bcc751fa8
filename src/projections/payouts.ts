import type { EventNamed } from '../domain/events.js'
import { bool, date, int4, int8, nullable, text, timestamptz } from './column.js'
import { ownPartition } from './partition.js'
import type { Projection } from './projection.js'
import { log, table, type Touch, type ValuesOf } from './table.js'

/** One row per seller, day of payout and currency. */
export const payoutsTable = table(
  'payouts',
  {
    payoutId: text,
    sellerId: text,
    date,
    currency: text,
    /** OPEN, CARRIED_OVER, PLANNED, PROCESSING, PAID, FAILED or RETURNED. */
    status: text,
    held: bool,
    /** The sum of its entries, signed. */
    amountMinor: int8,
    entries: int4,
    attempts: int4,
    /** Why nothing is paid on this day, and when it goes on. */
    waitReason: nullable(text),
    toDate: nullable(date),
    bankReference: nullable(text),
    cutOffAt: timestamptz,
    plannedAt: nullable(timestamptz),
    paidAt: nullable(timestamptz),
    updatedAt: timestamptz,
  },
  ['payoutId'],
)

/** What a payout is made of: statements, and what earlier payouts left. */
export const payoutEntriesTable = log(
  'payout_entries',
  {
    payoutId: text,
    kind: text,
    source: text,
    sellerId: text,
    currency: text,
    amountMinor: int8,
    addedAt: timestamptz,
    /** The event that put it there, and its place in the log (`commit`). */
    eventId: text,
    position: int8,
  },
  ['payoutId', 'kind', 'source'],
)

type Row = ValuesOf<typeof payoutsTable>
type Told = EventNamed<'PayoutProcessing' | 'PayoutPaid' | 'PayoutFailed' | 'PayoutReturned'>

const changed = (
  {
    occurredAt,
    data: { payoutId },
  }: Pick<Told, 'occurredAt'> & { readonly data: { readonly payoutId: string } },
  change: (row: Row) => Row,
): ReadonlyArray<Touch> => [
  payoutsTable.update({ payoutId }, (row) => ({ ...change(row), updatedAt: occurredAt })),
]

const told = (event: Told, status: string): ReadonlyArray<Touch> =>
  changed(event, (row) => ({
    ...row,
    status,
    bankReference: event.data.bankReference ?? row.bankReference,
    paidAt: status === 'PAID' ? event.occurredAt : row.paidAt,
  }))

export const payouts: Projection = {
  name: 'payouts',
  version: 1,
  tables: [payoutsTable, payoutEntriesTable],
  partition: ownPartition,
  onPoison: 'park',
  on: {
    PayoutOpened: ({ occurredAt, data }) => [
      payoutsTable.put({
        payoutId: data.payoutId,
        sellerId: data.sellerId,
        date: data.date,
        currency: data.currency,
        status: 'OPEN',
        held: false,
        amountMinor: 0n,
        entries: 0,
        attempts: 0,
        waitReason: null,
        toDate: null,
        bankReference: null,
        cutOffAt: data.cutOffAt,
        plannedAt: null,
        paidAt: null,
        updatedAt: occurredAt,
      }),
    ],
    PayoutEntryAdded: (event, { eventId, position }) => {
      const { payoutId, sellerId, currency, entry } = event.data
      return [
        payoutEntriesTable.add({
          payoutId,
          ...entry,
          sellerId,
          currency,
          addedAt: event.occurredAt,
          eventId,
          position: position.commit,
        }),
        ...changed(event, (row) => ({
          ...row,
          amountMinor: row.amountMinor + entry.amountMinor,
          entries: row.entries + 1,
        })),
      ]
    },
    PayoutHeld: (event) => changed(event, (row) => ({ ...row, held: true })),
    PayoutHoldReleased: (event) => changed(event, (row) => ({ ...row, held: false })),
    PayoutCarriedOver: (event) =>
      changed(event, (row) => ({
        ...row,
        status: 'CARRIED_OVER',
        waitReason: event.data.reason,
        toDate: event.data.toDate,
      })),
    PayoutPlanned: (event) =>
      changed(event, (row) => ({ ...row, status: 'PLANNED', plannedAt: event.occurredAt })),
    PayoutAttempted: (event) => changed(event, (row) => ({ ...row, attempts: event.data.attempt })),
    PayoutProcessing: (event) => told(event, 'PROCESSING'),
    PayoutFailed: (event) => told(event, 'FAILED'),
    PayoutPaid: (event) => told(event, 'PAID'),
    PayoutReturned: (event) => told(event, 'RETURNED'),
  },
}
