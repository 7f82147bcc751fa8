import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEventStoreDb } from '../../src/adapters/eventstoredb/index.js'
import { sealer } from '../../src/adapters/keys/sealer.js'
import { memoryKeyStore } from '../../src/adapters/memory/index.js'
import { migrate, openPostgres, system, type Comptoir } from '../../src/adapters/postgres/index.js'
import { copyEvents } from '../../src/application/copyEvents.js'
import type { EventStore, StoredEvent } from '../../src/application/ports.js'
import { fillDemo } from '../../src/cli/demo/index.js'
import { projections } from '../../src/projections/index.js'
import { kept } from '../support/copying.js'
import { ownPrefix, testEventStoreDb } from '../support/eventStoreDb.js'
import { readToEnd } from '../support/log.js'
import { testDatabase } from '../support/postgres.js'
import { someOrders } from '../support/someOrders.js'
import { contents } from './contents.js'

/** Nobody lets the clocks run here, by which orders settle and sellers are paid. */
const filledByClocks = ['statements', 'statement_lines', 'statement_details', 'payouts', 'payout_entries']

const closing: Array<() => Promise<void>> = []
/** Of buyers and sellers, the same in both: what is sealed under a key is the same bytes then. */
const keys = sealer(memoryKeyStore())
let pool: Pool
let onPostgres: Comptoir
let onEventStoreDb: Comptoir
let copied: Comptoir

/** A comptoir over tables of its own, and over the event store given or the one beside the tables. */
const comptoirIn = async (schema: string, eventStore?: EventStore): Promise<Comptoir> => {
  await migrate(pool, schema)
  const comptoir = openPostgres({ pool, schema, ...(eventStore && { eventStore }) })
  closing.push(comptoir.close)
  return comptoir
}

const fill = async (comptoir: Comptoir): Promise<void> => {
  await fillDemo({ center: someOrders(comptoir.center), sealer: keys })
  await comptoir.catchUp()
  expect(comptoir.stopped()).toEqual([])
}

beforeAll(async () => {
  const database = await testDatabase()
  pool = database.pool
  closing.push(database.close)
  const server = await testEventStoreDb()
  closing.push(server.close)
  const esdb = async (): Promise<EventStore> => {
    const { connectionString } = server
    const store = await openEventStoreDb({ connectionString, system, streamPrefix: ownPrefix() })
    closing.push(store.close)
    return store
  }
  onPostgres = await comptoirIn('on_postgres')
  onEventStoreDb = await comptoirIn('on_eventstoredb', await esdb())
  await fill(onPostgres)
  await fill(onEventStoreDb)
  copied = await comptoirIn('copied', await esdb())
  const copy = await copyEvents({ source: onPostgres.store, target: copied.store, system })
  expect(copy).toMatchObject({ _tag: 'Right', right: { present: 0, verified: true } })
  await copied.catchUp()
  expect(copied.stopped()).toEqual([])
})

afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

const everythingIn = ({ store }: Comptoir): Promise<ReadonlyArray<StoredEvent>> =>
  readToEnd(store, { after: undefined, limit: 5_000 })

describe('the same marketplace on EventStoreDB and on Postgres', () => {
  test('is the same streams of the same events, byte for byte', async () => {
    const history = await kept(onPostgres.store)
    expect(history.size).toBeGreaterThan(400)
    expect(await kept(onEventStoreDb.store)).toEqual(history)
  })

  test('fills every table with the same rows', async () => {
    const told = await contents(pool, 'on_postgres')
    const tables = projections.flatMap((projection) => projection.tables.map(({ name }) => name))
    expect(Object.keys(told)).toEqual(tables)
    expect(tables.filter((table) => told[table]?.rows === 0)).toEqual(filledByClocks)
    expect(await contents(pool, 'on_eventstoredb')).toEqual(told)
  })

  test.each(['on_postgres', 'on_eventstoredb'])(
    'tells each event by the place and time of its log (%s)',
    async (schema) => {
      const comptoir = schema === 'on_postgres' ? onPostgres : onEventStoreDb
      const log = new Map((await everythingIn(comptoir)).map((event) => [event.id, event]))
      const timeline = new Map([...log.values()].map((event) => [`${event.stream}@${event.revision}`, event]))
      const postings = await pool.query<{ id: string; position: string; recorded: Date }>(
        `SELECT event_id AS id, position, recorded_at AS recorded FROM ${schema}.ledger_postings`,
      )
      for (const { id, position, recorded } of postings.rows) {
        expect(log.get(id)?.position.commit.toString()).toBe(position)
        expect(log.get(id)?.recordedAt).toBe(recorded.toISOString())
      }
      const steps = await pool.query<{ step: string; recorded: Date }>(
        `SELECT 'order-' || order_id || '@' || revision AS step, recorded_at AS recorded FROM ${schema}.order_timeline
          UNION ALL
         SELECT 'afterSales-' || case_id || '@' || revision, recorded_at FROM ${schema}.after_sales_steps`,
      )
      for (const { step, recorded } of steps.rows)
        expect(timeline.get(step)?.recordedAt).toBe(recorded.toISOString())
      expect(postings.rows.length + steps.rows.length).toBeGreaterThan(2_000)
    },
  )

  test('is noticed when one cent of an event is on another account', async () => {
    const before = await contents(pool, 'on_postgres')
    // The books would not take a cent on one of them only.
    const move = (minor: number) =>
      pool.query(
        `UPDATE on_postgres.ledger_postings SET amount_minor = amount_minor + CASE posting WHEN 0 THEN $1::int ELSE -$1::int END
          WHERE posting IN (0, 1) AND position = (SELECT min(position) FROM on_postgres.ledger_postings)`,
        [minor],
      )
    expect((await move(1)).rowCount).toBe(2)
    try {
      const after = await contents(pool, 'on_postgres')
      const others = Object.keys(before).filter((table) => after[table]?.hash !== before[table]?.hash)
      expect(others).toEqual(['ledger_postings'])
    } finally {
      await move(-1)
    }
    expect(await contents(pool, 'on_postgres')).toEqual(before)
  })
})

describe('a history copied from Postgres to EventStoreDB', () => {
  test('is the same history, to which the processes have nothing to add', async () => {
    expect(await kept(copied.store)).toEqual(await kept(onPostgres.store))
  })

  test('fills every table with the same rows', async () => {
    expect(await contents(pool, 'copied')).toEqual(await contents(pool, 'on_postgres'))
  })
})
