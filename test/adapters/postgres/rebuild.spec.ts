import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  migrate,
  openPostgres,
  postgresReadStore,
  postgresRebuilds,
  type Comptoir,
  type Rebuilds,
} from '../../../src/adapters/postgres/index.js'
import { system } from '../../../src/adapters/system.js'
import { deliveredFrom } from '../../../src/application/delivered.js'
import { openLane } from '../../../src/application/lane.js'
import { projector } from '../../../src/application/projector.js'
import { int8, nullable } from '../../../src/projections/column.js'
import { kpis } from '../../../src/projections/kpis.js'
import { orderBoard } from '../../../src/projections/orderBoard.js'
import { orderTimeline } from '../../../src/projections/orderTimeline.js'
import type { Projection } from '../../../src/projections/projection.js'
import { tableProblems } from '../../faults/invariants.js'
import { foundation, orders } from '../../faults/marketplace.js'
import { work } from '../../faults/work.js'
import { testDatabase, type TestDatabase } from '../../support/postgres.js'
import { leftOf, valueOf } from '../../support/spec.js'

const chosen = [orderBoard, orderTimeline]

let database: TestDatabase
let comptoir: Comptoir
let rebuilds: Rebuilds

beforeEach(async () => {
  database = await testDatabase()
  const { pool, schema } = database
  await migrate(pool, schema)
  comptoir = openPostgres({ pool, schema })
  const { store, center } = comptoir
  rebuilds = postgresRebuilds({ pool, schema, store, center })
  await work(center, foundation)
  await work(center, orders(0, 4))
  await comptoir.catchUp()
})

afterEach(async () => {
  rebuilds.close()
  await comptoir.close()
  await database.close()
})

const asked = async (sql: string): Promise<ReadonlyArray<Record<string, unknown>>> =>
  (await database.pool.query<Record<string, unknown>>(sql)).rows

const eventTypes = async (): Promise<ReadonlyArray<unknown>> =>
  (await asked('SELECT type FROM comptoir.events ORDER BY position')).map(({ type }) => type)

const problems = async (): Promise<ReadonlyArray<string>> => {
  const reads = postgresReadStore(database)
  try {
    return await tableProblems(comptoir.store, reads, database)
  } finally {
    reads.close()
  }
}

