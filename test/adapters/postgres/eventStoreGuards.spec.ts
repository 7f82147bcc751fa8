import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresEventStore } from '../../../src/adapters/postgres/eventStore.js'
import { migrate } from '../../../src/adapters/postgres/migrate.js'
import { InvalidSchemaName } from '../../../src/adapters/postgres/schemaName.js'
import { system } from '../../../src/adapters/system.js'
import type { EventStore } from '../../../src/application/ports.js'
import { appended, newEvents } from '../../support/log.js'
import { postgresLog, type PostgresLog } from '../../support/postgresLog.js'

let log: PostgresLog
let store: EventStore
beforeAll(async () => {
  log = await postgresLog()
  store = log.open()
  appended(await store.appendToStream('order-1', 'no_stream', newEvents(3)))
})
afterAll(() => log.close())

describe('what is stored in Postgres', () => {
  test.each([
    ['UPDATE', `UPDATE comptoir.events SET type = 'X' WHERE position = 1`],
    ['UPDATE', `UPDATE comptoir.events SET type = 'X' WHERE false`],
    ['DELETE', 'DELETE FROM comptoir.events WHERE position = 3'],
    ['TRUNCATE', 'TRUNCATE comptoir.events'],
    ['DELETE', `SET session_replication_role = replica; DELETE FROM comptoir.events`],
  ])('refuses %s of events, to its owner too: %s', async (operation, sql) => {
    const before = await store.readStream('order-1')
    await expect(log.pool.query(sql)).rejects.toThrow(`${operation} of events is refused`)
    expect(await store.readStream('order-1')).toEqual(before)
  })

  test.each([
    ['UPDATE', 'UPDATE comptoir.event_log SET incarnation = gen_random_uuid()'],
    ['DELETE', 'DELETE FROM comptoir.event_log'],
    ['TRUNCATE', 'TRUNCATE comptoir.event_log'],
  ])('refuses %s of the incarnation', async (operation, sql) => {
    const before = await store.incarnation()
    await expect(log.pool.query(sql)).rejects.toThrow(`${operation} of event_log is refused`)
    expect(await store.incarnation()).toBe(before)
  })

  test('is text, not JSON that Postgres may rewrite', async () => {
    const types = await log.rows(
      `SELECT DISTINCT data_type FROM information_schema.columns
        WHERE table_schema = 'comptoir' AND table_name = 'events' AND column_name IN ('data', 'metadata')`,
    )
    expect(types).toEqual([{ data_type: 'text' }])
  })
})

describe('the incarnation', () => {
  test('is the same in another process and after migrating again', async () => {
    const before = await store.incarnation()
    expect(await migrate(log.pool, log.schema)).toEqual([])
    expect(await log.open().incarnation()).toBe(before)
  })

  test('is another one in another schema', async () => {
    await migrate(log.pool, 'other_log')
    const other = log.open({ schema: 'other_log' })
    expect(await other.incarnation()).not.toBe(await store.incarnation())
    expect(await other.head()).toBeUndefined()
  })
})

describe('migrating', () => {
  test('happens once, however many start at the same time', async () => {
    const starters = await Promise.all(Array.from({ length: 4 }, () => migrate(log.pool, 'crowded')))
    const applied = starters.filter((names) => names.length > 0)
    expect(applied).toHaveLength(1)
    expect(applied[0]?.[0]).toBe('0001_event_store')
  })

  test('leaves the host’s connections as they were', async () => {
    await migrate(log.pool, 'tidy')
    const paths = await log.rows('SHOW search_path')
    expect(paths).toEqual([{ search_path: '"$user", public' }])
    expect(await log.rows('SHOW lock_timeout')).toEqual([{ lock_timeout: '0' }])
  })

  test('into a schema with a name that is not plain is refused', async () => {
    await expect(migrate(log.pool, 'a"; DROP SCHEMA comptoir; --')).rejects.toBeInstanceOf(InvalidSchemaName)
    expect(() => postgresEventStore({ pool: log.pool, schema: 'Log', system })).toThrow(InvalidSchemaName)
  })
})
