import { loadMasterKey } from '../adapters/keys/masterKey.js'
import { migrate, openPostgres, type Comptoir } from '../adapters/postgres/index.js'
import type { Context } from './context.js'
import { masterKeyFile, requireTables, withDatabase, type Database } from './database.js'
import type { DatabaseChoice } from './options.js'
import { phases } from './phases.js'
import type { Terminal } from './terminal.js'

/**
 * Lends a seller center over the chosen database, and closes everything afterwards whatever happened. Its tables are
 * brought to the newest version first unless `migrates` is false, for roles that may not change them.
 */
export const withComptoir = async <A>(
  choice: DatabaseChoice,
  { terminal, migrates }: { terminal: Terminal; migrates: boolean },
  { env, signal }: Context,
  use: (comptoir: Comptoir, database: Database) => Promise<A>,
): Promise<A> =>
  withDatabase(choice, { terminal, signal, create: true }, async (database) => {
    const { pool, schema } = database
    if (migrates) {
      const applied = await migrate(pool, schema)
      if (applied.length > 0) terminal.note(`tables brought to ${applied.at(-1)}`)
    } else await requireTables(database)
    const masterKey = await loadMasterKey({ env, file: masterKeyFile(database) })
    const comptoir = openPostgres({
      pool,
      schema,
      masterKey,
      onStopped: ({ component, detail }) => terminal.warn(`${component} ${detail}`),
    })
    try {
      return await use(comptoir, database)
    } finally {
      await comptoir.close()
    }
  })

/** Brings processes and read models up to the last event, with a progress bar each. */
export const catchUp = async (comptoir: Comptoir, terminal: Terminal, signal: AbortSignal): Promise<void> => {
  const progress = phases(terminal, { processes: 'events', 'read models': 'events' })
  try {
    await comptoir.catchUp({
      signal,
      onProgress: ({ phase, done, total }) => progress.update(phase, Number(done), Number(total)),
    })
  } finally {
    progress.end()
  }
  signal.throwIfAborted()
}
