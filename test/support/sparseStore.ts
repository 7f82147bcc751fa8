import type { Batch, EventStore, ReadAllOptions, StoredEvent } from '../../src/application/ports.js'
import { isAfter, type Position } from '../../src/domain/kernel/recorded.js'

/** Of the n-th event, as a store tells it whose positions are offsets in a file: far apart, and never twice as far. */
export const sparse = (nr: bigint): Position => {
  const commit = 1_000n * nr + 17n * (nr % 7n)
  return { commit, prepare: commit - 5n }
}

/** How many events stand at this position or before it. */
const countUpTo = ({ commit, prepare }: Position): bigint => {
  const near = commit / 1_000n
  const at = sparse(near)
  const isReached = at.commit < commit || (at.commit === commit && at.prepare <= prepare)
  return isReached || near === 0n ? near : near - 1n
}

const dense = (nr: bigint): Position => ({ commit: nr, prepare: nr })
const denseAfter = <A extends { readonly after?: Position }>(read: A): A =>
  read.after === undefined ? read : { ...read, after: dense(countUpTo(read.after)) }

const eventOf = (event: StoredEvent): StoredEvent => ({ ...event, position: sparse(event.position.commit) })

/** At the end, it has looked a little further than its last event: at what is somebody else's. */
const batchOf = ({ events, position, caughtUp }: Batch, after: Position | undefined): Batch => {
  const last = sparse(position.commit)
  const seen = caughtUp ? { commit: last.commit + 3n, prepare: last.prepare + 3n } : last
  return {
    events: events.map(eventOf),
    position: after !== undefined && isAfter(after, seen) ? after : seen,
    caughtUp,
  }
}

async function* batchesOf(batches: AsyncIterable<Batch>, after: Position | undefined): AsyncGenerator<Batch> {
  for await (const batch of batches) yield batchOf(batch, after)
}

/** A store with dense positions from 1, as one that tells them sparsely. */
export const sparseStore = (store: EventStore): EventStore => ({
  ...store,
  isDense: false,
  appendToStream: async (...args) => {
    const outcome = await store.appendToStream(...args)
    return outcome._tag === 'Left'
      ? outcome
      : { ...outcome, right: { ...outcome.right, position: sparse(outcome.right.position.commit) } }
  },
  readStream: async (...args) => (await store.readStream(...args)).map(eventOf),
  readAll: async (read: ReadAllOptions) => batchOf(await store.readAll(denseAfter(read)), read.after),
  subscribeToAll: (read) => batchesOf(store.subscribeToAll(denseAfter(read)), read.after),
  eventAt: async (position) => {
    const nr = countUpTo(position)
    const { commit, prepare } = sparse(nr)
    if (commit !== position.commit || prepare !== position.prepare) return undefined
    const event = await store.eventAt(dense(nr))
    return event && eventOf(event)
  },
  head: async () => {
    const head = await store.head()
    return head && sparse(head.commit)
  },
  lag: (after) => store.lag(after && dense(countUpTo(after))),
})
