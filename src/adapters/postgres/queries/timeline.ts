import type { OrderWithTimeline, TimelineEntry } from '../../../application/views.js'
import { statement, type Ask, type Row } from './reader.js'
import { big, flag, instant, instantSql, object, optionalStatus, present, text } from './row.js'

// An order of 500 lines shipped one by one has some 1,500 events.
const ENTRIES_MAX = 2_000

const entryOf = (row: Row): TimelineEntry => ({
  revision: big(row, 'revision'),
  eventType: text(row, 'event_type'),
  occurredAt: instant(row, 'occurred_at'),
  recordedAt: instant(row, 'recorded_at'),
  inferred: flag(row, 'inferred'),
  ...present({ status: optionalStatus(row, 'status') }),
  detail: object(row, 'detail'),
})

export const timelineQuery = (
  ask: Ask,
  schema: string,
): ((orderId: string) => Promise<Pick<OrderWithTimeline, 'timeline' | 'timelineIsComplete'>>) => {
  const entries = statement(
    'order_timeline',
    `SELECT revision, event_type, ${instantSql('occurred_at')}, ${instantSql('recorded_at')}, inferred, status, detail
       FROM ${schema}.order_timeline WHERE order_id = $1 ORDER BY revision LIMIT ${ENTRIES_MAX + 1}`,
  )
  return async (orderId) => {
    const rows = await ask(entries, [orderId])
    return {
      timeline: rows.slice(0, ENTRIES_MAX).map(entryOf),
      timelineIsComplete: rows.length <= ENTRIES_MAX,
    }
  }
}
