import { isLeft, left, right, type Either } from '../fp.js'
import { foldAll, type Occurrence, type TableRows } from '../projections/fold.js'
import type { Projection } from '../projections/projection.js'
import { deliveredFrom } from './delivered.js'
import type { PastRows, PastRowsOf, PastSubject } from './past.js'
import { pastCache } from './pastCache.js'
import { plainJson } from './plainJson.js'
import type { EventStore } from './ports.js'
import { eventsOfSeller, type ReplayLimits, type ReplayReads, type ReplayRefusal } from './replayedEvents.js'
import { replayPoint, type ReplayAt, type ReplayAtRefusal } from './replayPoint.js'

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
const pastRows = async (
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

/** Pasts from the events of their seller; one that was asked a moment ago is not replayed again. */
export const replayedPasts = (reads: PastReads, limits: ReplayLimits): PastRowsOf => {
  const cached = pastCache<ReplayRefusal | ReplayAtRefusal>()
  return (subject, at) => {
    const replay = () => pastRows(reads, subject, at, limits)
    // What was not over when it was asked is resolved anew.
    const isOver = at.by !== 'business' || at.known !== undefined
    return isOver ? cached(JSON.stringify(plainJson([subject, at])), replay) : replay()
  }
}
