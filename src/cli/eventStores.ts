import { resolve } from 'node:path'
import { connectionOf } from '../adapters/eventstoredb/connectionString.js'
import { migrate, postgresEventStore } from '../adapters/postgres/index.js'
import { isSchemaName } from '../adapters/postgres/schemaName.js'
import { system } from '../adapters/system.js'
import type { EventStore } from '../application/ports.js'
import { categories } from '../application/sellerCenter.js'
import { requireTables, withDatabase } from './database.js'
import { CommandFailed, UsageError, messageOf } from './failure.js'
import type { DatabaseChoice } from './options.js'
import type { Terminal } from './terminal.js'

const SCHEMA = 'comptoir'
const FORMS = 'postgres://user@host:5432/name, esdb://host:2113 or embedded:<data directory>'
const PREFIX = /^[a-z][a-zA-Z0-9]{0,30}_$/

/** An EventStoreDB server or cluster, and what our streams begin with there. */
export interface EventStoreDbChoice {
  readonly connectionString: string
  /** `''`: nothing. */
  readonly streamPrefix: string
  /** Streams of other categories are somebody else's; default: all are ours. */
  readonly categories?: ReadonlyArray<string>
}

/** Where a history is. */
export type StoreChoice =
  | { readonly kind: 'postgres'; readonly database: DatabaseChoice }
  | { readonly kind: 'eventstoredb'; readonly server: EventStoreDbChoice }

const isEventStoreDb = (text: string): boolean => /^esdb(\+discover)?:/.test(text)

/** The option is named, the text never repeated: there may be a password in it. Throws `UsageError`. */
export const eventStoreDbChoice = (
  option: string,
  text: string,
  {
    option: prefixOption,
    text: streamPrefix = '',
  }: { readonly option: string; readonly text?: string | undefined },
): EventStoreDbChoice => {
  if (streamPrefix !== '' && !PREFIX.test(streamPrefix))
    throw new UsageError(`${prefixOption} must be letters and digits with one _ at the end, such as shop1_`)
  try {
    connectionOf(text)
  } catch (error) {
    throw new UsageError(`${option}: ${messageOf(error)}`)
  }
  return { connectionString: text, streamPrefix }
}

/** Takes `?schema=name` off, which the driver does not know. */
const postgresChoice = (option: string, text: string): DatabaseChoice => {
  if (!URL.canParse(text)) throw new UsageError(`${option} must be like ${FORMS}`)
  const url = new URL(text)
  const schema = url.searchParams.get('schema') ?? SCHEMA
  if (!isSchemaName(schema))
    throw new UsageError(`${option}: schema must be 1 to 63 of a-z 0-9 _ and begin with a letter or _`)
  if (!url.searchParams.has('schema')) return { dataDir: '', url: text, schema }
  url.searchParams.delete('schema')
  return { dataDir: '', url: url.href, schema }
}

/** A store from its text. Throws `UsageError`, which names the option and never repeats the text. */
export const storeChoice = (
  option: string,
  text: string,
  prefix: { readonly option: string; readonly text?: string | undefined },
  cwd: string,
): StoreChoice => {
  if (isEventStoreDb(text)) {
    const server = eventStoreDbChoice(option, text, prefix)
    // Where nothing else tells our streams from those of others on the same server, their categories do.
    return { kind: 'eventstoredb', server: server.streamPrefix === '' ? { ...server, categories } : server }
  }
  if (prefix.text !== undefined && prefix.text !== '')
    throw new UsageError(`${prefix.option} is for an EventStoreDB only`)
  const [, directory] = /^embedded:(.+)$/s.exec(text) ?? []
  if (directory !== undefined)
    return {
      kind: 'postgres',
      database: { dataDir: resolve(cwd, directory), url: undefined, schema: SCHEMA },
    }
  if (/^postgres(ql)?:\/\//.test(text)) return { kind: 'postgres', database: postgresChoice(option, text) }
  throw new UsageError(`${option} must be like ${FORMS}`)
}

/** For messages and results: without user and password. */
export const describeStore = (choice: StoreChoice): string => {
  if (choice.kind === 'eventstoredb') {
    const { connectionString, streamPrefix } = choice.server
    const prefix = streamPrefix === '' ? '' : ` (streams ${streamPrefix}…)`
    return `esdb://${connectionOf(connectionString).hosts}${prefix}`
  }
  const { url, dataDir, schema } = choice.database
  if (url === undefined) return `embedded:${dataDir}`
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}${schema === SCHEMA ? '' : ` (schema ${schema})`}`
}

export interface OpenedStore {
  readonly store: EventStore
  /** Without user and password. */
  readonly describe: string
  close(): Promise<void>
}

/** Rejects with `CommandFailed` where it cannot be used. */
export const openEventStoreDbOf = async (server: EventStoreDbChoice): Promise<OpenedStore> => {
  const describe = describeStore({ kind: 'eventstoredb', server })
  try {
    // Its client is loaded only where it is used: it takes longer than everything else together.
    const { openEventStoreDb } = await import('../adapters/eventstoredb/index.js')
    const store = await openEventStoreDb({ ...server, system })
    return { store, describe, close: () => store.close() }
  } catch (error) {
    throw new CommandFailed(`cannot use the event store at ${describe}: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

/**
 * Lends a store, and closes it afterwards whatever happened. `creates`: its tables are brought to the newest version,
 * and an embedded one that is not there is made.
 */
export const withStore = async <A>(
  choice: StoreChoice,
  { terminal, signal, creates }: { terminal: Terminal; signal: AbortSignal; creates: boolean },
  use: (opened: Pick<OpenedStore, 'store' | 'describe'>) => Promise<A>,
): Promise<A> => {
  if (choice.kind === 'eventstoredb') {
    const opened = await openEventStoreDbOf(choice.server)
    return use(opened).finally(opened.close)
  }
  return withDatabase(choice.database, { terminal, signal, create: creates }, async (database) => {
    if (creates) await migrate(database.pool, database.schema)
    else await requireTables(database)
    const store = postgresEventStore({ pool: database.pool, schema: database.schema, system })
    return use({ store, describe: describeStore(choice) }).finally(() => store.close())
  })
}
