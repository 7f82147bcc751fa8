import pg from 'pg'
import { postgresEventStore } from '../../src/adapters/postgres/eventStore.js'
import type { PostgresEventStoreOptions } from '../../src/adapters/postgres/eventStoreOptions.js'
import { migrate } from '../../src/adapters/postgres/migrate.js'
import { system } from '../../src/adapters/system.js'
import type { EventStore } from '../../src/application/ports.js'
import { testDatabase } from './postgres.js'

export interface PostgresLog {
  readonly pool: pg.Pool
  readonly url: string
  readonly schema: string
  /** Another store over the same log, as another process would have it; closed at the end. */
  open(options?: Partial<PostgresEventStoreOptions>): EventStore
  /** A pool of its own, for an address such as a proxy's; ended at the end. */
  poolOf(config: pg.PoolConfig): pg.Pool
  /** Rows of a statement, asked beside the stores. */
  rows(sql: string): Promise<ReadonlyArray<Record<string, unknown>>>
  /** A transaction that stays open until it is ended with `COMMIT` or `ROLLBACK`. */
  begin(sql: string): Promise<(end: 'COMMIT' | 'ROLLBACK') => Promise<void>>
  close(): Promise<void>
}

/**
 * An empty, migrated log in a database of its own. Events of the type `Slow` take 300 ms to insert, those of the type
 * `Failing` break the statement off.
 */
export const postgresLog = async (): Promise<PostgresLog> => {
  const { pool, url, schema, close } = await testDatabase()
  await migrate(pool, schema)
  await pool.query(`
    CREATE FUNCTION misbehave() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF new.type = 'Failing' THEN RAISE EXCEPTION 'out of order' USING ERRCODE = 'P0001'; END IF;
      PERFORM pg_sleep(0.3);
      RETURN new;
    END $$;
    CREATE TRIGGER misbehaves BEFORE INSERT ON ${schema}.events
      FOR EACH ROW WHEN (new.type IN ('Slow', 'Failing')) EXECUTE FUNCTION misbehave()`)
  const stores: Array<EventStore> = []
  const pools: Array<pg.Pool> = []

  return {
    pool,
    url,
    schema,
    open: (options) => {
      const store = postgresEventStore({ pool, schema, system, ...options })
      stores.push(store)
      return store
    },
    poolOf: (config) => {
      const other = new pg.Pool(config)
      other.on('error', () => undefined)
      pools.push(other)
      return other
    },
    rows: async (sql) => (await pool.query<Record<string, unknown>>(sql)).rows,
    begin: async (sql) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query('BEGIN')
      await client.query(sql)
      return async (end) => {
        await client.query(end)
        await client.end()
      }
    },
    close: async () => {
      for (const store of stores) await store.close()
      for (const other of pools) if (!other.ended) await other.end()
      await close()
    },
  }
}

/** Resolves when it is so; rejects after 10 s. */
export const eventually = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 400; tries++) {
    if (await isSo()) return
    await system.sleep(25)
  }
  throw new Error('it never became so')
}
