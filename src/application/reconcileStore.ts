import { isLeft, left, right, type Either } from '../fp.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Difference } from '../projections/difference.js'
import { reconciledEvents, reconciliation } from '../projections/reconciliation.js'
import { deliveredFrom, type Unreadable } from './delivered.js'
import { pagesOf } from './pages.js'
import type { EventStore } from './ports.js'

const PAGE = 10_000

/** Where the events are that are compared. */
const CATEGORIES = ['order', 'commission', 'settlement', 'statement', 'payout']

export interface ReconcileOptions {
  /** What is due before this must be settled. */
  readonly at: Instant
  readonly signal?: AbortSignal
  /** How many events were compared so far. */
  readonly onProgress?: (events: number) => void
}

export interface Reconciled {
  readonly events: number
  /** Up to where the log was read; absent in an empty one. */
  readonly upTo?: bigint
  readonly differences: ReadonlyArray<Difference>
}

/**
 * Compares the figures of the events in the store with each other: no read model is believed. Keeps sums only, whatever the
 * length of the log. An event that cannot be read is left: its figures are missing. Rejects when the signal aborts.
 */
export const reconcileStore = async (
  store: EventStore,
  { at, signal, onProgress }: ReconcileOptions,
): Promise<Either<Unreadable, Reconciled>> => {
  const head = await store.head()
  const { tell, differences } = reconciliation()
  if (head === undefined) return right({ events: 0, differences: [] })
  let events = 0
  for await (const page of pagesOf(store, {
    after: undefined,
    upTo: head,
    max: PAGE,
    categories: CATEGORIES,
    signal,
  })) {
    for (const stored of page.events) {
      if (!reconciledEvents.has(stored.type)) continue
      const delivered = deliveredFrom(stored)
      if (isLeft(delivered)) return left(delivered.left)
      tell(delivered.right)
      events++
    }
    onProgress?.(events)
  }
  signal?.throwIfAborted()
  return right({ events, upTo: head.commit, differences: differences(at) })
}
