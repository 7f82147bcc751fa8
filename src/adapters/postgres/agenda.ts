import type { Pool } from 'pg'
import type { Agenda, Due } from '../../application/agenda.js'
import { clocks as everyClock } from '../../domain/processes/clocks.js'
import { reader, statement, type Row } from './queries/reader.js'
import { instant, instantSql, text } from './queries/row.js'
import { textOf } from './rowText.js'
import { quotedSchema } from './schemaName.js'

const TIMEOUT_MS = 10_000

const dueIn = (row: Row) => ({
  deadlineId: text(row, 'deadline_id'),
  dueAt: instant(row, 'due_at_ms'),
  scheduledBy: text(row, 'scheduled_by'),
  // What the timekeepers wrote; the command's own codec reads it.
  request: JSON.parse(text(row, 'request')) as Due['request'],
})

/** What waits for its time, in the read models of a migrated schema. Rejects with `ReadsUnavailable`. */
export const postgresAgenda = (options: { readonly pool: Pool; readonly schema: string }): Agenda => {
  const schema = quotedSchema(options.schema)
  const ask = reader(options.pool, TIMEOUT_MS)
  // Clock by clock: those that nobody lets run would else be passed over again and again.
  const due = statement(
    'agenda_due',
    `SELECT d.deadline_id, ${instantSql('d.due_at', 'due_at_ms')}, d.scheduled_by, d.request
       FROM unnest(string_to_array($2, ',')) AS c (clock), LATERAL (
         SELECT s.* FROM ${schema}.deadlines s
           WHERE s.state = 'STANDING' AND s.clock = c.clock AND s.due_at <= $1::timestamptz
             AND NOT EXISTS (SELECT FROM ${schema}.deadlines_asked a
               WHERE a.deadline_id = s.deadline_id AND a.scheduled_by = s.scheduled_by)
           ORDER BY s.due_at, s.deadline_id LIMIT $3::int) d
       ORDER BY d.due_at, d.deadline_id LIMIT $3::int`,
  )
  const inFlight = statement(
    'agenda_payouts',
    `SELECT payout_id FROM ${schema}.payouts
       WHERE status IN ('PLANNED', 'PROCESSING') AND payout_id COLLATE "C" > $1
       ORDER BY payout_id COLLATE "C" LIMIT $2::int`,
  )
  return {
    due: async ({ until, clocks = everyClock, limit }) => {
      const latest = until === undefined ? 'infinity' : textOf('timestamptz', until)
      return (await ask(due, [latest, clocks.join(','), limit])).map(dueIn)
    },
    payoutsInFlight: async ({ after = '', limit }) =>
      (await ask(inFlight, [after, limit])).map((row) => text(row, 'payout_id')),
  }
}
