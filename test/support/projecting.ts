import type { EventStore, ReadStore, StoredEvent } from '../../src/application/ports.js'
import { projector } from '../../src/application/projector.js'
import { projections } from '../../src/projections/index.js'
import type { Projection } from '../../src/projections/projection.js'
import { stored } from './deliveries.js'
import { historyTo, reviewed } from './orders.js'
import { recorded } from './projections.js'
import { sellerRegistered } from './sellers.js'

/** A seller registers, then one of its orders goes from placed to completed and reviewed: eight events. */
export const story = recorded([sellerRegistered(), ...historyTo.COMPLETED, reviewed('v1')]).map(stored)
export const LAST = BigInt(story.length)

/** The same story, but with something at this position that nobody can read. */
export const storyWith = (position: number, change: Partial<StoredEvent>): ReadonlyArray<StoredEvent> =>
  story.map((event) => (event.position.commit === BigInt(position) ? { ...event, ...change } : event))

/** Appends what is told, event by event, to a store that has nothing else in its streams. */
export const appendAll = async (
  store: EventStore,
  events: ReadonlyArray<StoredEvent> = story,
): Promise<void> => {
  for (const { stream, revision, ...event } of events)
    await store.appendToStream(stream, revision === 0n ? 'no_stream' : revision - 1n, [event])
}

/** A projector with pages of three events, that never waits before it tries again. */
export const opened = (
  events: EventStore,
  reads: ReadStore,
  chosen: ReadonlyArray<Projection> = projections,
) =>
  projector({
    events,
    reads,
    projections: chosen,
    system: { jitter: () => 0, sleep: () => Promise.resolve() },
    batchMax: 3,
  })
