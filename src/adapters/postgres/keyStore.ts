import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import type { KeyStore, System } from '../../application/ports.js'
import { epochMsOf } from '../../domain/kernel/time.js'
import { keyCache, type KnownKey } from '../keys/keyCache.js'
import { KEY_BYTES } from '../keys/masterKey.js'
import { unwrapKey, wrapKey } from '../keys/wrapping.js'
import { reader, statement, type Row } from './queries/reader.js'
import { text } from './queries/row.js'
import { quotedSchema } from './schemaName.js'

export interface PostgresKeyStoreOptions {
  readonly pool: Pool
  /** Migrated. */
  readonly schema: string
  /** 32 bytes; wraps every key, and is never stored here. */
  readonly masterKey: Uint8Array
  readonly system: Pick<System, 'now'>
  /** Keys kept unwrapped in memory; default 10,000. */
  readonly cacheMax?: number
  /** How long an erasure by another process may go unnoticed here; default a minute. */
  readonly cacheMs?: number
  /** For the database to answer; default 10 s. */
  readonly timeoutMs?: number
}

const statementsOf = (table: string) => ({
  read: statement(
    'key',
    `SELECT subject_id, encode(wrapped_key, 'base64') AS wrapped FROM ${table} WHERE subject_id = $1`,
  ),
  any: statement(
    'key_any',
    `SELECT subject_id, encode(wrapped_key, 'base64') AS wrapped FROM ${table} WHERE wrapped_key IS NOT NULL LIMIT 1`,
  ),
  // Whoever comes second, here or in another process, adds nothing and reads the first one's key.
  make: statement(
    'key_make',
    `INSERT INTO ${table} (subject_id, wrapped_key) VALUES ($1, decode($2, 'base64')) ON CONFLICT (subject_id) DO NOTHING`,
  ),
  destroy: statement(
    'key_destroy',
    `INSERT INTO ${table} AS keys (subject_id, wrapped_key, destroyed_at) VALUES ($1, NULL, now())
     ON CONFLICT (subject_id) DO UPDATE SET wrapped_key = NULL, destroyed_at = coalesce(keys.destroyed_at, now())`,
  ),
})

/**
 * Keys in the table `subject_keys`, each wrapped by the master key. A destroyed key leaves its row, so that no other is
 * ever made in its place; its bytes are gone from the table after the next VACUUM and from backups when they expire.
 *
 * Rejects with `WrongMasterKey` where the stored keys were wrapped under another master key, before it makes any.
 */
export const postgresKeyStore = (options: PostgresKeyStoreOptions): KeyStore => {
  const { masterKey, system } = options
  const sql = statementsOf(`${quotedSchema(options.schema)}.subject_keys`)
  const ask = reader(options.pool, options.timeoutMs ?? 10_000)
  const cache = keyCache(options.cacheMax ?? 10_000, options.cacheMs ?? 60_000, () => epochMsOf(system.now()))
  let isMasterKeyRight = false

  const told = (subjectId: string, known: KnownKey) =>
    known === 'destroyed' ? known : { subjectId, key: Uint8Array.from(known) }

  const known = (row: Row): KnownKey => {
    const subjectId = text(row, 'subject_id')
    const wrapped = row['wrapped'] ?? undefined
    const key =
      wrapped === undefined ? 'destroyed' : unwrapKey(masterKey, subjectId, Buffer.from(wrapped, 'base64'))
    cache.put(subjectId, key)
    // Where the subject was erased since the row was read, the cache knows better.
    return cache.get(subjectId) ?? key
  }

  const read = async (subjectId: string): Promise<KnownKey | undefined> => {
    const cached = cache.get(subjectId)
    if (cached !== undefined) return cached
    const [row] = await ask(sql.read, [subjectId])
    return row === undefined ? undefined : known(row)
  }

  /** Without this, a service started with the wrong master key would make keys that the right one cannot open. */
  const checkMasterKey = async (): Promise<void> => {
    if (isMasterKeyRight) return
    const [row] = await ask(sql.any, [])
    if (row !== undefined) known(row)
    isMasterKeyRight = true
  }

  const make = async (subjectId: string): Promise<KnownKey> => {
    await checkMasterKey()
    const wrapped = wrapKey(masterKey, subjectId, randomBytes(KEY_BYTES))
    await ask(sql.make, [subjectId, Buffer.from(wrapped).toString('base64')])
    const made = await read(subjectId)
    if (made === undefined) throw new Error(`the key of ${subjectId} was deleted while it was made`)
    return made
  }

  return {
    keyOf: async (subjectId) => told(subjectId, (await read(subjectId)) ?? (await make(subjectId))),
    find: async (subjectId) => {
      const found = await read(subjectId)
      return found === undefined ? undefined : told(subjectId, found)
    },
    destroy: async (subjectId) => {
      await ask(sql.destroy, [subjectId])
      cache.put(subjectId, 'destroyed')
    },
  }
}
