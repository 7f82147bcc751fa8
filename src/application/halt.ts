import type { DecodeFailure } from '../domain/kernel/message.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { UnfitRow } from '../projections/fold.js'
import type { OwnershipLost } from './ports.js'
import type { RefusedRows } from './refusedRows.js'

/** Why an event cannot be taken in. */
export type PoisonReason =
  DecodeFailure | UnfitRow | RefusedRows | { readonly type: 'HandlerFailed'; readonly message: string }

/** So many events wait already that it is no longer about a few of them. */
export interface TooManyParked {
  readonly type: 'TooManyParked'
  readonly parked: number
  readonly parkedMax: number
}

/**
 * A projection stopped before this event, with nothing skipped, because it could not be put aside: mend the cause and start it
 * again.
 */
export interface ProjectionHalted {
  readonly type: 'ProjectionHalted'
  readonly name: string
  readonly position: Position
  readonly stream: string
  readonly eventId: string
  readonly reason: PoisonReason | TooManyParked
}

/** The store has another history than the one that the tables were made from: it was restored, or is another one. */
export interface HistoryDiverged {
  readonly type: 'HistoryDiverged'
  readonly name: string
  /** Of the last event that the tables tell of. */
  readonly position: Position
  readonly eventId: string | undefined
  readonly incarnation: string
  /** What the store has there now. */
  readonly found: { readonly eventId: string | undefined; readonly incarnation: string }
}

/** The tables were made by another definition of the projection, of another version or of the same: they must be rebuilt. */
export interface ProjectionOutdated {
  readonly type: 'ProjectionOutdated'
  readonly name: string
  readonly version: number
  readonly storedVersion: number
}

/** Events of the log were not delivered, although later ones were: it stopped before them. */
export interface EventsMissing {
  readonly type: 'EventsMissing'
  readonly name: string
  /** Of the last event that was delivered before them. */
  readonly after: Position | undefined
  /** Of the first that was delivered behind them; or, where none was, up to where the log was said to be delivered. */
  readonly before: Position
}

/** Why a projection goes no further until somebody acts. Its tables and checkpoint agree, as of its last commit. */
export type Halt = ProjectionHalted | EventsMissing | HistoryDiverged | ProjectionOutdated | OwnershipLost
