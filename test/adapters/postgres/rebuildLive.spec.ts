import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import {
  migrate,
  openPostgres,
  postgresReadStore,
  postgresRebuilds,
  type Comptoir,
} from '../../../src/adapters/postgres/index.js'
import { orderBoard } from '../../../src/projections/orderBoard.js'
import { orderTimeline } from '../../../src/projections/orderTimeline.js'
import { tableProblems } from '../../faults/invariants.js'
import { foundation, orders } from '../../faults/marketplace.js'
import { work } from '../../faults/work.js'
import { sleep } from '../../support/following.js'
import { testDatabase, type TestDatabase } from '../../support/postgres.js'
import { valueOf } from '../../support/spec.js'

let database: TestDatabase
let comptoir: Comptoir

const begin = async (shards: number): Promise<void> => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
  comptoir = openPostgres({ ...database, shards })
  await work(comptoir.center, foundation)
  await work(comptoir.center, orders(0, 4))
  await comptoir.catchUp()
  await database.pool.query(
    'CREATE VIEW public.lately AS SELECT order_id, revision FROM comptoir.order_timeline',
  )
}

afterEach(async () => {
  await comptoir.close()
  await database.close()
})

/** Asks by prepared statements, again and again, how many rows there are; never fewer than before. */
const watching = async (signal: AbortSignal): Promise<number> => {
  const client = await database.pool.connect()
  const counts = ['comptoir.order_board', 'comptoir.order_timeline', 'public.lately'].map((table) => ({
    name: table,
    text: `SELECT count(*)::int AS n FROM ${table}`,
    seen: 1,
  }))
  let asked = 0
  try {
    for (; !signal.aborted; asked++)
      for (const count of counts) {
        const { rows } = await client.query<{ n: number }>({ name: count.name, text: count.text })
        const n = rows[0]?.n ?? 0
        if (n < count.seen) throw new Error(`${count.name} has ${n} rows after ${count.seen}`)
        count.seen = n
      }
    return asked
  } finally {
    client.release()
  }
}

test.each([
  ['whole', 1],
  ['divided', 2],
])('readers see every table whole while %s read models are rebuilt under live writes', async (_, shards) => {
  await begin(shards)
  const { schema, url } = database
  // As an operator does it, in a process of its own: with connections of its own.
  const pool = new pg.Pool({ connectionString: url })
  const rebuilds = postgresRebuilds({ pool, schema, store: comptoir.store, center: comptoir.center })
  const stop = new AbortController()
  const running = comptoir.run(stop.signal)
  const seeing = watching(stop.signal)
  const working = work(comptoir.center, orders(4, 24))
  for (const each of [running, seeing, working]) each.catch(() => undefined)
  try {
    valueOf(await rebuilds.rebuild([orderBoard, orderTimeline]))
    await working
    const head = (await comptoir.store.head())?.commit ?? 0n
    const isThere = async (): Promise<boolean> =>
      (await comptoir.queries.projections()).projections
        .filter(({ name }) => [orderBoard.name, orderTimeline.name].includes(name))
        .every(({ position = 0n }) => position >= head)
    for (let waits = 0; waits < 200 && !(await isThere()); waits++) await sleep(50)
    expect(await isThere()).toBe(true)
  } finally {
    stop.abort()
    rebuilds.close()
    await pool.end()
  }
  expect(await seeing).toBeGreaterThan(10)
  await running
  await comptoir.catchUp()
  const reads = postgresReadStore(database)
  expect(await tableProblems(comptoir.store, reads, database).finally(reads.close)).toEqual([])
  expect(comptoir.stopped()).toEqual([])
})
