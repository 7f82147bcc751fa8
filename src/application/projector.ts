import type { Projection } from '../projections/projection.js'
import type { Halt } from './halt.js'
import { keepGoing } from './keepGoing.js'
import { openLane, type Lane } from './lane.js'
import { allHalted, feedLanes, outcomeOf, shardsOf, startOf, type ProjectionOutcome } from './lanes.js'
import { lanesOf, layOut } from './layout.js'
import { eventsIn, pagesOf } from './pages.js'
import type { Batch, EventStore, ReadStore, System } from './ports.js'
import type { Progress } from './progress.js'
import { hindmost, projectionOf, type SomeShards } from './shard.js'
import type { Worker } from './worker.js'

export type { ProjectionOutcome } from './lanes.js'

export interface ProjectorOptions {
  readonly events: EventStore
  readonly reads: ReadStore
  readonly projections: ReadonlyArray<Projection>
  readonly system: Pick<System, 'sleep' | 'jitter'>
  /**
   * Events read and folded together while there are that many (several such pages are committed together): pages grow up to it, or to some 16 MB. At the
   * head of the log there are 500 at most. Default 2,000.
   */
  readonly batchMax?: number
  /**
   * Into so many shards each projection is divided, if it is not already, each with a checkpoint and a lane of its own:
   * workers share them. Absent: they stay as they are.
   */
  readonly shards?: number | undefined
  /** Where others run these projections too: `run` then runs those that this worker owns, and stands by for the others. */
  readonly worker?: Worker | undefined
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

const BATCH_MAX = 2_000
const LIVE_MAX = 500

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
  shards,
  worker,
}: ProjectorOptions): Projector => {
  let isLaidOut = shards === undefined
  const lanesNow = async () => {
    if (shards !== undefined && !isLaidOut) await layOut(projections, shards, { events, reads })
    isLaidOut = true
    return lanesOf(projections, { reads }, () => shards ?? 1)
  }
  const open = async (isWanted: (lane: string) => boolean): Promise<ReadonlyArray<Lane>> => {
    const those = (await lanesNow()).filter(({ name }) => isWanted(name))
    return Promise.all(
      those.map(({ name, projection }) => openLane(projection, { events, reads, lane: name })),
    )
  }

  /** Of each projection, where its hindmost shard is, and the first halt there is. */
  const outcomesOf = (lanes: ReadonlyArray<ProjectionOutcome>): ReadonlyArray<ProjectionOutcome> => {
    const halts = new Map<string, Halt>()
    for (const { name, halt } of lanes)
      if (halt !== undefined && !halts.has(projectionOf(name))) halts.set(projectionOf(name), halt)
    const places = new Map(hindmost(lanes).map(({ name, position }) => [name, position]))
    return projections.map(({ name }) => {
      const halt = halts.get(name)
      return { name, position: places.get(name), ...(halt === undefined ? {} : { halt }) }
    })
  }

  /** Where others are left out, more of the log is looked through for as many events. */
  const pageMax = (some: SomeShards | undefined): number =>
    some !== undefined && some.indexes.length * 2 <= some.of ? batchMax * 2 : batchMax

  /** Feeds what is in the log now. */
  const feedPast = async (
    lanes: ReadonlyArray<Lane>,
    signal: AbortSignal | undefined,
    onPage: (page: Batch, way: Pick<Progress, 'from' | 'head'>) => void,
  ): Promise<void> => {
    const head = await events.head()
    if (head === undefined || allHalted(lanes)) return
    const from = startOf(lanes)
    const shards = shardsOf(lanes)
    const pages = pagesOf(events, { after: from, upTo: head, max: pageMax(shards), shards, signal })
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
    const from = {
      ...(after === undefined ? {} : { after }),
      limit: Math.min(LIVE_MAX, batchMax),
      shards: shardsOf(lanes),
      signal,
    }
    await feedLanes(lanes, events.subscribeToAll(from), onPage, { isLive: true })
  }

  return {
    catchUp: async ({ signal, onProgress } = {}) => {
      const lanes = await open(() => true)
      let count = 0
      await feedPast(lanes, signal, (page, way) => {
        count += eventsIn(page)
        onProgress?.({ events: count, ...way, position: page.position })
      })
      return outcomesOf(lanes.map(outcomeOf))
    },

    run: async (signal, onHalt) => {
      const outcomes = new Map<string, ProjectionOutcome>()
      // Of several workers, who lost a projection stands by for it.
      const isFinal = (halt: Halt | undefined): boolean =>
        halt !== undefined && (worker === undefined || halt.type !== 'OwnershipLost')
      const isGoing = (name: string): boolean => outcomes.get(name)?.halt === undefined
      const tell = (lane: Lane): void => {
        const { halt, ...place } = outcomeOf(lane)
        const isNew = isFinal(halt) && isGoing(lane.name)
        outcomes.set(lane.name, halt !== undefined && isFinal(halt) ? { ...place, halt } : place)
        if (isNew && halt !== undefined) onHalt?.({ ...halt, name: projectionOf(halt.name) })
      }
      await keepGoing(
        {
          names: async () => (await lanesNow()).map(({ name }) => name).filter(isGoing),
          open: (names) => open((lane) => names.includes(lane)),
          feed: async (lanes, until, onFed) => {
            await feedPast(lanes, until, onFed)
            await feedLive(lanes, until, onFed)
          },
          tell: (lanes) => {
            lanes.forEach(tell)
          },
        },
        { reads, system, worker },
        signal,
      )
      return outcomesOf([...outcomes.values()])
    },
  }
}
