import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../../src/adapters/memory/eventStore.js'
import {
  migrate,
  openPostgres,
  postgresQueries,
  type Comptoir,
} from '../../../src/adapters/postgres/index.js'
import { system } from '../../../src/adapters/system.js'
import type { EventStore, Lag } from '../../../src/application/ports.js'
import { ReadsUnavailable } from '../../../src/application/queries.js'
import { isLeft } from '../../../src/fp.js'
import { processName } from '../../../src/application/processLane.js'
import { processes } from '../../../src/domain/processes/index.js'
import { projections } from '../../../src/projections/index.js'
import { appendAll } from '../../support/projecting.js'
import { testDatabase, type TestDatabase } from '../../support/postgres.js'
import { checkpointRow, eventRow } from '../../support/readModels.js'
import { sparseStore } from '../../support/sparseStore.js'

const PROCESSES = processes.map(({ name }) => processName(name))

const sparseMemory = (): EventStore => sparseStore(memoryEventStore({ system }))

describe('a seller center whose events are not in Postgres', () => {
  let database: TestDatabase
  let comptoir: Comptoir
  let eventStore: EventStore
  const opened = (store: EventStore): Comptoir =>
    openPostgres({ pool: database.pool, schema: database.schema, eventStore: store })
  const rowsOf = async (table: string): Promise<number> => {
    const { rows } = await database.pool.query<{ n: string }>(
      `SELECT count(*) AS n FROM ${database.schema}.${table}`,
    )
    return Number(rows[0]?.n)
  }

  beforeEach(async () => {
    database = await testDatabase()
    await migrate(database.pool, database.schema)
    eventStore = sparseMemory()
    comptoir = opened(eventStore)
  })
  afterEach(async () => {
    await comptoir.close()
    await database.close()
  })

  test('appends there, reads there, and keeps read models and checkpoints in the schema', async () => {
    await appendAll(eventStore)
    await comptoir.catchUp()
    const head = await eventStore.head()
    expect(await rowsOf('events')).toBe(0)
    expect(await rowsOf('order_board')).toBeGreaterThan(0)
    expect(await rowsOf('ledger_postings')).toBeGreaterThan(0)
    const view = await comptoir.queries.projections()
    expect(view.head).toBe(head?.commit)
    expect(view.projections.map(({ name, position, lagEvents }) => [name, position, lagEvents])).toEqual(
      [...PROCESSES, ...projections.map(({ name }) => name)].sort().map((name) => [name, head?.commit, 0]),
    )
  })

  test('tells how many events a read model is behind, although positions are not dense', async () => {
    await appendAll(eventStore)
    await comptoir.catchUp()
    const events = Array.from({ length: 3 }, () => ({
      id: system.newId(),
      type: 'OrderPaid',
      data: '{}',
      metadata: '{}',
    }))
    await eventStore.appendToStream('order-late', 'no_stream', events)
    const { projections: told } = await comptoir.queries.projections()
    expect(new Set(told.map(({ lagEvents }) => lagEvents))).toEqual(new Set([3]))
  })

  test('leaves the event store open when it closes: whoever opened it closes it', async () => {
    await comptoir.close()
    expect(await eventStore.head()).toBeUndefined()
    const own = openPostgres({ pool: database.pool, schema: database.schema })
    await own.close()
    await expect(own.store.head()).rejects.toMatchObject({ name: 'EventStoreClosed' })
  })

  test('halts when the store is another one, and goes on once that is accepted', async () => {
    await appendAll(eventStore)
    await comptoir.catchUp()
    const other = sparseMemory()
    const moved = opened(other)
    try {
      const registered = await moved.center.execute({
        type: 'RegisterSeller',
        data: {
          sellerId: 'newcomer',
          legalForm: 'COMPANY',
          shopName: 'Newcomer',
          market: 'FR',
          zone: 'Europe/Paris',
          currency: 'EUR',
        },
      })
      expect(isLeft(registered)).toBe(false)
      await moved.catchUp()
      expect(moved.stopped()).toHaveLength(projections.length + PROCESSES.length)
      expect(await rowsOf('order_board')).toBeGreaterThan(0)

      const accepted = await moved.acceptRestore()
      expect(accepted).toHaveLength(projections.length + PROCESSES.length)
      expect(await rowsOf('order_board')).toBe(0)
      expect((await moved.queries.sellers({ limit: 10 })).items.map(({ sellerId }) => sellerId)).toEqual([
        'newcomer',
      ])
      const { projections: told } = await moved.queries.projections()
      expect(told.every(({ lagEvents }) => lagEvents === 0)).toBe(true)
    } finally {
      await moved.close()
    }
  })
})

