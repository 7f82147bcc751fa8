import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openEmbeddedPostgres } from '../adapters/embedded-postgres/index.js'
import { CommandFailed, messageOf } from './failure.js'
import type { DatabaseChoice } from './options.js'
import type { Terminal } from './terminal.js'

export interface Database {
  readonly pool: pg.Pool
  readonly schema: string
  /** What lies beside the database: the master key. */
  readonly dataDir: string
}

const poolMax = 10
const poolEndMaxMs = 1_000

const withoutPassword = (url: string): string => {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

const connected = async (url: string, terminal: Terminal): Promise<pg.Pool> => {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: 10_000,
    application_name: 'comptoir',
  })
  pool.on('error', (error) => {
    if (!pool.ending) terminal.warn(`a database connection was lost: ${messageOf(error)}`)
  })
  try {
    await pool.query('SELECT 1')
    return pool
  } catch (error) {
    await pool.end()
    throw new CommandFailed(`cannot use the database at ${withoutPassword(url)}: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

/** Whoever still holds a connection loses it when the server goes or the process ends. */
const ended = async (pool: pg.Pool): Promise<void> => {
  await Promise.race([pool.end(), sleep(poolEndMaxMs, undefined, { ref: false })])
}

/**
 * Lends the chosen database, and closes what was opened for it afterwards whatever happened. `create`: an embedded one
 * that is not there is made.
 */
export const withDatabase = async <A>(
  choice: DatabaseChoice,
  { terminal, signal, create }: { terminal: Terminal; signal: AbortSignal; create: boolean },
  use: (database: Database) => Promise<A>,
): Promise<A> => {
  const embedded =
    choice.url === undefined
      ? await openEmbeddedPostgres({ dataDir: choice.dataDir, log: terminal.note, signal, create })
      : undefined
  try {
    signal.throwIfAborted()
    const pool = await connected(embedded?.url ?? choice.url ?? '', terminal)
    try {
      return await use({ pool, schema: choice.schema, dataDir: embedded?.dataDir ?? choice.dataDir })
    } finally {
      await ended(pool)
    }
  } finally {
    await embedded?.close()
  }
}

export const masterKeyFile = ({ dataDir }: Database): string => join(dataDir, 'master.key')

/** Rejects where our tables are not there: reading commands and restricted roles do not make them. */
export const requireTables = async ({ pool, schema }: Database): Promise<void> => {
  const { rows } = await pool.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `${schema}.migrations`,
  ])
  if (rows[0]?.found !== true)
    throw new CommandFailed(`there are no tables of ours in schema ${schema} yet: run \`comptoir migrate\``)
}
