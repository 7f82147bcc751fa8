import { domainEvents } from '../../src/domain/events.js'
import { canonicalJson } from '../../src/adapters/canonicalJson.js'
import { deliveredFrom, type Delivered } from '../../src/application/delivered.js'
import type { Batch, EventStore, StoredEvent } from '../../src/application/ports.js'
import type { Occurrence } from '../../src/projections/fold.js'
import { valueOf } from './spec.js'

const INCARNATION = '00000000-0000-4000-8000-00000000000a'

/** An event in the bytes that a store keeps. */
export const stored = ({ event, recorded }: Occurrence): StoredEvent => {
  const { schemaVersion, json } = valueOf(domainEvents.encode(event))
  return {
    id: recorded.eventId,
    type: event.type,
    stream: recorded.stream,
    revision: recorded.revision,
    position: recorded.position,
    recordedAt: recorded.recordedAt,
    data: canonicalJson(json),
    metadata: canonicalJson({
      schemaVersion,
      commandId: recorded.eventId,
      commandFingerprint: '',
      correlationId: recorded.eventId,
      actor: 'test',
      occurredAt: event.occurredAt,
      ...(recorded.inferred ? { occurredAtInferred: true } : {}),
    }),
  }
}

export const delivered = (occurrence: Occurrence): Delivered => {
  const bytes = stored(occurrence)
  return deliveredFrom(bytes)
}

const refused = (): never => {
  throw new Error('this store can only be read')
}

/** A log of just these events, which may be exchanged under a reader's feet. */
export const logStore = (log: { events: ReadonlyArray<StoredEvent>; incarnation?: string }): EventStore => ({
  tellsRepeats: true,
  keepsOrder: true,
  isDense: true,
  appendToStream: refused,
  readStream: async (stream) => log.events.filter((event) => event.stream === stream),
  readAll: async ({ after, limit }): Promise<Batch> => {
    const from = log.events.filter(({ position }) => position.commit > (after?.commit ?? 0n))
    const events = from.slice(0, limit)
    return {
      events,
      position: events.at(-1)?.position ?? after ?? { commit: 0n, prepare: 0n },
      caughtUp: events.length === from.length,
    }
  },
  subscribeToAll: refused,
  eventAt: async ({ commit }) => log.events.find(({ position }) => position.commit === commit),
  lag: refused,
  head: async () => log.events.at(-1)?.position,
  incarnation: async () => log.incarnation ?? INCARNATION,
  close: async () => undefined,
})

/** A log of just this history. */
export const historyStore = (occurrences: ReadonlyArray<Occurrence>): EventStore =>
  logStore({ events: occurrences.map(stored) })
