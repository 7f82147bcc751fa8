import { isLeft, left, right, type Either } from '../fp.js'
import type { Occurrence } from '../projections/fold.js'
import { handles, type Projection } from '../projections/projection.js'
import type { EventAside, KeptAside } from './aside.js'
import { attemptOf, triedBy } from './attempt.js'
import { deliveredFrom } from './delivered.js'
import { divergence } from './divergence.js'
import type { HistoryDiverged, PoisonReason, ProjectionOutdated } from './halt.js'
import { inKeyOrder } from './laneTables.js'
import { laneOf } from './layout.js'
import type { EventStore, Ownership, ReadStore } from './ports.js'
import { mustRead } from './share.js'
import { firstPoison, reasonText } from './sift.js'

/** The event that could not be taken in this time either; it waits, and all behind it. */
export interface StillPoisoned extends Pick<EventAside, 'position' | 'stream' | 'eventId' | 'eventType'> {
  readonly reason: PoisonReason
}

/** What became of the events of one partition that waited. */
export interface RedrivenPartition {
  /** Of the projection, however it is divided. */
  readonly name: string
  readonly partition: string
  readonly taken: number
  readonly waiting: number
  readonly stoppedAt?: StillPoisoned
}

/** Nothing was taken in of what had not been before. */
export type RedriveFailure =
  | HistoryDiverged
  | ProjectionOutdated
  /** Others changed what waits each time that it was looked at: try again. */
  | { readonly type: 'RedriveContended'; readonly name: string; readonly partition: string }

interface Deps {
  readonly events: EventStore
  readonly reads: ReadStore
}

const TRIES_MAX = 50
/** More than may wait at once by default. */
const EVENTS_MAX = 100_000
const AT_ONCE = 50

const poisonedBy = (
  { position, stream, eventId, eventType }: EventAside,
  reason: PoisonReason,
): StillPoisoned => ({ position, stream, eventId, eventType, reason })

/** What waits, read again from the log, up to the first event that cannot be read. */
interface ReadBack {
  readonly occurrences: ReadonlyArray<Occurrence>
  readonly poison: StillPoisoned | undefined
}

const readBack = async (
  projection: Projection,
  { events }: Deps,
  owner: Ownership,
  waiting: ReadonlyArray<KeptAside>,
): Promise<Either<HistoryDiverged, ReadBack>> => {
  const occurrences: Array<Occurrence> = []
  for (let from = 0; from < waiting.length; from += AT_ONCE) {
    const some = waiting.slice(from, from + AT_ONCE)
    const stored = await Promise.all(some.map(({ position }) => events.eventAt(position)))
    for (const [i, aside] of some.entries()) {
      const event = stored[i]
      if (event?.id !== aside.eventId) {
        const { name, incarnation } = owner
        const found = { eventId: event?.id, incarnation }
        const { position, eventId } = aside
        return left({ type: 'HistoryDiverged', name, position, eventId, incarnation, found })
      }
      const delivered = deliveredFrom(event)
      if (!isLeft(delivered)) occurrences.push(delivered.right)
      else if (mustRead(projection, delivered.left)) {
        return right({ occurrences, poison: poisonedBy(aside, delivered.left.failure) })
      }
    }
  }
  return right({ occurrences, poison: undefined })
}

/**
 * Takes in, in order, what waits of a partition: one transaction, together with what it is then no longer waiting for. The
 * owner may go on meanwhile, because it touches no row of a partition that waits; what it puts aside behind is taken in too.
 */
export const redrivePartition = async (
  projection: Projection,
  { name, partition }: { readonly name: string; readonly partition: string },
  deps: Deps,
): Promise<Either<RedriveFailure, RedrivenPartition>> => {
  const { events, reads } = deps
  const fold = attemptOf(projection, (wanted) =>
    Promise.all(
      wanted.map(async ({ table, keys }) => ({ table, rows: await reads.rows(table, keys), own: [] })),
    ),
  )
  const attempt = triedBy(projection, reads, fold)
  let taken = 0
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const owner = await reads.ownership(await laneOf(projection, partition, deps))
    const aside = await reads.eventsAside(name, { partition, limit: EVENTS_MAX })
    const waiting = aside.filter(({ state }) => state !== 'SKIPPED')
    if (owner === undefined || waiting.length === 0) return right({ name, partition, taken, waiting: 0 })
    const { version } = projection
    if (owner.version !== version)
      return left({ type: 'ProjectionOutdated', name, version, storedVersion: owner.version })
    const diverged = await divergence(events, await events.incarnation(), owner)
    if (diverged !== undefined) return left(diverged)

    const read = await readBack(projection, deps, owner, waiting)
    if (isLeft(read)) return read
    let { poison } = read.right
    let occurrences = read.right.occurrences.filter(({ event }) => handles(projection, event.type))
    let changes = await attempt(occurrences)
    if (isLeft(changes)) {
      const first = await firstPoison(attempt, occurrences, changes.left)
      const stopped = waiting.find(({ eventId }) => eventId === occurrences[first.at]?.recorded.eventId)
      if (stopped !== undefined) poison = poisonedBy(stopped, first.reason)
      occurrences = occurrences.slice(0, first.at)
      changes = await attempt(occurrences)
    }
    const end = waiting.findIndex(({ eventId }) => eventId === poison?.eventId)
    const done = isLeft(changes) ? [] : waiting.slice(0, end < 0 ? undefined : end)
    const written = isLeft(changes) ? [] : inKeyOrder(projection.tables, changes.right)
    const outcome = await reads.redrive(
      owner,
      written,
      done.map(({ position }) => position),
      poison && { position: poison.position, reason: reasonText(poison.reason) },
    )
    if (isLeft(outcome)) continue
    taken += done.length
    if (poison !== undefined) {
      const still = waiting.length - done.length
      return right({ name, partition, taken, waiting: still, stoppedAt: poison })
    }
  }
  return left({ type: 'RedriveContended', name, partition })
}
