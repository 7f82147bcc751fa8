import type { Position } from '../domain/kernel/recorded.js'
import type { Projection } from '../projections/projection.js'
import { evolveRow } from '../projections/rowHistory.js'
import type { Row, TableShape } from '../projections/table.js'
import type { RowDifference } from './generations.js'
import { handledEvents } from './handledEvents.js'
import type { Places } from './places.js'
import type { EventStore } from './ports.js'

/** The event from which on a table and the history tell a row otherwise. */
export interface Culprit {
  readonly eventId: string
  readonly type: string
  readonly stream: string
  readonly position: Position
}

export interface CulpritOptions {
  readonly events: EventStore
  readonly projection: Projection
  readonly table: TableShape
  readonly difference: Pick<RowDifference, 'key' | 'column' | 'live'>
  /** How far the table tells of it. */
  readonly places: Places
  readonly signal?: AbortSignal | undefined
  /** Told after each page: how many events were looked through. */
  readonly onProgress?: ((events: number) => void) | undefined
}

/**
 * The event that a table's row lacks, or took otherwise than the history does: the one after the last at which the folded
 * row was as the table has it. Where it never was, the event that touched the row last; `undefined`: none ever did.
 */
export const culpritOf = async ({
  events,
  projection,
  table,
  difference: { key, column, live },
  places,
  signal,
  onProgress,
}: CulpritOptions): Promise<Culprit | undefined> => {
  const isAsLive = (row: Row | undefined): boolean =>
    column === undefined
      ? (live === undefined) === (row === undefined)
      : row !== undefined && (row.values[column] ?? null) === live
  let row: Row | undefined
  let wasAsLive = isAsLive(row)
  let last: Culprit | undefined
  let after: Culprit | undefined
  let looked = 0
  for await (const page of handledEvents(events, { projection, places, signal })) {
    for (const delivered of page.handled) {
      const now = evolveRow(projection, { table, key }, row, delivered)
      if (now === 'untouched') continue
      row = now
      const { eventId, stream, position } = delivered.recorded
      last = { eventId, type: delivered.event.type, stream, position }
      const isNow = isAsLive(row)
      if (isNow) after = undefined
      else if (wasAsLive) after = last
      wasAsLive = isNow
    }
    looked += page.looked
    onProgress?.(looked)
  }
  signal?.throwIfAborted()
  return after ?? last
}
