import { isLeft, right, type Either } from '../fp.js'
import { foldAll, type Occurrence, type TableRows } from '../projections/fold.js'
import type { Values } from '../projections/column.js'
import type { Projection } from '../projections/projection.js'
import type { ReplayAt, ReplayAtRefusal, ReplayPoint } from './replayPoint.js'
import { replayPoint } from './replayPoint.js'
import { eventsOfSeller, type ReplayLimits, type ReplayReads, type ReplayRefusal } from './replayedEvents.js'

/** A read model as it was, for one seller. */
export interface ReplayedModel {
  readonly name: string
  readonly version: number
  readonly tables: ReadonlyArray<TableRows>
}

/** The last event that an answer reflects. */
export interface LastEvent {
  readonly position: bigint
  readonly eventId: string
}

/** The past of one seller: the same question gives the same answer, whatever was recorded since. */
export interface SellerReplay {
  readonly sellerId: string
  readonly at: ReplayAt
  readonly events: number
  /** Absent: the seller had no events by then. */
  readonly last?: LastEvent
  readonly models: ReadonlyArray<ReplayedModel>
}

const isOfOther = (sellerId: string, row: Values): boolean =>
  typeof row['sellerId'] === 'string' && row['sellerId'] !== sellerId

/**
 * A read model from these events, which are all of one seller and no others. What is counted of everybody is left out: it is not known
 * from one seller's events.
 */
export const modelOfSeller = (
  projection: Projection,
  sellerId: string,
  occurrences: Iterable<Occurrence>,
): ReplayedModel => ({
  name: projection.name,
  version: projection.version,
  tables: foldAll(projection, occurrences).map(({ table, rows }) => ({
    table,
    rows: rows.filter((row) => !isOfOther(sellerId, row)),
  })),
})

export const lastOf = (occurrences: ReadonlyArray<Occurrence>): LastEvent | undefined => {
  const last = occurrences.at(-1)?.recorded
  return last && { position: last.position.commit, eventId: last.eventId }
}

/** What read models held of a seller at a point, folded from its events by the handlers that fill the tables. */
export const replaySeller = async (
  reads: ReplayReads,
  {
    sellerId,
    at,
    projections,
    limits,
  }: {
    readonly sellerId: string
    /** Default: up to the last event. */
    readonly at?: ReplayAt | undefined
    readonly projections: ReadonlyArray<Projection>
    readonly limits?: ReplayLimits | undefined
  },
): Promise<Either<ReplayRefusal | ReplayAtRefusal, SellerReplay>> => {
  const point = await replayPoint(at, { events: reads.events, now: reads.system.now })
  if (isLeft(point)) return point
  const found = await eventsOfSeller(reads, sellerId, point.right, limits)
  return isLeft(found) ? found : right(sellerReplay(sellerId, point.right, found.right, projections))
}

const sellerReplay = (
  sellerId: string,
  { at }: ReplayPoint,
  occurrences: ReadonlyArray<Occurrence>,
  projections: ReadonlyArray<Projection>,
): SellerReplay => {
  const last = lastOf(occurrences)
  return {
    sellerId,
    at,
    events: occurrences.length,
    ...(last && { last }),
    models: projections.map((projection) => modelOfSeller(projection, sellerId, occurrences)),
  }
}
