import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { Projection } from '../projections/projection.js'
import { deliveredFrom } from './delivered.js'
import type { Halt } from './halt.js'
import { openLane, type Lane } from './lane.js'
import type { Batch, EventStore, ReadStore, System } from './ports.js'

export interface ProjectorOptions {
  readonly events: EventStore
  readonly reads: ReadStore
  readonly projections: ReadonlyArray<Projection>
  readonly system: Pick<System, 'sleep' | 'jitter'>
  /** Events read, folded and committed together while there are that many; live, there are fewer. Default 4,000. */
  readonly batchMax?: number
}

/** How far a projection has come, and why it goes no further. */
export interface ProjectionOutcome {
  readonly name: string
  readonly position: Position | undefined
  readonly halt?: Halt
}

export interface Progress {
  /** Read since the start, and taken in by every projection that goes on. */
  readonly events: number
  readonly position: Position
  /** Of the last event when it began. */
  readonly head: Position
}

export interface Projector {
  /**
   * Takes in everything that was in the log when it began, or up to where `signal` aborts. Rejects when a store does:
   * what was committed stays, and the next call goes on from there.
   */
  catchUp(options?: {
    readonly signal?: AbortSignal
    readonly onProgress?: (progress: Progress) => void
  }): Promise<ReadonlyArray<ProjectionOutcome>>
  /**
   * Takes in what is there and what comes until `signal` aborts or every projection has halted. A store that is lost is
   * tried again, with growing pauses, from the checkpoints; rejects when that fails ten times without any progress.
   */
  run(signal: AbortSignal, onHalt?: (halt: Halt) => void): Promise<ReadonlyArray<ProjectionOutcome>>
}

const BATCH_MAX = 4_000
const FAILURES_MAX = 10
const PAUSE_MS = 100
const DOUBLINGS_MAX = 6

const ignore = (): void => undefined

const going = (lanes: ReadonlyArray<Lane>): ReadonlyArray<Lane> =>
  lanes.filter((lane) => lane.halt() === undefined)

const outcomeOf = (lane: Lane): ProjectionOutcome => {
  const halt = lane.halt()
  return { name: lane.name, position: lane.position(), ...(halt === undefined ? {} : { halt }) }
}

/** The checkpoint that is furthest behind; `undefined` is the beginning. */
const startOf = (lanes: ReadonlyArray<Lane>): Position | undefined => {
  const [first, ...others] = going(lanes).map((lane) => lane.position())
  return others.reduce<Position | undefined>(
    (a, b) => (a === undefined || b === undefined ? undefined : isAfter(a, b) ? b : a),
    first,
  )
}

/** The log in pages, up to what was its last event when this began. */
async function* upTo(
  events: EventStore,
  head: Position,
  { after, limit }: { readonly after: Position | undefined; readonly limit: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  let position = after
  while (signal?.aborted !== true && (position === undefined || isAfter(head, position))) {
    const batch = await events.readAll({ ...(position === undefined ? {} : { after: position }), limit })
    yield batch
    if (batch.caughtUp) return
    position = batch.position
  }
}

/**
 * Keeps projections at the head of the log. Each event is read and decoded once for all of them; each projection folds
 * it into its own tables under its own checkpoint. While they commit a page, the next one is read.
 */
export const projector = ({
  events,
  reads,
  projections,
  system,
  batchMax = BATCH_MAX,
}: ProjectorOptions): Projector => {
  const open = (those: ReadonlyArray<Projection>): Promise<ReadonlyArray<Lane>> =>
    Promise.all(those.map((projection) => openLane(projection, { events, reads })))

  /** Feeds page after page; at most two are under way, so that memory does not grow with the log. */
  const feed = async (
    lanes: ReadonlyArray<Lane>,
    batches: AsyncIterable<Batch>,
    onPage: (batch: Batch) => void,
  ): Promise<void> => {
    let underWay: Promise<void> = Promise.resolve()
    try {
      for await (const batch of batches) {
        const page = batch.events.map(deliveredFrom)
        const before = underWay
        underWay = Promise.all([before, ...lanes.map((lane) => lane.feed(page))]).then(() => {
          onPage(batch)
        })
        underWay.catch(ignore)
        await before
        if (going(lanes).length === 0) return
      }
    } finally {
      await underWay
    }
  }

  return {
    catchUp: async ({ signal, onProgress } = {}) => {
      const lanes = await open(projections)
      const head = await events.head()
      if (head === undefined || going(lanes).length === 0) return lanes.map(outcomeOf)
      let count = 0
      await feed(lanes, upTo(events, head, { after: startOf(lanes), limit: batchMax }, signal), (batch) => {
        count += batch.events.length
        onProgress?.({ events: count, position: batch.position, head })
      })
      return lanes.map(outcomeOf)
    },

    run: async (signal, onHalt) => {
      const outcomes = new Map<string, ProjectionOutcome>()
      const told = (lane: Lane): void => {
        const outcome = outcomeOf(lane)
        const isNew = outcome.halt !== undefined && outcomes.get(lane.name)?.halt === undefined
        outcomes.set(lane.name, outcome)
        if (isNew) onHalt?.(outcome.halt)
      }
      let failures = 0
      const follow = async (): Promise<void> => {
        const lanes = await open(projections.filter(({ name }) => outcomes.get(name)?.halt === undefined))
        try {
          const after = startOf(lanes)
          if (going(lanes).length === 0) return
          const from = { ...(after === undefined ? {} : { after }), limit: batchMax, signal }
          await feed(lanes, events.subscribeToAll(from), ({ events: page }) => {
            if (page.length > 0) failures = 0
            lanes.forEach(told)
          })
        } finally {
          lanes.forEach(told)
        }
      }
      while (!signal.aborted) {
        try {
          await follow()
          break
        } catch (error) {
          failures += 1
          if (failures > FAILURES_MAX) throw error
          await system.sleep(system.jitter(PAUSE_MS * 2 ** Math.min(failures, DOUBLINGS_MAX)), signal)
        }
      }
      return projections.map(({ name }) => outcomes.get(name) ?? { name, position: undefined })
    },
  }
}
