import { resolve } from 'node:path'
import { postgresEventStore, postgresReadStore } from '../adapters/postgres/index.js'
import { system } from '../adapters/system.js'
import type { EventStore, ReadStore } from '../application/ports.js'
import { withEventStore } from './comptoir.js'
import type { Context } from './context.js'
import { requireTables, withDatabase, type Database } from './database.js'
import { eventStoreChoice } from './eventStoreChoice.js'
import { databaseChoice, type StoreOptions } from './options.js'
import type { Terminal } from './terminal.js'

export interface Audited {
  readonly store: EventStore
  readonly reads: ReadStore
  readonly database: Database
}

/** Lends the log and the tables beside it, and closes what was opened for it. */
export const withAudited = async <A>(
  options: StoreOptions,
  sourceOf: (name: 'data' | 'databaseUrl') => string | undefined,
  { terminal, context: { cwd, signal } }: { readonly terminal: Terminal; readonly context: Context },
  use: (audited: Audited) => Promise<A>,
): Promise<A> => {
  const choice = databaseChoice(options, sourceOf, cwd)
  return withEventStore(eventStoreChoice(options), terminal, (chosen) =>
    withDatabase(choice, { terminal, signal, create: false }, async (database) => {
      await requireTables(database)
      const { pool, schema } = database
      const reads = postgresReadStore({ pool, schema })
      const store = chosen ?? postgresEventStore({ pool, schema, system })
      try {
        return await use({ store, reads, database })
      } finally {
        reads.close()
        if (chosen === undefined) await store.close()
      }
    }),
  )
}

export const pathIn = ({ cwd }: Context, file: string): string => resolve(cwd, file)