describe('a rebuild', () => {
  test('makes the same tables of the same events, and tells of itself and nothing else', async () => {
    const before = await eventTypes()
    const rebuilt = valueOf(await rebuilds.rebuild(chosen, { operator: { reason: 'to be sure' } }))
    expect(rebuilt.map(({ projection }) => projection)).toEqual(chosen.map(({ name }) => name))
    expect(
      rebuilt.flatMap(({ comparisons }) => comparisons).filter(({ differing }) => differing > 0n),
    ).toEqual([])
    expect(rebuilt.flatMap(({ comparisons }) => comparisons)).toHaveLength(
      chosen.flatMap(({ tables }) => tables).length,
    )
    expect(await eventTypes()).toEqual([...before, ...chosen.map(() => 'ProjectionRebuilt')])
    await comptoir.catchUp()
    expect(await problems()).toEqual([])
    const { rebuilds: begun, generations } = await rebuilds.list()
    expect(begun).toEqual([])
    expect(generations.map(({ kind }) => kind)).toEqual(chosen.map(() => 'previous'))
  })

  test('goes on from where it was broken off', async () => {
    const seen = new Set<string>()
    for (const [nr, phase] of ['filling', 'indexing', 'catching up', 'comparing', 'swapping'].entries()) {
      await work(comptoir.center, orders(4 + nr, 5 + nr))
      await comptoir.catchUp()
      const stop = new AbortController()
      const onProgress = (progress: { readonly phase: string }): void => {
        if (progress.phase !== phase) return
        seen.add(phase)
        stop.abort(new Error(`stopped while ${phase}`))
      }
      await expect(rebuilds.rebuild([orderBoard], { signal: stop.signal, onProgress })).rejects.toThrow(
        `stopped while ${phase}`,
      )
    }
    const [rebuilt] = valueOf(await rebuilds.rebuild([orderBoard]))
    expect(rebuilt).toMatchObject({ isResumed: true })
    expect([...seen]).toHaveLength(5)
    await comptoir.catchUp()
    expect(await problems()).toEqual([])
  })

  test('names the row, the column and the event where the live tables say otherwise, and leaves them', async () => {
    const [wrong] = await asked(`UPDATE comptoir.order_board SET units = units + 1
      WHERE order_id = (SELECT max(order_id) FROM comptoir.order_board) RETURNING order_id, units`)
    const failure = leftOf(await rebuilds.rebuild([orderBoard]))
    expect(failure).toMatchObject({
      type: 'RowsDiffer',
      projection: 'order_board',
      culprit: { stream: `order-${String(wrong?.['order_id'])}` },
    })
    const found =
      failure.type === 'RowsDiffer' ? failure.comparisons.filter(({ differing }) => differing > 0n) : []
    expect(found).toMatchObject([
      {
        table: 'order_board',
        differing: 1n,
        first: {
          key: [wrong?.['order_id']],
          column: 'units',
          live: wrong?.['units'],
          next: Number(wrong?.['units']) - 1,
        },
      },
    ])
    expect(await problems()).toEqual(['order_board: 1 rows differ from the fold'])
    valueOf(await rebuilds.rebuild([orderBoard], { acceptsDifferences: true }))
    await comptoir.catchUp()
    expect(await problems()).toEqual([])
  })

  test('of another definition is demanded, made beside the old tables, and can be taken back', async () => {
    const renewed: Projection = { ...orderTimeline, version: orderTimeline.version + 1 }
    const [rebuilt] = valueOf(await rebuilds.rebuild([renewed]))
    expect(rebuilt).toMatchObject({ version: renewed.version, versionBefore: orderTimeline.version })
    await comptoir.catchUp()
    expect(comptoir.stopped()).toEqual([
      {
        component: 'order_timeline',
        detail: 'has tables of version 2, this is version 1: run `comptoir rebuild order_timeline`',
      },
    ])
    expect(leftOf(await rebuilds.rollback(renewed))).toMatchObject({
      type: 'PreviousOutdated',
      previousVersion: 1,
    })
    expect(valueOf(await rebuilds.rollback(orderTimeline))).toMatchObject({ version: 1, versionBefore: 2 })
    const again = openPostgres(database)
    await again.catchUp()
    expect(again.stopped()).toEqual([])
    await again.close()
    expect(await problems()).toEqual([])
  })

  test('of shards that are apart keeps each where it is, and can be taken back after they were divided anew', async () => {
    const divided = async (shards: number): Promise<void> => {
      const pool = new pg.Pool({ connectionString: database.url })
      const other = openPostgres({ pool, schema: database.schema, shards })
      await other.catchUp()
      await other.close()
      await pool.end()
    }
    const lanes = async (): Promise<ReadonlyArray<unknown>> =>
      asked(`SELECT name, commit_position::int AS at FROM comptoir.projection_checkpoints
        WHERE starts_with(name, 'kpis') OR starts_with(name, 'order_board') ORDER BY name`)
    /** What one worker has taken in while the others stand still. */
    const alone = async (projection: Projection, lane: string): Promise<void> => {
      const { store: events } = comptoir
      const reads = postgresReadStore(database)
      const one = await openLane(projection, { events, reads, lane })
      const { events: page } = await events.readAll({ limit: 10_000 })
      await one.feed(page.map(deliveredFrom))
      reads.close()
    }
    await divided(3)
    await work(comptoir.center, orders(4, 8))
    await alone(kpis, 'kpis#1/3')
    await alone(orderBoard, 'order_board#2/3')
    const apart = await lanes()
    expect(new Set(apart.map((lane) => JSON.stringify(lane).replace(/.*"at"/, ''))).size).toBe(2)

    for (const outcome of valueOf(await rebuilds.rebuild([kpis, orderBoard])))
      for (const { differing, liveRows } of outcome.comparisons) {
        expect(differing).toBe(0n)
        expect(liveRows).toBeGreaterThan(0n)
      }
    expect(await lanes()).toEqual(apart)
    await divided(2)
    expect(await problems()).toEqual([])
    await work(comptoir.center, orders(8, 10))
    valueOf(await rebuilds.rollback(kpis))
    expect((await lanes()).slice(0, 2)).toMatchObject([{ name: 'kpis#0/2' }, { name: 'kpis#1/2' }])
    await divided(2)
    expect(await problems()).toEqual([])
  })

  test('whose columns are others is demanded although the version was not raised', async () => {
    const [table] = orderTimeline.tables
    if (table === undefined) throw new Error('it has a table')
    const columns = { ...table.columns, extra: nullable(int8) }
    const other: Projection = {
      ...orderTimeline,
      tables: [{ ...table, columns }, ...orderTimeline.tables.slice(1)],
    }
    const reads = postgresReadStore(database)
    const [outcome] = await projector({
      events: comptoir.store,
      reads,
      projections: [other],
      system,
    }).catchUp()
    reads.close()
    expect(outcome?.halt).toMatchObject({ type: 'ProjectionOutdated', version: 1, storedVersion: 1 })
  })
})
