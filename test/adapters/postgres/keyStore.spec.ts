import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WrongMasterKey } from '../../../src/adapters/keys/wrapping.js'
import { postgresKeyStore } from '../../../src/adapters/postgres/keyStore.js'
import { migrate } from '../../../src/adapters/postgres/migrate.js'
import { InvalidSchemaName } from '../../../src/adapters/postgres/schemaName.js'
import { system } from '../../../src/adapters/system.js'
import { testDatabase, type TestDatabase } from '../../support/postgres.js'
import { keyStoreContract } from '../keyStore.contract.js'

let database: TestDatabase
let schemas = 0
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const migrated = async () => {
  schemas += 1
  const schema = `keys_${schemas}`
  await migrate(database.pool, schema)
  const masterKey = randomBytes(32)
  const open = (other?: { readonly masterKey?: Uint8Array; readonly cacheMs?: number }) =>
    postgresKeyStore({ pool: database.pool, schema, masterKey, system, ...other })
  const rows = async () => {
    const sql = `SELECT subject_id, wrapped_key, destroyed_at FROM ${schema}.subject_keys ORDER BY subject_id`
    return (await database.pool.query<Record<string, unknown>>(sql)).rows
  }
  return { open, rows }
}

keyStoreContract('Postgres', async () => {
  const { open } = await migrated()
  return { store: open(), again: () => open() }
})

describe('keys in Postgres', () => {
  test('are stored wrapped', async () => {
    const { open, rows } = await migrated()
    const made = await open().keyOf('buyer-1')
    const [row] = await rows()
    const stored = row?.['wrapped_key'] as Buffer
    expect(stored).toHaveLength(60)
    expect(made === 'destroyed' ? -1 : stored.indexOf(Buffer.from(made.key))).toBe(-1)
  })

  test('that are destroyed leave a row without a key', async () => {
    const { open, rows } = await migrated()
    const store = open()
    await store.keyOf('buyer-1')
    await store.destroy('buyer-1')
    expect(await rows()).toEqual([
      { subject_id: 'buyer-1', wrapped_key: null, destroyed_at: expect.any(Date) as Date },
    ])
  })

  test('that were destroyed elsewhere are refused once the cache has expired', async () => {
    const { open } = await migrated()
    const store = open({ cacheMs: 0 })
    await store.keyOf('buyer-1')
    await open().destroy('buyer-1')
    expect(await store.keyOf('buyer-1')).toBe('destroyed')
  })

  test('are neither opened nor made under another master key', async () => {
    const { open, rows } = await migrated()
    await open().keyOf('buyer-1')
    const stranger = open({ masterKey: randomBytes(32) })
    await expect(stranger.find('buyer-1')).rejects.toBeInstanceOf(WrongMasterKey)
    await expect(stranger.keyOf('buyer-1')).rejects.toMatchObject({
      type: 'WrongMasterKey',
      subjectId: 'buyer-1',
    })
    await expect(stranger.keyOf('buyer-2')).rejects.toBeInstanceOf(WrongMasterKey)
    expect(await rows()).toHaveLength(1)
  })

  test('live in a schema whose name is checked before it meets SQL', () => {
    const masterKey = randomBytes(32)
    for (const schema of ['', 'Keys', 'a"; DROP TABLE x; --', '1st', 'x'.repeat(64)]) {
      expect(() => postgresKeyStore({ pool: database.pool, schema, masterKey, system })).toThrow(
        InvalidSchemaName,
      )
    }
  })
})
