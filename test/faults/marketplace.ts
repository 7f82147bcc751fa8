import { demoRequests } from '../../src/cli/demo/index.js'
import { memoryEventStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import { followersOf } from '../../src/application/followers.js'
import type { EventStore, StoredEvent } from '../../src/application/ports.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { readToEnd } from '../support/log.js'
import { work, type Item } from './work.js'

const all: ReadonlyArray<Item> = [...demoRequests('faults')]
const firstOrder = all.findIndex(([request]) => request?.type === 'PlaceOrder')

/** Sellers and products first: orders need them. */
export const foundation: ReadonlyArray<Item> = all.slice(0, firstOrder)
/** Orders, each with everything that happens to it; the same numbers are the same orders. */
export const orders = (from: number, to: number): ReadonlyArray<Item> =>
  all.slice(firstOrder + from, firstOrder + to)
export const ordersMax = all.length - firstOrder

/** Event ids of each stream in order: what every store must hold in the end. */
export type Streams = ReadonlyMap<string, ReadonlyArray<string>>

export const streamsIn = async (
  store: EventStore,
  isWanted: (event: StoredEvent) => boolean = () => true,
): Promise<Streams> => {
  const streams = new Map<string, Array<string>>()
  const events = await readToEnd(store, { after: undefined, limit: 2_000 })
  for (const { stream, id } of events.filter(isWanted))
    streams.set(stream, [...(streams.get(stream) ?? []), id])
  return streams
}

/** The same requests where nothing ever goes wrong. */
export const expectedOf = async (items: ReadonlyArray<Item>): Promise<Streams> => {
  const store = memoryEventStore({ system })
  const center = sellerCenter({ store, system })
  await work(center, items.slice(0, foundation.length))
  await work(center, items.slice(foundation.length))
  await followersOf({ store, reads: memoryReadStore(system), center, system }).react()
  return streamsIn(store)
}
