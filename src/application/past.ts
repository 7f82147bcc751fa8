import type { Either } from '../fp.js'
import type { Instant } from '../domain/kernel/time.js'
import type { TableRows } from '../projections/fold.js'
import type { Projection } from '../projections/projection.js'
import type { Queries } from './queries.js'
import type { ReplayRefusal } from './replayedEvents.js'
import type { ReplayAt, ReplayAtRefusal } from './replayPoint.js'

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

/** What was then. Told anew, or told again. */
export type PastRowsOf = (
  subject: PastSubject,
  at: ReplayAt,
) => Promise<Either<ReplayRefusal | ReplayAtRefusal, PastRows>>
