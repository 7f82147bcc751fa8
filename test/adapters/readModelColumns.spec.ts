import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/adapters/postgres/migrate.js'
import { deadlines, deadlinesAskedTable } from '../../src/projections/deadlines.js'
import { feedCursorsTable } from '../../src/projections/feedCursors.js'
import { projections as readModels } from '../../src/projections/index.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'

const projections = [...readModels, deadlines]
/** With what the ticker and the feeds write by themselves. */
const tables = [
  ...projections.flatMap((projection) => projection.tables),
  deadlinesAskedTable,
  feedCursorsTable,
]
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
})

afterAll(() => database.close())

const asked = async <R extends object>(sql: string, name: string): Promise<ReadonlyArray<R>> =>
  (await database.pool.query<R>(sql, [database.schema, name])).rows

describe.each(tables.map((table) => [table.name, table] as const))('the table %s', (name, table) => {
  test('has exactly the columns that its projection writes', async () => {
    const columns = await asked(
      `SELECT column_name AS name, udt_name AS type, is_nullable = 'YES' AS nullable
         FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`,
      name,
    )
    expect(columns).toEqual(
      Object.entries(table.columns).map(([column, { sqlType, nullable }]) => ({
        name: snake(column),
        type: sqlType,
        nullable,
      })),
    )
  })

  test('has the key of its projection for its primary key', async () => {
    const key = await asked<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.key_column_usage
         JOIN information_schema.table_constraints USING (constraint_schema, constraint_name, table_name)
         WHERE constraint_schema = $1 AND table_name = $2 AND constraint_type = 'PRIMARY KEY'
         ORDER BY ordinal_position`,
      name,
    )
    expect(key.map((column) => column.name)).toEqual(table.key.map(snake))
  })
})

test('no two projections write the same table', () => {
  expect(new Set(tables.map(({ name }) => name)).size).toBe(tables.length)
})

test('no two projections have the same name', () => {
  expect(new Set(projections.map(({ name }) => name)).size).toBe(projections.length)
})
