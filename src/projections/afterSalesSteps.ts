import type { AfterSalesEvent } from '../domain/afterSales/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { int8, text, timestamptz } from './column.js'
import { log, type Touch } from './table.js'

/** One row per event of an after-sales case. */
export const caseStepsTable = log(
  'after_sales_steps',
  {
    caseId: text,
    /** Place in the case's stream, from 0. */
    revision: int8,
    eventType: text,
    occurredAt: timestamptz,
    recordedAt: timestamptz,
    /** The case's status from then on. */
    status: text,
    /** A small JSON object, amounts as decimal strings of minor units. Never personal data. */
    detail: text,
  },
  ['caseId', 'revision'],
)

type Detail = Readonly<Record<string, string | number | boolean>>

export const caseStep = (
  { type, occurredAt, data: { caseId, status } }: AfterSalesEvent,
  { revision, recordedAt }: Recorded,
  detail: Detail,
): Touch =>
  caseStepsTable.add({
    caseId,
    revision,
    eventType: type,
    occurredAt,
    recordedAt,
    status,
    detail: JSON.stringify(detail),
  })
