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

/** Events of each stream in order, by their ids: what every store must hold in the end. */
export type Streams = ReadonlyMap<string, ReadonlyArray<string>>

/**
 * That a case is complete is told by its buyer and by the process of its order, at the same time: it is the same event,
 * whoever was first, under another id.
 */
const markOf = ({ id, type, data, metadata }: StoredEvent): string => {
  if (type !== 'AfterSalesCaseCompleted') return id
  const { occurredAt } = JSON.parse(metadata) as { readonly occurredAt: string }
  return `${type} ${occurredAt} ${data}`
}

export const streamsOf = (events: ReadonlyArray<StoredEvent>): Streams => {
  const streams = new Map<string, Array<string>>()
  for (const event of events) {
    const marks = streams.get(event.stream)
    if (marks === undefined) streams.set(event.stream, [markOf(event)])
    else marks.push(markOf(event))
  }
  return streams
}

export const streamsIn = async (
  store: EventStore,
  isWanted: (event: StoredEvent) => boolean = () => true,
): Promise<Streams> =>
  streamsOf((await readToEnd(store, { after: undefined, limit: 2_000 })).filter(isWanted))

/** The same requests where nothing ever goes wrong. */
export const expectedOf = async (items: ReadonlyArray<Item>): Promise<Streams> => {
  const store = memoryEventStore({ system })
  const center = sellerCenter({ store, system })
  await work(center, items.slice(0, foundation.length))
  await work(center, items.slice(foundation.length))
  await followersOf({ store, reads: memoryReadStore(system), center, system }).react()
  return streamsIn(store)
}
