import type { Position } from '../domain/kernel/recorded.js'
import type { ReadStore, System } from './ports.js'
import type { Worker } from './worker.js'

const FAILURES_MAX = 10
const PAUSE_MS = 100
const DOUBLINGS_MAX = 6
/** A checkpoint that somebody else moves is left to them until it has stood still for so long. */
const REST_MS = 1_000

/** Whatever goes through the log under a checkpoint of its own. */
export interface GoingLane {
  /** Of its checkpoint. */
  readonly name: string
  halt(): { readonly type: string } | undefined
}

/** How lanes are run. */
export interface Going<L extends GoingLane> {
  /** Of all that are to be run, what has not halted for good. */
  readonly names: () => Promise<ReadonlyArray<string>> | ReadonlyArray<string>
  /** Claims them; whoever had them before can commit no more. */
  readonly open: (names: ReadonlyArray<string>) => Promise<ReadonlyArray<L>>
  /** Until `signal` aborts or all have halted; `onFed` is told of every page that all have taken in. */
  readonly feed: (lanes: ReadonlyArray<L>, signal: AbortSignal, onFed: () => void) => Promise<void>
  /** Told where they are, and of what halts for good. */
  readonly tell: (lanes: ReadonlyArray<L>) => void
}

export interface GoingDeps {
  readonly reads: Pick<ReadStore, 'statuses'>
  readonly system: Pick<System, 'sleep' | 'jitter'>
  /** Where there are others that do the same: only what this one owns is run here. Absent: all is. */
  readonly worker?: Worker | undefined
}

const isLost = (lane: GoingLane): boolean => lane.halt()?.type === 'OwnershipLost'
const isOver = (lane: GoingLane): boolean => lane.halt() !== undefined && !isLost(lane)

const textOf = (position: Position | undefined): string =>
  position === undefined ? '' : `${position.commit}/${position.prepare}`

/**
 * Keeps lanes going until `signal` aborts or all have halted for good. A store that is lost is tried again with growing
 * pauses, from the checkpoints; rejects when that fails ten times without any progress. Among several workers, a lane that
 * somebody took over is no reason to end: it is taken back when its checkpoint rests and it is still this worker's.
 */
export const keepGoing = async <L extends GoingLane>(
  { names, open, feed, tell }: Going<L>,
  { reads, system, worker }: GoingDeps,
  signal: AbortSignal,
): Promise<void> => {
  const pauseAfter = (failures: number): number =>
    system.jitter(PAUSE_MS * 2 ** Math.min(failures, DOUBLINGS_MAX))

  /** Which lanes there are may be kept in the very store that is lost. */
  const namesNow = async (): Promise<ReadonlyArray<string>> => {
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        return await names()
      } catch (error) {
        if (failures > FAILURES_MAX) throw error
        await system.sleep(pauseAfter(failures), signal)
      }
    }
    return []
  }

  const placesOf = async (lanes: ReadonlyArray<GoingLane>): Promise<string> => {
    const those = new Set(lanes.map(({ name }) => name))
    const statuses = (await reads.statuses()).filter(({ name }) => those.has(name))
    return statuses.map(({ name, position }) => `${name} ${textOf(position)}`).join()
  }

  /** Resolves when those who took them have not moved them for a while, or with the signal. */
  const leftAlone = async (lanes: ReadonlyArray<GoingLane>, until: AbortSignal): Promise<void> => {
    let before
    for (let now = await placesOf(lanes); now !== before && !until.aborted; now = await placesOf(lanes)) {
      before = now
      await system.sleep(REST_MS, until)
    }
  }

  /** True: to be opened anew. */
  const round = async (
    owned: ReadonlyArray<string>,
    until: AbortSignal,
    onFed: () => void,
  ): Promise<boolean> => {
    const end = new AbortController()
    const ending = AbortSignal.any([until, end.signal])
    const lanes = await open(owned)
    // They are divided in another way by now.
    if (worker !== undefined && lanes.length < owned.length) return false
    let waiting: Promise<void> | undefined
    const look = (): void => {
      tell(lanes)
      if (worker === undefined || end.signal.aborted) return
      if (lanes.some(isOver)) end.abort()
      else if (lanes.some(isLost))
        waiting ??= leftAlone(lanes.filter(isLost), ending)
          // Where it cannot be told, it is tried.
          .catch(() => undefined)
          .then(() => {
            end.abort()
          })
    }
    look()
    try {
      // Also of an empty one: where nothing comes for weeks, ten restarts of the database are no row of failures.
      await feed(lanes, ending, () => {
        onFed()
        look()
      })
    } finally {
      look()
    }
    await waiting
    return worker !== undefined && !lanes.some(isOver) && lanes.some(isLost)
  }

  const work = async (given: ReadonlyArray<string>, until: AbortSignal): Promise<void> => {
    let owned = given
    let failures = 0
    const isEnded = (): boolean => until.aborted
    while (!isEnded()) {
      try {
        const again = await round(owned, until, () => {
          failures = 0
        })
        if (!again) return
      } catch (error) {
        if (isEnded()) return
        failures += 1
        if (failures > FAILURES_MAX) throw error
        await system.sleep(pauseAfter(failures), until)
        if (worker === undefined) {
          const left = new Set(await namesNow())
          owned = owned.filter((name) => left.has(name))
        }
      }
    }
  }

  if (worker !== undefined) await worker.follow({ names: namesNow, work }, signal)
  else if (!signal.aborted) await work(await namesNow(), signal)
}
