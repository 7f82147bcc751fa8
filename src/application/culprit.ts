import { isLeft } from '../fp.js'
import type { Position } from '../domain/kernel/recorded.js'
import { handles, type Projection } from '../projections/projection.js'
import { evolveRow } from '../projections/rowHistory.js'
import type { Row, TableShape } from '../projections/table.js'
import { deliveredFrom } from './delivered.js'
import type { RowDifference } from './generations.js'
import { pagesOf } from './pages.js'
import { endIn, isWithin, type Places } from './places.js'
import type { EventStore } from './ports.js'

const PAGE = 4_000

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
  const upTo = endIn(places, projection.name)
  if (upTo === undefined) return undefined
  for await (const { events: page } of pagesOf(events, { after: undefined, upTo, max: PAGE, signal })) {
    for (const stored of page) {
      if (!handles(projection, stored.type) || !isWithin(places, projection.name, stored)) continue
      const read = deliveredFrom(stored)
      if (isLeft(read)) continue
      const now = evolveRow(projection, { table, key }, row, read.right)
      if (now === 'untouched') continue
      row = now
      last = {
        eventId: stored.id,
        type: stored.type,
        stream: stored.stream,
        position: stored.position,
      }
      const isNow = isAsLive(row)
      if (isNow) after = undefined
      else if (wasAsLive) after = last
      wasAsLive = isNow
    }
    looked += page.length
    onProgress?.(looked)
  }
  signal?.throwIfAborted()
  return after ?? last
}