describe('how far the projections are behind', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await testDatabase()
    await migrate(database.pool, database.schema)
  })
  afterEach(() => database.close())

  const insert = async (table: string, row: Readonly<Record<string, unknown>>): Promise<void> => {
    const columns = Object.keys(row)
    await database.pool.query(
      `INSERT INTO ${database.schema}.${table} (${columns.join(', ')})
         VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(row),
    )
  }
  const checkpoints = async (...places: ReadonlyArray<readonly [string, number | null, number | null]>) => {
    for (const [name, commit, prepare] of places)
      await insert('projection_checkpoints', checkpointRow(name, commit, { prepare_position: prepare }))
  }
  const queriesOver = (log: Pick<EventStore, 'head' | 'lag'>, timeoutMs = 5_000) =>
    postgresQueries({ pool: database.pool, schema: database.schema, log, timeoutMs })

  test('is asked of the log once for each place at which one stands', async () => {
    await checkpoints(['a', 10, 9], ['b', 10, 9], ['c', 10, 8], ['d', null, null], ['e', null, null])
    const asked: Array<string> = []
    const lag = async (after: Parameters<EventStore['lag']>[0]): Promise<Lag> => {
      asked.push(after === undefined ? 'all' : `${after.commit}/${after.prepare}`)
      return { events: asked.length, seconds: 60 * asked.length }
    }
    const view = await queriesOver({ head: async () => ({ commit: 12n, prepare: 12n }), lag }).projections()
    expect(asked).toEqual(['10/9', '10/8', 'all'])
    expect(view.head).toBe(12n)
    expect(
      view.projections.map(({ name, position, lagEvents, lagSeconds }) => [
        name,
        position,
        lagEvents,
        lagSeconds,
      ]),
    ).toEqual([
      ['a', 10n, 1, 60],
      ['b', 10n, 1, 60],
      ['c', 10n, 2, 120],
      ['d', undefined, 3, 180],
      ['e', undefined, 3, 180],
    ])
  })

  test('is told of the log in the schema where no other is given', async () => {
    await insert('events', eventRow(1, '2020-01-01T00:00:00Z'))
    await insert('events', eventRow(2, '2021-01-01T00:00:00Z'))
    await checkpoints(['a', 1, 1], ['b', null, null], ['c', 2, 2])
    const { pool, schema } = database
    const view = await postgresQueries({ pool, schema }).projections()
    expect(view.head).toBe(2n)
    expect(view.projections.map(({ lagEvents }) => lagEvents)).toEqual([1, 2, 0])
    expect(view.projections.map(({ lagSeconds }) => lagSeconds > 0)).toEqual([true, true, false])
  })

  test('is given up when the log does not answer in time', async () => {
    await checkpoints(['a', 10, 10])
    const never = new Promise<never>(() => undefined)
    const head = async () => undefined
    const silent = queriesOver({ head, lag: () => never }, 100)
    await expect(silent.projections()).rejects.toEqual(
      new ReadsUnavailable('timeout', { source: 'event store' }),
    )
    const headless = queriesOver({ head: () => never, lag: async () => ({ events: 0, seconds: 0 }) }, 100)
    await expect(headless.projections()).rejects.toEqual(
      new ReadsUnavailable('timeout', { source: 'event store' }),
    )
  })

  test('is unavailable while the log is', async () => {
    await checkpoints(['a', 10, 10])
    const gone = () => Promise.reject(new ReadsUnavailable('unreachable'))
    await expect(queriesOver({ head: gone, lag: gone }).projections()).rejects.toMatchObject({
      name: 'ReadsUnavailable',
      message: 'the event store cannot be reached',
    })
  })
})
