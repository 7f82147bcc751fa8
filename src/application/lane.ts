import { isLeft, left, type Either } from '../fp.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { fingerprintOf } from '../projections/fingerprint.js'
import { folding, type Occurrence } from '../projections/fold.js'
import type { TableRows } from '../projections/making.js'
import { handles, type Projection } from '../projections/projection.js'
import { consumedBy, type Consumed, type Delivered, type Unreadable } from './delivered.js'
import { divergence } from './divergence.js'
import type { Halt, ProjectionHalted } from './halt.js'
import { laneTables, type LaneTablesOptions } from './laneTables.js'
import type { EventStore, ReadStore } from './ports.js'

export type { Halt } from './halt.js'

/** One projection on its way through the log. */
export interface Lane {
  readonly name: string
  /** Of the last event that it has taken in; its tables tell of it once they are flushed. */
  position(): Position | undefined
  halt(): Halt | undefined
  /**
   * Takes the events that come after its checkpoint into the tables, after all pages fed before: one transaction, or none
   * once it has halted. Where there are `more` pages to come, several of them may be written together. Rejects when the
   * read store does; the lane is then spent.
   */
  feed(page: ReadonlyArray<Delivered>, more?: boolean): Promise<void>
  /** Writes what of the pages fed before is not written yet. */
  flush(): Promise<void>
}

type Reason = ProjectionHalted['reason']

const handlerFailed = (error: unknown): Reason => ({
  type: 'HandlerFailed',
  message: error instanceof Error ? error.message : String(error),
})

/** Claims a projection, and checks that its tables were made by this version of it from this history. */
export const openLane = async (
  projection: Projection,
  {
    events,
    reads,
    memory,
  }: {
    readonly events: EventStore
    readonly reads: ReadStore
    /** How many rows it remembers and holds back. */
    readonly memory?: LaneTablesOptions
  },
): Promise<Lane> => {
  const { name, version } = projection
  const incarnation = await events.incarnation()
  const fingerprint = fingerprintOf(projection)
  const owner = await reads.claim(name, version, incarnation, fingerprint)
  const tables = laneTables(projection.tables, owner, reads, memory)
  let position = owner.position
  let halt: Halt | undefined =
    owner.version === version && (owner.fingerprint ?? fingerprint) === fingerprint
      ? await divergence(events, incarnation, owner)
      : { type: 'ProjectionOutdated', name, version, storedVersion: owner.version }

  const stopBefore = ({ eventId, stream, position }: Consumed, reason: Reason): void => {
    halt = { type: 'ProjectionHalted', name, position, stream, eventId, reason }
  }

  const changesBy = async (
    occurrences: ReadonlyArray<Occurrence>,
  ): Promise<Either<Reason, ReadonlyArray<TableRows>>> => {
    let fold
    try {
      fold = folding(projection, occurrences)
    } catch (error) {
      return left(handlerFailed(error))
    }
    // Whoever waits for nothing goes on at once.
    const found = fold.keys.length === 0 ? [] : await tables.find(fold.keys)
    try {
      return fold.finish(found)
    } catch (error) {
      return left(handlerFailed(error))
    }
  }

  /** What these do to the tables, and the checkpoint moved to `to`: one transaction, of this alone or with `more`. */
  const take = async (occurrences: ReadonlyArray<Occurrence>, to: Consumed, more: boolean): Promise<void> => {
    if (halt !== undefined) return
    const changes = await changesBy(occurrences)
    if (isLeft(changes)) {
      await takeByHalves(occurrences, to, changes.left, more)
      return
    }
    const committed = await tables.commit(to, changes.right, more)
    if (isLeft(committed)) halt = committed.left
    else position = to.position
  }

  /** So what is before the poisoned event is kept, and the event is named. */
  const takeByHalves = async (
    occurrences: ReadonlyArray<Occurrence>,
    to: Consumed,
    reason: Reason,
    more: boolean,
  ): Promise<void> => {
    const half = Math.floor(occurrences.length / 2)
    const middle = occurrences[half - 1]?.recorded
    if (middle === undefined) {
      stopBefore(occurrences[0]?.recorded ?? to, reason)
      return
    }
    await take(occurrences.slice(0, half), middle, true)
    await take(occurrences.slice(half), to, more)
  }

  /** Of no known type, this projection may have had to see it too. */
  const mustRead = ({ type, failure }: Unreadable): boolean =>
    failure.type === 'UnknownEventType' || handles(projection, type)

  const consume = async (page: ReadonlyArray<Delivered>, more: boolean): Promise<void> => {
    const occurrences: Array<Occurrence> = []
    let at = position
    let to: Consumed | undefined
    let poison: Unreadable | undefined
    for (const delivered of page) {
      const consumed = consumedBy(delivered)
      // Taken in already: it is delivered again.
      if (at !== undefined && !isAfter(consumed.position, at)) continue
      if (isLeft(delivered) && mustRead(delivered.left)) {
        poison = delivered.left
        break
      }
      if (!isLeft(delivered) && handles(projection, delivered.right.event.type))
        occurrences.push(delivered.right)
      at = consumed.position
      to = consumed
    }
    if (to !== undefined) await take(occurrences, to, more)
    if (poison !== undefined && halt === undefined) stopBefore(poison, poison.failure)
  }

  let last: Promise<void> = Promise.resolve()
  return {
    name,
    position: () => position,
    halt: () => halt,
    feed: (page, more = false) => {
      last = last.then(() => consume(page, more))
      return last
    },
    flush: () => {
      last = last.then(async () => {
        const flushed = await tables.flush()
        if (isLeft(flushed)) halt ??= flushed.left
      })
      return last
    },
  }
}
