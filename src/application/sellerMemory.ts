import { isLeft, left, right, type Either } from '../fp.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { seller as aggregate, type Seller } from '../domain/seller/index.js'
import type { CommandFailure } from './failure.js'
import { foldStream } from './loadedStream.js'
import { readEvent } from './eventText.js'
import type { EventStore, StoredEvent } from './ports.js'

const SELLERS_MAX = 10_000

/**
 * What is known of sellers while a log is read from somewhere on, in its order. Their streams are read once each: what
 * comes later is told by the log itself, so that it is always what the log says up to there, and never more.
 */
export interface SellerMemory {
  /** Sellers that the next page of the log, which begins at `from`, is going to ask for. Rejects where the store does. */
  prepare(sellerIds: ReadonlyArray<string>, from: Position): Promise<void>
  /** The log has come to this event. */
  pass(stored: StoredEvent): void
  /** The seller as of now; a stream that cannot be read is a failure. */
  of(sellerId: string): Either<CommandFailure, Seller>
}

export const sellerMemory = (store: Pick<EventStore, 'readStream'>): SellerMemory => {
  const streamOf = (sellerId: string): string => `${aggregate.category}-${sellerId}`
  const known = new Map<string, Either<CommandFailure, Seller>>()

  const learn = async (stream: string, from: Position): Promise<void> => {
    const before = (await store.readStream(stream)).filter(({ position }) => isAfter(from, position))
    const folded = foldStream(aggregate, before)
    known.set(stream, isLeft(folded) ? folded : right(folded.right.state))
  }

  return {
    prepare: async (sellerIds, from) => {
      const missing = [...new Set(sellerIds.map(streamOf))].filter((stream) => !known.has(stream))
      // Whoever is forgotten is read again; what this page asks for is not forgotten before its end.
      if (known.size + missing.length > SELLERS_MAX) {
        known.clear()
        missing.splice(0, missing.length, ...new Set(sellerIds.map(streamOf)))
      }
      await Promise.all(missing.map((stream) => learn(stream, from)))
    },
    pass: (stored) => {
      const before = known.get(stored.stream)
      if (before === undefined || isLeft(before)) return
      const read = readEvent(aggregate.events, stored)
      known.set(
        stored.stream,
        isLeft(read)
          ? left({
              type: 'HistoryUnreadable',
              stream: stored.stream,
              revision: stored.revision,
              failure: read.left,
            })
          : right(aggregate.evolve(before.right, read.right.event)),
      )
    },
    of: (sellerId) => known.get(streamOf(sellerId)) ?? right(aggregate.initialState),
  }
}
