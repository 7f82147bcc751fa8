import type { HistoryDiverged } from './halt.js'
import type { Checkpoint, EventStore } from './ports.js'

/** What the log has where the checkpoint was left, if it is not what was consumed there. */
export const divergence = async (
  events: Pick<EventStore, 'eventAt'>,
  incarnation: string,
  { name, position, eventId, incarnation: known }: Checkpoint & { readonly name: string },
): Promise<HistoryDiverged | undefined> => {
  if (position === undefined) return undefined
  const found = { eventId: (await events.eventAt(position))?.id, incarnation }
  return found.eventId === eventId && incarnation === known
    ? undefined
    : { type: 'HistoryDiverged', name, position, eventId, incarnation: known, found }
}
