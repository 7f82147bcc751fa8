import type { Position } from '../domain/kernel/recorded.js'
import type { HistoryDiverged } from './halt.js'
import type { EventStore, Ownership } from './ports.js'

const eventIdAt = async (events: EventStore, { commit, prepare }: Position): Promise<string | undefined> => {
  const before = { commit: commit - 1n, prepare: prepare - 1n }
  const [event] = (await events.readAll({ after: before, limit: 1 })).events
  return event?.position.commit === commit ? event.id : undefined
}

/** What the log has where the checkpoint was left, if it is not what was consumed there. */
export const divergence = async (
  events: EventStore,
  incarnation: string,
  { name, position, eventId, incarnation: known }: Ownership,
): Promise<HistoryDiverged | undefined> => {
  if (position === undefined) return undefined
  const found = { eventId: await eventIdAt(events, position), incarnation }
  return found.eventId === eventId && incarnation === known
    ? undefined
    : { type: 'HistoryDiverged', name, position, eventId, incarnation: known, found }
}
