import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dropScratch, indexScratch, makeScratch } from '../../../src/adapters/postgres/generations/scratch.js'
import { migrate, postgresEventStore, postgresReadStore } from '../../../src/adapters/postgres/index.js'
import { system } from '../../../src/adapters/system.js'
import { fill } from '../../../src/application/fill.js'
import { int8, text } from '../../../src/projections/column.js'
import { projections } from '../../../src/projections/index.js'
import { table } from '../../../src/projections/table.js'
import { testDatabase, type TestDatabase } from '../../support/postgres.js'
import { LAST, appendAll, opened } from '../../support/projecting.js'

const scratch = 'comptoir_scratch'
const tables = projections.flatMap((projection) => projection.tables)
let database: TestDatabase
let events: ReturnType<typeof postgresEventStore>
let reads: ReturnType<typeof postgresReadStore>

beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
  events = postgresEventStore({ ...database, system })
  reads = postgresReadStore({ ...database, schema: scratch })
  await appendAll(events)
  const live = postgresReadStore(database)
  await opened(events, live).catchUp()
  live.close()
})

beforeEach(() => dropScratch({ ...database, scratch }))

afterAll(async () => {
  reads.close()
  await events.close()
  await database.close()
})

const filled = (upTo: bigint) =>
  fill({ events, reads, projections, upTo: { commit: upTo, prepare: upTo }, batchMax: 3 })

const rowsIn = async (schema: string, name: string): Promise<unknown> => {
  const { rows } = await database.pool.query(`SELECT t::text AS row FROM ${schema}.${name} t ORDER BY 1`)
  return rows
}

/** Everything that Postgres knows of how the tables of a schema are made. */
const makeOf = async (schema: string): Promise<unknown> => {
  const of = `relnamespace = '${schema}'::regnamespace AND relname = ANY ($1)`
  const { rows } = await database.pool.query<{ made: string }>(
    `SELECT pg_get_indexdef(indexrelid) AS made FROM pg_index JOIN pg_class ON oid = indrelid WHERE ${of}
     UNION ALL SELECT relname || coalesce(array_to_string(reloptions, ','), '') FROM pg_class WHERE ${of}
     UNION ALL SELECT relname || conname || pg_get_constraintdef(c.oid)
       FROM pg_constraint c JOIN pg_class t ON t.oid = conrelid WHERE ${of}
     UNION ALL SELECT relname || attname || format_type(atttypid, atttypmod) || attnotnull || attcollation
       FROM pg_attribute JOIN pg_class t ON t.oid = attrelid WHERE ${of} AND attnum > 0
     UNION ALL SELECT pg_get_triggerdef(g.oid) || tgenabled::text FROM pg_trigger g JOIN pg_class t ON t.oid = tgrelid WHERE ${of}`,
    [tables.map(({ name }) => name)],
  )
  return rows.map(({ made }) => made.replaceAll(`${schema}.`, '')).sort()
}

describe('a scratch schema', () => {
  test('filled to the end, has the rows and the make of the live one', async () => {
    await makeScratch({ ...database, scratch, tables })
    const outcomes = await filled(LAST)
    expect(outcomes.map(({ position }) => position?.commit)).toEqual(projections.map(() => LAST))
    await indexScratch({ ...database, scratch, tables })
    for (const { name } of tables) expect(await rowsIn(scratch, name)).toEqual(await rowsIn('comptoir', name))
    expect(await makeOf(scratch)).toEqual((await makeOf('comptoir')) as Array<string>)
  })

  test('is filled up to a position in the midst of a page, and goes on from there', async () => {
    await makeScratch({ ...database, scratch, tables })
    expect((await filled(4n))[0]?.position?.commit).toBe(4n)
    expect(await rowsIn(scratch, 'order_timeline')).toHaveLength(3)
    expect((await filled(LAST))[0]?.position?.commit).toBe(LAST)
  })

  test('has the columns that the read model has now, where those of the live table are others', async () => {
    const columns = { sellerId: text, shopName: text, orders: int8 }
    await makeScratch({
      ...database,
      scratch,
      tables: [table('sellers', columns, ['sellerId']), table('fresh', columns, ['sellerId'])],
    })
    await indexScratch({ ...database, scratch, tables: [table('sellers', columns, ['sellerId'])] })
    const { rows } = await database.pool.query(
      `SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = '${scratch}' AND table_name IN ('sellers', 'fresh') ORDER BY 1, ordinal_position`,
    )
    expect(rows.map((row: object) => Object.values(row).join(' '))).toEqual(
      ['fresh', 'sellers'].flatMap((name) => [
        `${name} seller_id text`,
        `${name} shop_name text`,
        `${name} orders bigint`,
      ]),
    )
  })

  test('is dropped, but nothing that was not made as one', async () => {
    await makeScratch({ ...database, scratch, tables })
    await dropScratch({ ...database, scratch })
    await database.pool.query(`CREATE SCHEMA ${scratch}`)
    await expect(makeScratch({ ...database, scratch, tables })).rejects.toMatchObject({
      type: 'SchemaNotOurs',
    })
    await expect(dropScratch({ ...database, scratch })).rejects.toMatchObject({ type: 'SchemaNotOurs' })
    await database.pool.query(`DROP SCHEMA ${scratch}`)
  })
})
