import { isLeft, left, right, type Either } from '../fp.js'
import { feedCursorsTable } from '../projections/feedCursors.js'
import { divergence } from './divergence.js'
import type { HistoryDiverged } from './halt.js'
import type { EventStore, Ownership, OwnershipLost, ReadStore, System } from './ports.js'
import { PROCESS_VERSION, processName } from './processLane.js'

/** Under which its checkpoint is kept. */
export const FEEDS = processName('feeds')
export const FEEDS_VERSION = PROCESS_VERSION

const EVERY_MS = 1_000
const FAILURES_MAX = 10
const BACKOFF_MS = 50
const DOUBLINGS_MAX = 6

/** Somebody outside who tells by themselves what happened there: a bank, a carrier. */
export interface Feed {
  /** Under which its cursor is kept. */
  readonly name: string
  /** Takes what was told since the cursor; what it leaves there, it takes again. Left: it has nothing to say just now. */
  takeAfter(
    cursor: string | undefined,
  ): Promise<Either<{ readonly type: string }, { readonly cursor: string }>>
}

export type FeedsHalt = HistoryDiverged | OwnershipLost

export interface Feeds {
  /**
   * Listens to all of them every second until `signal` aborts or it halts. Rejects when a store fails ten times without
   * any progress.
   */
  run(signal: AbortSignal): Promise<FeedsHalt | undefined>
}

/** Where somebody who owns the feeds has come to. */
interface Place {
  readonly owner: Ownership
  readonly cursors: ReadonlyMap<string, string>
}

/**
 * Takes feeds from remembered cursors. What a feed told is done first, then its cursor moves: a crash between the two
 * takes it again, which changes nothing. A cursor holds for the history that took it in: in a store that was taken back,
 * feeds are taken from their beginning once more.
 */
export const feedsFrom = (
  all: ReadonlyArray<Feed>,
  {
    store,
    reads,
    system,
  }: {
    readonly store: Pick<EventStore, 'head' | 'eventAt' | 'incarnation'>
    readonly reads: Pick<ReadStore, 'claim' | 'rows' | 'commit'>
    readonly system: Pick<System, 'now' | 'sleep' | 'jitter'>
  },
): Feeds => {
  const claim = async (): Promise<Either<FeedsHalt, Place>> => {
    const incarnation = await store.incarnation()
    const owner = await reads.claim(FEEDS, FEEDS_VERSION, incarnation)
    const diverged = await divergence(store, incarnation, owner)
    if (diverged !== undefined) return left(diverged)
    const keys = all.map(({ name }) => [name])
    const rows = await reads.rows(feedCursorsTable, keys)
    const cursors = new Map(rows.map((row) => [String(row['feed']), String(row['cursor'])]))
    return right({ owner, cursors })
  }

  const take = async ({ owner, cursors }: Place): Promise<Either<FeedsHalt, Place>> => {
    const moved = new Map<string, string>()
    for (const feed of all) {
      const taken = await feed.takeAfter(cursors.get(feed.name))
      if (!isLeft(taken) && taken.right.cursor !== cursors.get(feed.name))
        moved.set(feed.name, taken.right.cursor)
    }
    const head = await store.head()
    const isStill = head?.commit === owner.position?.commit && head?.prepare === owner.position?.prepare
    if (head === undefined || (moved.size === 0 && isStill)) return right({ owner, cursors })
    const takenAt = system.now()
    const rows = [...moved].map(([feed, cursor]) => ({ feed, cursor, takenAt }))
    const eventId = (await store.eventAt(head))?.id
    const committed = await reads.commit(owner, { position: head, eventId }, [
      { table: feedCursorsTable, rows },
    ])
    return isLeft(committed)
      ? committed
      : right({ owner: committed.right, cursors: new Map([...cursors, ...moved]) })
  }

  return {
    run: async (signal) => {
      if (all.length === 0) return undefined
      const isOver = (): boolean => signal.aborted
      for (let failures = 0; !isOver();) {
        try {
          let place = await claim()
          while (!isLeft(place) && !isOver()) {
            place = await take(place.right)
            failures = 0
            if (!isLeft(place)) await system.sleep(EVERY_MS, signal)
          }
          return isLeft(place) ? place.left : undefined
        } catch (error) {
          failures += 1
          if (failures > FAILURES_MAX) throw error
          const pause = BACKOFF_MS * 2 ** Math.min(failures, DOUBLINGS_MAX)
          await system.sleep(system.jitter(pause), signal)
        }
      }
      return undefined
    },
  }
}
