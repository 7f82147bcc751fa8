import { touchesOf, type Projection } from '../projections/projection.js'
import type { Touch } from '../projections/table.js'
import { nameOfRow, type LastTouch, type RowName } from './auditDiff.js'
import { handledEvents } from './handledEvents.js'
import type { Places } from './places.js'
import type { EventStore } from './ports.js'

const nameOfTouch = (touch: Touch): string => {
  const key =
    touch.kind === 'evolve' ? touch.key : touch.table.key.map((column) => touch.values[column] ?? null)
  return nameOfRow({ table: touch.table.name, key: key.map(String) })
}

/** For each of these rows of a projection the last event up to these places that touched it: one look through the log. */
export const lastTouches = async (
  events: EventStore,
  {
    projection,
    rows,
    places,
    signal,
  }: {
    readonly projection: Projection
    readonly rows: ReadonlyArray<RowName>
    readonly places: Places
    readonly signal?: AbortSignal | undefined
  },
): Promise<ReadonlyMap<string, LastTouch>> => {
  const wanted = new Set(rows.map(nameOfRow))
  const last = new Map<string, LastTouch>()
  if (wanted.size === 0) return last
  for await (const { handled } of handledEvents(events, { projection, places, signal })) {
    for (const { event, recorded } of handled) {
      for (const touch of touchesOf(projection, event, recorded)) {
        const name = nameOfTouch(touch)
        if (!wanted.has(name)) continue
        const { eventId, stream, position } = recorded
        last.set(name, { eventId, type: event.type, stream, position: position.commit })
      }
    }
  }
  return last
}
