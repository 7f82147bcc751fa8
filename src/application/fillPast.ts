import { isLeft, left, right, type Either } from '../fp.js'
import type { Occurrence } from '../projections/fold.js'
import type { Projection } from '../projections/projection.js'
import type { Delivered } from './delivered.js'
import { fill } from './fill.js'
import type { EventStore, ReadStore, System } from './ports.js'
import type { Progress } from './progress.js'
import { replayPoint, type ReplayAt, type ReplayAtRefusal } from './replayPoint.js'

export type FillPastRefusal =
  | ReplayAtRefusal
  /** An event was put aside, or a read model has halted: its tables would lack something. */
  | { readonly type: 'PastIncomplete'; readonly projection: string; readonly reason: string }

export interface FillPastOptions {
  readonly events: EventStore
  readonly now: System['now']
  /** Of empty tables that nobody else fills. */
  readonly reads: ReadStore
  readonly projections: ReadonlyArray<Projection>
  /** Default: up to the last event. */
  readonly at: ReplayAt | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** What is not of this past is gone past, and not read. */
const ofPast =
  (includes: (occurrence: Occurrence) => boolean) =>
  (delivered: Delivered): Delivered => {
    if (isLeft(delivered) || includes(delivered.right)) return delivered
    const { eventId, stream, position } = delivered.right.recorded
    return left({ eventId, stream, position, failure: undefined })
  }

/** Fills tables with whole read models as they were: of everybody, by the engine that fills the live ones. */
export const fillPast = async ({
  events,
  now,
  reads,
  projections,
  at,
  signal,
  onProgress,
}: FillPastOptions): Promise<Either<FillPastRefusal, ReplayAt>> => {
  const point = await replayPoint(at, { events, now })
  if (isLeft(point)) return point
  const { upTo, includes, at: asked } = point.right
  const end = { commit: upTo, prepare: upTo }
  const outcomes = await fill({
    ...{ events, reads, projections, upTo: end, signal, onProgress },
    each: ofPast(includes),
  })
  signal?.throwIfAborted()
  for (const { name, halt } of outcomes) {
    const [aside] = await reads.eventsAside(name, { limit: 1 })
    const reason = halt?.type ?? (aside && `the event ${aside.eventId} was put aside`)
    if (reason !== undefined) return left({ type: 'PastIncomplete', projection: name, reason })
  }
  return right(asked)
}
