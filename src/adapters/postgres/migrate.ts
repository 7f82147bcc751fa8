import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import { heardOf } from './heard.js'
import { quotedSchema } from './schemaName.js'

const DIRECTORY = fileURLToPath(new URL('./migrations', import.meta.url))

/** For another process that migrates at the same time, and for the tables' own locks. */
const WAIT_MS = 60_000

const ignore = (): void => undefined

/**
 * Brings the schema up to this release, in one transaction; makes the schema if it is not there. Of many that start at
 * once, one migrates and the others wait for it, at most a minute. Answers the names of the migrations applied now.
 * Rejects with the error of Postgres, and then nothing has changed.
 */
export const migrate = async (pool: Pool, schema: string): Promise<ReadonlyArray<string>> => {
  quotedSchema(schema)
  // Loaded only where something is migrated: most commands never do.
  const { runner } = await import('node-pg-migrate')
  const client = await heardOf(pool).connect()
  client.on('error', ignore)
  try {
    await client.query(`SET lock_timeout = ${WAIT_MS}`)
    const applied = await runner({
      dbClient: client,
      schema,
      createSchema: true,
      migrationsTable: 'migrations',
      dir: DIRECTORY,
      direction: 'up',
      singleTransaction: true,
      advisoryLockMode: 'wait',
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    })
    return applied.map(({ name }) => name)
  } finally {
    // The session's search path and timeout were changed: it does not go back to the host.
    client.release(true)
  }
}
