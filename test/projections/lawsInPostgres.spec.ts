import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/adapters/postgres/migrate.js'
import { postgresReadStore } from '../../src/adapters/postgres/readStore.js'
import { system } from '../../src/adapters/system.js'
import type { ReadStore } from '../../src/application/ports.js'
import { projector } from '../../src/application/projector.js'
import type { Values } from '../../src/projections/column.js'
import { foldAll, type Occurrence } from '../../src/projections/fold.js'
import { deadlines } from '../../src/projections/deadlines.js'
import { projections as readModels } from '../../src/projections/index.js'
import type { TableShape } from '../../src/projections/table.js'
import { histories } from '../support/arbitraries/history.js'
import { historyStore } from '../support/deliveries.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'

const projections = [...readModels, deadlines]
const tables = projections.flatMap((projection) => projection.tables)

let database: TestDatabase
let reads: ReturnType<typeof postgresReadStore>

beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
  reads = postgresReadStore(database)
})

afterAll(async () => {
  reads.close()
  await database.close()
})

/** Rows by rows: to truncate takes longer, as long as there are few. */
const emptied = async (): Promise<void> => {
  const names = ['projection_checkpoints', 'parked_events', ...tables.map(({ name }) => name)]
  await database.pool.query(names.map((name) => `DELETE FROM ${database.schema}.${name}`).join(';'))
}

const byKey = (table: TableShape, rows: ReadonlyArray<Values>): ReadonlyMap<string, Values> =>
  new Map(rows.map((row) => [table.key.map((column) => String(row[column])).join(' '), row]))

const counts = async (): Promise<ReadonlyMap<string, number>> => {
  const each = tables.map(
    ({ name }) => `SELECT '${name}' AS name, count(*)::int AS n FROM ${database.schema}.${name}`,
  )
  const { rows } = await database.pool.query<{ name: string; n: number }>(each.join(' UNION ALL '))
  return new Map(rows.map(({ name, n }) => [name, n]))
}

/** Exactly the rows of the fold are in the tables. */
const expectFolded = async (occurrences: ReadonlyArray<Occurrence>): Promise<void> => {
  const held = await counts()
  for (const { table, rows } of projections.flatMap((projection) => foldAll(projection, occurrences))) {
    const keys = rows.map((row) => table.key.map((column) => row[column] ?? null))
    expect(byKey(table, await reads.rows(table, keys))).toEqual(byKey(table, rows))
    expect(held.get(table.name)).toBe(rows.length)
  }
}

const catchUp = (occurrences: ReadonlyArray<Occurrence>, batchMax: number, store: ReadStore = reads) =>
  projector({ events: historyStore(occurrences), reads: store, projections, system, batchMax }).catchUp()

describe('the tables in Postgres', () => {
  test('are the fold of the events, for batches of any size and whenever it was interrupted', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories(),
        // Not mostly tiny ones, each of which is a transaction for every read model.
        fc.noBias(fc.integer({ min: 1, max: 60 })),
        fc.nat(100),
        async ({ occurrences }, batchMax, stop) => {
          await emptied()
          await catchUp(occurrences.slice(0, stop), batchMax)
          await expectFolded(occurrences.slice(0, stop))
          await catchUp(occurrences, batchMax + 1)
          await expectFolded(occurrences)
        },
      ),
      { numRuns: 12 },
    )
  })

  test('stay so when a commit is made and its answer lost, again and again', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories(),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async ({ occurrences }, losses) => {
          await emptied()
          const answers = [...losses]
          const shaky: ReadStore = {
            ...reads,
            commit: async (...args) => {
              const outcome = await reads.commit(...args)
              if (answers.shift() === true) throw new Error('connection lost')
              return outcome
            },
          }
          for (let tries = 0; tries <= losses.length; tries++) {
            const outcome = await catchUp(occurrences, 10, shaky).catch(() => undefined)
            if (outcome !== undefined) break
          }
          await expectFolded(occurrences)
        },
      ),
      { numRuns: 8 },
    )
  })
})
