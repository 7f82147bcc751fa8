import type { EventStore } from '../application/ports.js'
import { loadMasterKey } from '../adapters/keys/masterKey.js'
import {
  migrate,
  openPostgres,
  type CatchUpOptions,
  type CatchUpProgress,
  type Comptoir,
  type PostgresOptions,
} from '../adapters/postgres/index.js'
import type { Context } from './context.js'
import { masterKeyFile, requireTables, withDatabase, type Database } from './database.js'
import { openEventStoreDbOf, type EventStoreDbChoice } from './eventStores.js'
import type { DatabaseChoice } from './options.js'
import { phases } from './phases.js'
import type { Terminal } from './terminal.js'

/** Lends the chosen event store, and closes it afterwards whatever happened. `undefined`: the one in the database. */
export const withEventStore = async <A>(
  choice: EventStoreDbChoice | undefined,
  terminal: Terminal,
  use: (eventStore: EventStore | undefined) => Promise<A>,
): Promise<A> => {
  if (choice === undefined) return use(undefined)
  const { store, describe, close } = await openEventStoreDbOf(choice)
  terminal.note(`events are in ${describe}`)
  return use(store).finally(close)
}

/** What is around the seller center: a clock that makes things due, who pays sellers, who brings parcels. */
export type World = Pick<PostgresOptions, 'clock' | 'carriers' | 'system' | 'shards'>

/**
 * Lends a seller center over the chosen database and event store, and closes everything afterwards whatever happened. Its tables are
 * brought to the newest version first unless `migrates` is false, for roles that may not change them.
 */
export const withComptoir = async <A>(
  choice: DatabaseChoice,
  {
    terminal,
    migrates,
    events,
    world,
  }: {
    terminal: Terminal
    migrates: boolean
    events: EventStoreDbChoice | undefined
    world?: ((database: Database) => World) | undefined
  },
  { env, signal }: Context,
  use: (comptoir: Comptoir, database: Database) => Promise<A>,
): Promise<A> =>
  withEventStore(events, terminal, async (eventStore) =>
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
        ...world?.(database),
        ...(eventStore === undefined ? {} : { eventStore }),
        onStopped: ({ component, detail }) => terminal.warn(`${component} ${detail}`),
      })
      try {
        return await use(comptoir, database)
      } finally {
        await comptoir.close()
      }
    }),
  )

/** Runs what follows the log, with a progress bar for each part of the way; rejects when the signal aborts meanwhile. */
export const withCatchUpProgress = async <A>(
  terminal: Terminal,
  signal: AbortSignal,
  work: (options: CatchUpOptions) => Promise<A>,
): Promise<A> => {
  const progress = phases(terminal, { processes: 'events', 'read models': 'events' })
  const onProgress = ({ phase, done, total }: CatchUpProgress): void => progress.update(phase, done, total)
  const outcome = await work({ signal, onProgress }).finally(() => progress.end())
  signal.throwIfAborted()
  return outcome
}

/** Brings processes and read models up to the last event. */
export const catchUp = (comptoir: Comptoir, terminal: Terminal, signal: AbortSignal): Promise<void> =>
  withCatchUpProgress(terminal, signal, comptoir.catchUp)
