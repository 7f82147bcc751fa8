import type { Projection } from '../projections/projection.js'
import type { Halt } from './halt.js'
import { openLane, type Lane } from './lane.js'
import { allHalted, feedLanes, outcomeOf, startOf, type ProjectionOutcome } from './lanes.js'
import { pagesOf } from './pages.js'
import type { Batch, EventStore, ReadStore, System } from './ports.js'
import type { Progress } from './progress.js'

export type { ProjectionOutcome } from './lanes.js'

export interface ProjectorOptions {
  readonly events: EventStore
  readonly reads: ReadStore
  readonly projections: ReadonlyArray<Projection>
  readonly system: Pick<System, 'sleep' | 'jitter'>
  /**
   * Events read, folded and committed together while there are that many: pages grow up to it, or to some 16 MB. At the
   * head of the log there are 500 at most. Default 8,000.
   */
  readonly batchMax?: number
}

export interface Projector {
  /**
   * Takes in everything that was in the log when it began, or up to where `signal` aborts. Rejects when a store does:
   * what was committed stays, and the next call goes on from there. Progress tells what every projection that goes on has
   * taken in.
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

const BATCH_MAX = 8_000
const LIVE_MAX = 500
const FAILURES_MAX = 10
const PAUSE_MS = 100
const DOUBLINGS_MAX = 6

/**
 * Keeps projections at the head of the log. Each event is read and decoded once for all of them; each projection folds
 * it into its own tables under its own checkpoint.
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

  /** Feeds what is in the log now. */
  const feedPast = async (
    lanes: ReadonlyArray<Lane>,
    signal: AbortSignal | undefined,
    onPage: (page: Batch, way: Pick<Progress, 'from' | 'head'>) => void,
  ): Promise<void> => {
    const head = await events.head()
    if (head === undefined || allHalted(lanes)) return
    const from = startOf(lanes)
    const pages = pagesOf(events, { after: from, upTo: head, max: batchMax, signal })
    await feedLanes(lanes, pages, (page) => {
      onPage(page, { from, head })
    })
  }

  /** Feeds what comes, until `signal` aborts. */
  const feedLive = async (
    lanes: ReadonlyArray<Lane>,
    signal: AbortSignal,
    onPage: (page: Batch) => void,
  ): Promise<void> => {
    if (allHalted(lanes)) return
    const after = startOf(lanes)
    const from = { ...(after === undefined ? {} : { after }), limit: Math.min(LIVE_MAX, batchMax), signal }
    await feedLanes(lanes, events.subscribeToAll(from), onPage)
  }

  return {
    catchUp: async ({ signal, onProgress } = {}) => {
      const lanes = await open(projections)
      let count = 0
      await feedPast(lanes, signal, (page, way) => {
        count += page.events.length
        onProgress?.({ events: count, ...way, position: page.position })
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
        const onPage = ({ events: { length } }: Batch): void => {
          if (length > 0) failures = 0
          lanes.forEach(told)
        }
        try {
          await feedPast(lanes, signal, onPage)
          await feedLive(lanes, signal, onPage)
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
