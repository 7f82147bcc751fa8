import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { Projection } from '../projections/projection.js'
import { consumedBy, type Delivered } from './delivered.js'
import { openLane, type Lane } from './lane.js'
import { allHalted, feedLanes, outcomeOf, startOf, type ProjectionOutcome } from './lanes.js'
import { pagesOf } from './pages.js'
import type { EventStore, ReadStore } from './ports.js'
import type { Progress } from './progress.js'

export interface FillOptions {
  readonly events: EventStore
  /** Of tables that nobody else fills. */
  readonly reads: ReadStore
  readonly projections: ReadonlyArray<Projection>
  /** The last event that is taken in, of all of them or of each. */
  readonly upTo: Position | ((name: string) => Position | undefined)
  /** Events of a page at most; default 2,000. */
  readonly batchMax?: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

const BATCH_MAX = 2_000

const latest = (positions: ReadonlyArray<Position>): Position | undefined =>
  positions.reduce<Position | undefined>((a, b) => (a === undefined || isAfter(b, a) ? b : a), undefined)

/** The events up to a position; the page itself where it holds no others. */
const cutAt = (page: ReadonlyArray<Delivered>, end: Position): ReadonlyArray<Delivered> => {
  const last = page.at(-1)
  return last === undefined || !isAfter(consumedBy(last).position, end)
    ? page
    : page.filter((delivered) => !isAfter(consumedBy(delivered).position, end))
}

/** The lane up to this position and no further. */
export const cutting = (lane: Lane, end: Position): Lane => ({
  ...lane,
  feed: (page, more) => lane.feed(cutAt(page, end), more),
})

/**
 * Takes the log into the tables up to a position and no further: it goes on after the checkpoints that are there, and ends
 * where `signal` aborts. Tells how far each has come, and which have halted before.
 */
export const fill = async ({
  events,
  reads,
  projections,
  upTo,
  batchMax = BATCH_MAX,
  signal,
  onProgress,
}: FillOptions): Promise<ReadonlyArray<ProjectionOutcome>> => {
  const endOf = typeof upTo === 'function' ? upTo : () => upTo
  const lanes: Array<Lane> = []
  const ends: Array<Position> = []
  for (const projection of projections) {
    const end = endOf(projection.name)
    if (end === undefined) continue
    ends.push(end)
    lanes.push(cutting(await openLane(projection, { events, reads }), end))
  }
  const head = latest(ends)
  if (head !== undefined && !allHalted(lanes)) {
    const from = startOf(lanes)
    let count = 0
    await feedLanes(lanes, pagesOf(events, { after: from, upTo: head, max: batchMax, signal }), (page) => {
      count += page.events.length
      const position = isAfter(page.position, head) ? head : page.position
      onProgress?.({ events: count, from, position, head })
    })
  }
  return lanes.map(outcomeOf)
}
