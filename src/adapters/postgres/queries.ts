import type { Pool } from 'pg'
import type { EventStore, System } from '../../application/ports.js'
import type { Queries } from '../../application/queries.js'
import { system } from '../system.js'
import { eventReads } from './eventReads.js'
import { projectionQueries } from './queries/projections.js'
import { reflectedQueries } from './queries/reflected.js'
import { reader } from './queries/reader.js'
import { tableQueries } from './queries/tables.js'
import { quotedSchema } from './schemaName.js'

export interface PostgresQueriesOptions {
  /** The host's own; it listens to the pool's `error` events and ends it. */
  readonly pool: Pool
  /** Migrated. */
  readonly schema: string
  /** How far the read models are behind is told of this log; default: the one in the schema. */
  readonly log?: Pick<EventStore, 'head' | 'lag'>
  /** For a connection, for an answer and for the log, each; default 5 s. */
  readonly timeoutMs?: number
  /** Business time; default: the machine's clock. */
  readonly now?: System['now']
}

const TIMEOUT_MS = 5_000

/** Questions to the read models in Postgres. Throws `InvalidSchemaName`. */
export const postgresQueries = ({
  pool,
  schema,
  log,
  timeoutMs = TIMEOUT_MS,
  now = system.now,
}: PostgresQueriesOptions): Queries => {
  const ask = reader(pool, timeoutMs)
  const quoted = quotedSchema(schema)
  const ofLog = {
    schema: quoted,
    log: log ?? eventReads(ask, quoted),
    source: log === undefined ? ('database' as const) : ('event store' as const),
    timeoutMs,
  }
  return {
    ...tableQueries(ask, quoted, now),
    ...projectionQueries(ask, ofLog),
    ...reflectedQueries(ask, ofLog),
  }
}
