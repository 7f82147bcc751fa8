import type { Queries } from '../../../application/queries.js'
import type { ProjectionView } from '../../../application/views.js'
import { statement, type Ask, type Row } from './reader.js'
import { big, count, instant, instantSql, optional, present, text } from './row.js'

const viewOf = (row: Row): ProjectionView => ({
  name: text(row, 'name'),
  version: count(row, 'version'),
  ...present({ position: optional(row, 'position') === undefined ? undefined : big(row, 'position') }),
  lagEvents: count(row, 'lag_events'),
  lagSeconds: count(row, 'lag_seconds'),
  updatedAt: instant(row, 'updated_at'),
})

/**
 * Positions are dense and begin at 1, so that their difference is a number of events, and the first event that was not
 * consumed is one look-up. Its age is told by the clock that stamped it.
 */
export const projectionQueries = (ask: Ask, schema: string): Pick<Queries, 'projections'> => {
  const statuses = statement(
    'projections',
    `SELECT c.name, c.version, c.commit_position AS position, log.head,
         greatest(coalesce(log.head, 0) - coalesce(c.commit_position, 0), 0) AS lag_events,
         greatest(floor(extract(epoch FROM clock_timestamp() - waiting.recorded_at)), 0)::int8 AS lag_seconds,
         ${instantSql('c.updated_at', 'updated_at')}
       FROM (SELECT max(position) AS head FROM ${schema}.events) AS log
       LEFT JOIN ${schema}.projection_checkpoints c ON true
       LEFT JOIN ${schema}.events waiting ON waiting.position = coalesce(c.commit_position, 0) + 1
       ORDER BY c.name`,
  )
  return {
    projections: async () => {
      const rows = await ask(statuses, [])
      const head = rows[0] && optional(rows[0], 'head')
      const projections = rows.filter((row) => optional(row, 'name') !== undefined).map(viewOf)
      return head === undefined ? { projections } : { head: BigInt(head), projections }
    },
  }
}
