import type { Position } from '../../../domain/kernel/recorded.js'
import type { EventStore, Lag } from '../../../application/ports.js'
import { ReadsUnavailable, type Queries } from '../../../application/queries.js'
import type { ProjectionView } from '../../../application/views.js'
import { withDeadline } from '../../deadline.js'
import { statement, type Ask, type Row } from './reader.js'
import { placesSql } from './places.js'
import { positionIn } from './reflected.js'
import { count, instant, instantSql, present, text } from './row.js'

export interface ProjectionQueriesOptions {
  /** Quoted already. */
  readonly schema: string
  readonly log: Pick<EventStore, 'head' | 'lag'>
  /** Where that log is. */
  readonly source: ReadsUnavailable['source']
  /** For the answers of the log. */
  readonly timeoutMs: number
}

const viewOf = (row: Row, { events, seconds }: Lag): ProjectionView => ({
  name: text(row, 'name'),
  version: count(row, 'version'),
  ...present({ position: positionIn(row)?.commit }),
  lagEvents: events,
  lagSeconds: seconds,
  parked: count(row, 'parked'),
  skipped: count(row, 'skipped'),
  updatedAt: instant(row, 'updated_at'),
})

/** The log is asked once for all that stand at the same place. */
const lagsIn = (log: Pick<EventStore, 'lag'>): ((at: Position | undefined) => Promise<Lag>) => {
  const asked = new Map<string, Promise<Lag>>()
  return (at) => {
    const place = at === undefined ? 'the beginning' : `${at.commit}/${at.prepare}`
    const lag = asked.get(place) ?? log.lag(at)
    asked.set(place, lag)
    return lag
  }
}

/** The log is asked after the checkpoints were read: so it is never behind one of them. */
export const projectionQueries = (
  ask: Ask,
  { schema, log, source, timeoutMs }: ProjectionQueriesOptions,
): Pick<Queries, 'projections'> => {
  const checkpoints = statement(
    'projections',
    `SELECT c.name, c.version, c.commit_position, c.prepare_position, ${instantSql('c.updated_at', 'updated_at')},
         coalesce(p.parked, 0) AS parked, coalesce(p.skipped, 0) AS skipped
       FROM ${placesSql(schema)} AS c
       LEFT JOIN (SELECT projection AS name, count(*) FILTER (WHERE state <> 'SKIPPED') AS parked,
                      count(*) FILTER (WHERE state = 'SKIPPED') AS skipped
                    FROM ${schema}.parked_events GROUP BY projection) p USING (name)
       ORDER BY c.name`,
  )

  const behind = async (rows: ReadonlyArray<Row>) => {
    const lagAt = lagsIn(log)
    const [head, ...projections] = await Promise.all([
      log.head(),
      ...rows.map(async (row) => viewOf(row, await lagAt(positionIn(row)))),
    ])
    return { ...present({ head: head?.commit }), projections }
  }

  /** Whoever waits for the answer should know which of the two to look after. */
  const ofTheLog = (error: unknown): unknown =>
    error instanceof ReadsUnavailable ? new ReadsUnavailable(error.reason, { source, cause: error }) : error

  return {
    projections: async () => {
      const rows = await ask(checkpoints, [])
      const tooSlow = (): Error => new ReadsUnavailable('timeout', { source })
      return withDeadline(behind(rows), timeoutMs, tooSlow).catch((error: unknown) => {
        throw ofTheLog(error)
      })
    },
  }
}
