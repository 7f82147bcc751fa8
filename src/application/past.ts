import { isLeft, left, right, type Either } from '../fp.js'
import type { Instant } from '../domain/kernel/time.js'
import { foldAll, type Occurrence, type TableRows } from '../projections/fold.js'
import type { Projection } from '../projections/projection.js'
import { deliveredFrom } from './delivered.js'
import type { EventStore } from './ports.js'
import type { Queries } from './queries.js'
import { eventsOfSeller, type ReplayLimits, type ReplayReads, type ReplayRefusal } from './replayedEvents.js'
import { replayPoint, type ReplayAt, type ReplayAtRefusal } from './replayPoint.js'

/** Whose past: a seller's, or that of the seller whom a stream or an event is of. */
export type PastSubject =
  { readonly sellerId: string } | { readonly stream: string } | { readonly position: bigint }

export type PastRefusal =
  | ReplayRefusal
  | ReplayAtRefusal
  /** As many pasts are asked and waited for as may. */
  | { readonly type: 'TooManyPasts'; readonly waitingMax: number }

/** Read models as they were for one seller, until it is closed. Of others they know nothing. */
export interface Past {
  readonly queries: Queries
  close(): Promise<void>
}

/** Where read models are asked as of then. */
export interface Pasts {
  open(subject: PastSubject, at: ReplayAt): Promise<Either<PastRefusal, Past>>
  close(): void
}

/** A seller's events up to then, and what they fold to, read model by read model as they are asked for. */
export interface PastRows {
  /** Up to where (`commit`) it reflects the log. */
  readonly position: bigint
  /** Business time there. */
  readonly now: Instant
  readonly events: number
  readonly rowsOf: (projection: Projection) => ReadonlyArray<TableRows>
}

export interface PastReads extends ReplayReads {
  readonly events: Pick<EventStore, 'readStream' | 'head' | 'eventAt'>
}

const NONE = ''

/** Nobody where there is no such stream or event. */
const sellerOf = async (events: PastReads['events'], subject: PastSubject): Promise<string> => {
  if ('sellerId' in subject) return subject.sellerId
  const stored =
    'stream' in subject
      ? (await events.readStream(subject.stream, { limit: 1 }))[0]
      : await events.eventAt({ commit: subject.position, prepare: subject.position })
  const delivered = stored && deliveredFrom(stored)
  if (delivered === undefined || isLeft(delivered)) return NONE
  const { data } = delivered.right.event
  return 'sellerId' in data ? data.sellerId : NONE
}

const rowsFrom = (
  occurrences: ReadonlyArray<Occurrence>,
  { position, now }: Pick<PastRows, 'position' | 'now'>,
): PastRows => {
  const folded = new Map<Projection, ReadonlyArray<TableRows>>()
  return {
    position,
    now,
    events: occurrences.length,
    rowsOf: (projection) => {
      const rows = folded.get(projection) ?? foldAll(projection, occurrences)
      folded.set(projection, rows)
      return rows
    },
  }
}

/** The rows as of then. A seller who had no events by then has no rows: that is an answer, too. */
export const pastRows = async (
  reads: PastReads,
  subject: PastSubject,
  at: ReplayAt,
  limits: ReplayLimits,
): Promise<Either<ReplayRefusal | ReplayAtRefusal, PastRows>> => {
  const point = await replayPoint(at, { events: reads.events, now: reads.system.now })
  if (isLeft(point)) return point
  const sellerId = await sellerOf(reads.events, subject)
  const found = sellerId === NONE ? right([]) : await eventsOfSeller(reads, sellerId, point.right, limits)
  if (isLeft(found) && found.left.type !== 'SellerUnknown') return left(found.left)
  const occurrences = isLeft(found) ? [] : found.right
  const last = occurrences.at(-1)
  const known = point.right.at
  return right(
    rowsFrom(occurrences, {
      position: known.by === 'recorded' ? (last?.recorded.position.commit ?? 0n) : point.right.upTo,
      now: known.by === 'business' ? known.instant : (last?.event.occurredAt ?? reads.system.now()),
    }),
  )
}
