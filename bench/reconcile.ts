import { performance } from 'node:perf_hooks'
import type { Pool } from 'pg'
import { postgresEventStore } from '../src/adapters/postgres/eventStore.js'
import { postgresQueries } from '../src/adapters/postgres/queries.js'
import { system } from '../src/adapters/system.js'
import { reconcileStore } from '../src/application/reconcileStore.js'
import { isLeft } from '../src/fp.js'
import { figure, type Figure } from './figure.js'

const SECONDS_MAX = 30

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1_000
}

/**
 * Comparing all figures in the log with each other, as `comptoir reconcile` does; and those of the read models, of everybody
 * and of the seller with the most postings, as `/v1/reconciliation` does.
 */
export const measureReconcile = async ({
  pool,
  schema,
}: {
  readonly pool: Pool
  /** Its projections have caught up. */
  readonly schema: string
}): Promise<ReadonlyArray<Figure>> => {
  const { rows } = await pool.query<{ seller_id: string }>(
    `SELECT seller_id FROM ${schema}.ledger_postings GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
  )
  const sellerId = rows[0]?.seller_id ?? ''
  const store = postgresEventStore({ pool, schema, system })
  let events = 0
  const log = await secondsOf(async () => {
    const outcome = await reconcileStore(store, { at: system.now() })
    if (isLeft(outcome)) throw new Error(`event ${outcome.left.eventId} cannot be read`)
    ;({ events } = outcome.right)
  })
  await store.close()
  const queries = postgresQueries({ pool, schema, timeoutMs: 60_000 })
  const all = await secondsOf(() => queries.reconciliation({}))
  const one = await secondsOf(() => queries.reconciliation({ sellerId }))
  return [
    figure(`reconciling a log, ${events.toLocaleString('en-US')} events of money`, log, 's', {
      with: 'at most',
      value: SECONDS_MAX,
    }),
    figure('reconciling the read models', all, 's', { with: 'the log', value: log }),
    figure('reconciling the largest seller', one, 's', { with: 'all read models', value: all }),
  ]
}
