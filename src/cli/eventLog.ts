import { postgresEventStore } from '../adapters/postgres/index.js'
import { system } from '../adapters/system.js'
import type { EventStore } from '../application/ports.js'
import type { Database } from './database.js'

/** Lends the store of the events: the chosen one, or the one in the database. */
export const withLog = async <A>(
  { pool, schema }: Database,
  chosen: EventStore | undefined,
  use: (store: EventStore) => Promise<A>,
): Promise<A> => {
  if (chosen !== undefined) return use(chosen)
  const store = postgresEventStore({ pool, schema, system })
  return use(store).finally(() => store.close())
}
