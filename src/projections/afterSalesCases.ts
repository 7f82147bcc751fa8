import { handle, type DomainEvent, type EventNamed } from '../domain/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { businessCalendars } from '../domain/kernel/calendars.js'
import { caseDeadlines } from '../domain/processes/caseDeadlines.js'
import { clockRules } from '../domain/processes/clocks.js'
import { isLeft } from '../fp.js'
import { caseStep, caseStepsTable } from './afterSalesSteps.js'
import { bool, int4, int8, nullable, text, timestamptz } from './column.js'
import { ownPartition } from './partition.js'
import type { Projection } from './projection.js'
import { table, type Touch, type ValuesOf } from './table.js'

/** One row per after-sales case. Never who the buyer is. */
export const afterSalesCasesTable = table(
  'after_sales_cases',
  {
    caseId: text,
    orderId: text,
    sellerId: text,
    /** REFUND, RETURN_AND_REFUND or REPLACEMENT. */
    caseType: text,
    status: text,
    reason: text,
    market: text,
    zone: text,
    currency: text,
    /** Units that the buyer complains of. */
    units: int4,
    /** What the buyer asks back, what the seller offered last, and what was granted last: goods and shipping. */
    claimedMinor: int8,
    offeredMinor: nullable(int8),
    grantedMinor: nullable(int8),
    replacementOrderId: nullable(text),
    /** Known once something was granted. */
    sellerFault: nullable(bool),
    /** What the case waits for: the clock, its end, and the id under which it stands among the deadlines. */
    clock: nullable(text),
    dueAt: nullable(timestamptz),
    deadlineId: nullable(text),
    /** Why it waits without a clock although it should have one. */
    noRule: nullable(text),
    openedAt: timestamptz,
    /** COMPLETED, CANCELLED or CLOSED since. */
    endedAt: nullable(timestamptz),
    updatedAt: timestamptz,
  },
  ['caseId'],
)

type Row = ValuesOf<typeof afterSalesCasesTable>
type CaseEventType = Extract<DomainEvent['type'], `AfterSales${string}`>
type Moved = EventNamed<Exclude<CaseEventType, 'AfterSalesCaseOpened'>>

const { on: clocksOf } = caseDeadlines(clockRules, businessCalendars)

const idle = { clock: null, dueAt: null, deadlineId: null, noRule: null }

/** The clock that runs after this event; a case has one at most. */
const withClock = (row: Row, event: DomainEvent): Row => {
  const changes = handle(clocksOf, event)
  if (changes === undefined) return row
  if (isLeft(changes)) return { ...row, ...idle, noRule: changes.left.detail }
  let next: Row = { ...row, noRule: null }
  for (const change of changes.right) {
    const { deadlineId } = change
    if (change.type === 'DeadlineScheduled') {
      next = { ...next, clock: change.clock, dueAt: change.dueAt, deadlineId }
    } else if (next.deadlineId === deadlineId) next = { ...next, ...idle }
  }
  return next
}

interface Amounts {
  readonly saleMinor: bigint
  readonly shippingMinor: bigint
}

const sumOf = (lines: ReadonlyArray<Amounts>): bigint =>
  lines.reduce((sum, { saleMinor, shippingMinor }) => sum + saleMinor + shippingMinor, 0n)

const opened = (event: EventNamed<'AfterSalesCaseOpened'>, recorded: Recorded): ReadonlyArray<Touch> => {
  const { caseId, orderId, sellerId, caseType, status, reason, market, zone, currency, lines } = event.data
  const row: Row = {
    caseId,
    orderId,
    sellerId,
    caseType,
    status,
    reason,
    market,
    zone,
    currency,
    units: lines.length,
    claimedMinor: sumOf(lines),
    offeredMinor: null,
    grantedMinor: null,
    replacementOrderId: event.data.replacementOrderId ?? null,
    sellerFault: null,
    ...idle,
    openedAt: event.occurredAt,
    endedAt: null,
    updatedAt: event.occurredAt,
  }
  const claimed = { caseType, reason, units: lines.length, claimedMinor: `${row.claimedMinor}`, currency }
  return [afterSalesCasesTable.put(withClock(row, event)), caseStep(event, recorded, claimed)]
}

type Detail = Parameters<typeof caseStep>[2]

const moved =
  <E extends Moved>(detailOf: (event: E) => Detail, change: (row: Row, event: E) => Row = (row) => row) =>
  (event: E, recorded: Recorded): ReadonlyArray<Touch> => {
    const { occurredAt, data } = event
    return [
      afterSalesCasesTable.update({ caseId: data.caseId }, (row) => ({
        ...withClock(change(row, event), event),
        status: data.status,
        updatedAt: occurredAt,
      })),
      caseStep(event, recorded, detailOf(event)),
    ]
  }

const nothing = (): Detail => ({})
const ended = (row: Row, { occurredAt }: Moved): Row => ({ ...row, endedAt: occurredAt })
/** The platform may rule for the seller, and the case is over; after any other ruling it goes on. */
const ruled = (row: Row, event: EventNamed<'AfterSalesArbitrationRuled'>): Row =>
  event.data.status === 'CLOSED' ? ended(row, event) : row

export const afterSalesCases: Projection = {
  name: 'after_sales_cases',
  version: 1,
  tables: [afterSalesCasesTable, caseStepsTable],
  partition: ownPartition,
  onPoison: 'park',
  on: {
    AfterSalesCaseOpened: opened,
    AfterSalesReturnApproved: moved(({ data: { approvedBy } }) => ({ approvedBy })),
    AfterSalesCaseRejected: moved(({ data: { reason } }) => ({ reason })),
    AfterSalesRefundOffered: moved(
      ({ data: { lines, currency } }) => ({ offeredMinor: `${sumOf(lines)}`, currency }),
      (row, { data: { lines } }) => ({ ...row, offeredMinor: sumOf(lines) }),
    ),
    AfterSalesOfferDeclined: moved(({ data: { declinedBy } }) => ({ declinedBy })),
    AfterSalesReturnShipped: moved(({ data: { carrier, trackingNumber } }) => ({ carrier, trackingNumber })),
    AfterSalesReturnArrived: moved(nothing),
    AfterSalesReturnRejected: moved(({ data: { reason } }) => ({ reason })),
    AfterSalesArbitrationOpened: moved(({ data: { openedBy } }) => ({ openedBy })),
    AfterSalesArbitrationRuled: moved(({ data: { ruling } }) => ({ ruling }), ruled),
    AfterSalesRefundGranted: moved(
      ({ data: { lines, currency, grantedBy, sellerFault } }) => ({
        grantedMinor: `${sumOf(lines)}`,
        currency,
        grantedBy,
        sellerFault,
      }),
      (row, { data: { lines, sellerFault } }) => ({ ...row, grantedMinor: sumOf(lines), sellerFault }),
    ),
    AfterSalesReplacementGranted: moved(
      ({ data: { replacementOrderId, grantedBy, sellerFault } }) => ({
        replacementOrderId,
        grantedBy,
        sellerFault,
      }),
      (row, { data: { sellerFault } }) => ({ ...row, sellerFault }),
    ),
    AfterSalesRefundDeclined: moved(
      ({ data: { cause } }) => ({ cause }),
      (row) => ({ ...row, grantedMinor: null }),
    ),
    AfterSalesCaseCompleted: moved(nothing, ended),
    AfterSalesCaseCancelled: moved<EventNamed<'AfterSalesCaseCancelled'>>(
      ({ data: { cancelledBy } }) => ({ cancelledBy }),
      ended,
    ),
    AfterSalesCaseClosed: moved(nothing, ended),
  },
}
