import { isLeft, left, type Either } from '../fp.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { fold, keysOf, type Occurrence, type TableRows } from '../projections/fold.js'
import { handles, type Projection } from '../projections/projection.js'
import { consumedBy, type Consumed, type Delivered, type Unreadable } from './delivered.js'
import { divergence } from './divergence.js'
import type { Halt, ProjectionHalted } from './halt.js'
import type { EventStore, ReadStore } from './ports.js'

export type { Halt } from './halt.js'

/** One projection on its way through the log. */
export interface Lane {
  readonly name: string
  /** Of the last event that its tables tell of. */
  position(): Position | undefined
  halt(): Halt | undefined
  /**
   * Takes the events that come after its checkpoint into the tables, after all pages fed before: one transaction, or none
   * once it has halted. Rejects when the read store does; the lane is then spent.
   */
  feed(page: ReadonlyArray<Delivered>): Promise<void>
}

type Reason = ProjectionHalted['reason']

const handlerFailed = (error: unknown): Reason => ({
  type: 'HandlerFailed',
  message: error instanceof Error ? error.message : String(error),
})

/** Claims a projection, and checks that its tables were made by this version of it from this history. */
export const openLane = async (
  projection: Projection,
  { events, reads }: { readonly events: EventStore; readonly reads: ReadStore },
): Promise<Lane> => {
  const { name, version } = projection
  const incarnation = await events.incarnation()
  let owner = await reads.claim(name, version, incarnation)
  let halt: Halt | undefined =
    owner.version === version
      ? await divergence(events, incarnation, owner)
      : { type: 'ProjectionOutdated', name, version, storedVersion: owner.version }

  const stopBefore = ({ eventId, stream, position }: Consumed, reason: Reason): void => {
    halt = { type: 'ProjectionHalted', name, position, stream, eventId, reason }
  }

  const changesBy = async (
    occurrences: ReadonlyArray<Occurrence>,
  ): Promise<Either<Reason, ReadonlyArray<TableRows>>> => {
    let touched
    try {
      touched = keysOf(projection, occurrences)
    } catch (error) {
      return left(handlerFailed(error))
    }
    const read = await Promise.all(
      touched.map(async ({ table, keys }) => ({ table, rows: await reads.rows(table, keys) })),
    )
    try {
      return fold(projection, occurrences, read)
    } catch (error) {
      return left(handlerFailed(error))
    }
  }

  /** One transaction: what these do to the tables, and the checkpoint moved to `to`. */
  const take = async (occurrences: ReadonlyArray<Occurrence>, to: Consumed): Promise<void> => {
    if (halt !== undefined) return
    const changes = await changesBy(occurrences)
    if (isLeft(changes)) {
      await takeByHalves(occurrences, to, changes.left)
      return
    }
    const committed = await reads.commit(owner, to, changes.right)
    if (isLeft(committed)) halt = committed.left
    else owner = committed.right
  }

  /** So what is before the poisoned event is kept, and the event is named. */
  const takeByHalves = async (
    occurrences: ReadonlyArray<Occurrence>,
    to: Consumed,
    reason: Reason,
  ): Promise<void> => {
    const half = Math.floor(occurrences.length / 2)
    const middle = occurrences[half - 1]?.recorded
    if (middle === undefined) {
      stopBefore(occurrences[0]?.recorded ?? to, reason)
      return
    }
    await take(occurrences.slice(0, half), middle)
    await take(occurrences.slice(half), to)
  }

  /** Of no known type, this projection may have had to see it too. */
  const mustRead = ({ type, failure }: Unreadable): boolean =>
    failure.type === 'UnknownEventType' || handles(projection, type)

  const consume = async (page: ReadonlyArray<Delivered>): Promise<void> => {
    const occurrences: Array<Occurrence> = []
    let at = owner.position
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
    if (to !== undefined) await take(occurrences, to)
    if (poison !== undefined && halt === undefined) stopBefore(poison, poison.failure)
  }

  let last: Promise<void> = Promise.resolve()
  return {
    name,
    position: () => owner.position,
    halt: () => halt,
    feed: (page) => {
      last = last.then(() => consume(page))
      return last
    },
  }
}
