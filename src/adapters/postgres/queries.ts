import type { Pool } from 'pg'
import type { EventStore, System } from '../../application/ports.js'
import type { Queries } from '../../application/queries.js'
import { system } from '../system.js'
import { eventReads } from './eventReads.js'
import { caseQueries } from './queries/cases.js'
import { countQueries } from './queries/counts.js'
import { deadlinesQuery } from './queries/deadlines.js'
import { kpiQueries } from './queries/kpis.js'
import { ledgerQueries } from './queries/ledger.js'
import { orderQueries } from './queries/orders.js'
import { payoutQueries } from './queries/payouts.js'
import { projectionQueries } from './queries/projections.js'
import { reflectedQueries } from './queries/reflected.js'
import { reconciliationQuery } from './queries/reconciliation.js'
import { reader } from './queries/reader.js'
import { knownSeller, sellerQueries } from './queries/sellers.js'
import { statementQueries } from './queries/statements.js'
import { topProductsQuery } from './queries/topProducts.js'
import { trailReads } from './queries/trail.js'
import { unsettledQuery } from './queries/unsettled.js'
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
  const isKnown = knownSeller(ask, quoted)
  const ofLog = {
    schema: quoted,
    log: log ?? eventReads(ask, quoted),
    source: log === undefined ? ('database' as const) : ('event store' as const),
    timeoutMs,
  }
  return {
    ...sellerQueries(ask, quoted),
    ...orderQueries(ask, quoted, isKnown),
    ...countQueries(ask, quoted, isKnown),
    ...ledgerQueries(ask, quoted, isKnown),
    ...statementQueries(ask, quoted, isKnown),
    ...payoutQueries(ask, quoted, isKnown),
    ...caseQueries(ask, quoted),
    ...deadlinesQuery(ask, quoted),
    ...unsettledQuery(ask, quoted, isKnown),
    ...reconciliationQuery(ask, quoted, { isKnown, now }),
    ...kpiQueries(ask, quoted),
    ...topProductsQuery(ask, quoted),
    trail: trailReads(ask, quoted),
    ...projectionQueries(ask, ofLog),
    ...reflectedQueries(ask, ofLog),
  }
}
