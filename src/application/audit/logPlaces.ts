import { isAfter, type Position } from '../../domain/kernel/recorded.js'
import type { EventStore, StoredEvent } from '../ports.js'
import type { KeptTree } from './keptTree.js'
import { CHUNK } from './treeTables.js'

/** A kept row that the tree must have is not there. */
export class KeptTreeIncomplete extends Error {
  readonly type = 'KeptTreeIncomplete'
  constructor(what: string) {
    super(`the kept tree has no ${what}: rows of it are missing, or the log is shorter than it was`)
    this.name = 'KeptTreeIncomplete'
  }
}

/** The events of a chunk, from the log. */
export const chunkEvents = async (
  tree: KeptTree,
  store: Pick<EventStore, 'readAll'>,
  nr: number,
): Promise<ReadonlyArray<StoredEvent>> => {
  const before = nr === 0 ? undefined : (await tree.chunks([nr - 1])).get(nr - 1)
  if (nr > 0 && before === undefined) throw new KeptTreeIncomplete(`chunk ${nr - 1}`)
  const events: Array<StoredEvent> = []
  let after = before?.position
  while (events.length < CHUNK) {
    const batch = await store.readAll({ ...(after && { after }), limit: CHUNK - events.length })
    events.push(...batch.events)
    if (batch.caughtUp) break
    after = batch.position
  }
  return events
}

/** The first chunk whose last event is not before the position; the one after the last, if there is none. */
const chunkOf = async (tree: KeptTree, position: Position, from: number, chunks: number): Promise<number> => {
  let [low, high] = [from, chunks]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const chunk = (await tree.chunks([middle])).get(middle)
    if (chunk === undefined) throw new KeptTreeIncomplete(`chunk ${middle}`)
    if (isAfter(position, chunk.position)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Where each of these events, which are in the order of the log, stands in it, from 0; `undefined` where the tree does not cover it. Each
 * chunk that has some of them is read once.
 */
export const placesOf = async (
  tree: KeptTree,
  store: Pick<EventStore, 'readAll'>,
  events: ReadonlyArray<StoredEvent>,
): Promise<ReadonlyArray<number | undefined>> => {
  const { size } = await tree.edge()
  const chunks = Math.floor(size / CHUNK)
  let nr = 0
  let end: Position | undefined
  let places: ReadonlyMap<string, number> = new Map()
  const found: Array<number | undefined> = []
  for (const { id, position } of events) {
    if (end === undefined || isAfter(position, end)) {
      nr = await chunkOf(tree, position, nr, chunks)
      const own = await chunkEvents(tree, store, nr)
      end = own.at(-1)?.position
      places = new Map(own.map((event, at) => [event.id, nr * CHUNK + at]))
    }
    const place = places.get(id)
    found.push(place === undefined || place >= size ? undefined : place)
  }
  return found
}
