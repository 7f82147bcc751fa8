import { memoryEventStore } from '../../../src/adapters/memory/index.js'
import { importOlist, type OlistImport, type OlistSummary } from '../../../src/adapters/import/olist/index.js'
import { system } from '../../../src/adapters/system.js'
import type { EventStore, StoredEvent } from '../../../src/application/ports.js'
import { sellerCenter } from '../../../src/application/sellerCenter.js'
import { inDirectory, type OlistTables } from './olistDirectory.js'

/** An event as a test reads it. */
export interface Told {
  readonly stream: string
  readonly type: string
  readonly at: string
  readonly inferred: boolean
  readonly data: Record<string, unknown>
}

const told = ({ stream, type, data, metadata }: StoredEvent): Told => {
  const { occurredAt, occurredAtInferred = false } = JSON.parse(metadata)
  return { stream, type, at: occurredAt, inferred: occurredAtInferred, data: JSON.parse(data) }
}

export const quick = { ...system, sleep: () => Promise.resolve() }

export const emptyStore = (): EventStore => memoryEventStore({ system })

export const eventsIn = async (store: EventStore): Promise<ReadonlyArray<Told>> => {
  const { events } = await store.readAll({ limit: 10_000 })
  return events.map(told)
}

/** Imports the tables into a store through the real deciders. */
export const imported = async (
  tables: OlistTables,
  { store = emptyStore(), ...more }: Partial<OlistImport> & { store?: EventStore; lineEnd?: string } = {},
): Promise<{ summary: OlistSummary; events: ReadonlyArray<Told>; store: EventStore }> => {
  const { lineEnd, ...options } = more
  const center = sellerCenter({ store, system: quick })
  const summary = await inDirectory(
    tables,
    (directory) => importOlist({ center, system: quick, directory, ...options }),
    lineEnd,
  )
  return { summary, events: await eventsIn(store), store }
}
