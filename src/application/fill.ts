import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { Projection } from '../projections/projection.js'
import { cutting } from './cutting.js'
import type { Delivered } from './delivered.js'
import { openLane, type Lane } from './lane.js'
import { allHalted, feedLanes, outcomeOf, startOf, type ProjectionOutcome } from './lanes.js'
import { lanesOf } from './layout.js'
import { pagesOf } from './pages.js'
import type { EventStore, ReadStore } from './ports.js'
import type { Progress } from './progress.js'

export interface FillOptions {
  readonly events: EventStore
  /** Of tables that nobody else fills. */
  readonly reads: ReadStore
  readonly projections: ReadonlyArray<Projection>
  /** The last event that is taken in, of all of them or of each of their lanes. */
  readonly upTo: Position | ((lane: string) => Position | undefined)
  /** Into how many shards those are divided that have not begun; default 1. The others stay as they are. */
  readonly shards?: ((projection: string) => number) | undefined
  /** Events of a page at most; default 2,000. */
  readonly batchMax?: number
  /** What is made of each event before it is taken in: one that is to be left out is gone past. */
  readonly each?: ((delivered: Delivered) => Delivered) | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

const BATCH_MAX = 2_000

const latest = (positions: ReadonlyArray<Position>): Position | undefined =>
  positions.reduce<Position | undefined>((a, b) => (a === undefined || isAfter(b, a) ? b : a), undefined)

/** The lane with other events in place of those that it is fed. */
const changing = (lane: Lane, each: (delivered: Delivered) => Delivered): Lane => ({
  ...lane,
  feed: (page, more, hole) => lane.feed(page.map(each), more, hole),
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
  shards,
  batchMax = BATCH_MAX,
  each,
  signal,
  onProgress,
}: FillOptions): Promise<ReadonlyArray<ProjectionOutcome>> => {
  const endOf = typeof upTo === 'function' ? upTo : () => upTo
  const lanes: Array<Lane> = []
  const ends: Array<Position> = []
  for (const { name, projection } of await lanesOf(projections, { reads }, shards)) {
    const end = endOf(name)
    if (end === undefined) continue
    ends.push(end)
    const lane = await openLane(projection, { events, reads, lane: name })
    lanes.push(cutting(each === undefined ? lane : changing(lane, each), end))
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
