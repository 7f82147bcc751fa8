import type { DecodeFailure } from '../domain/kernel/message.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { UnfitRow } from '../projections/fold.js'
import type { OwnershipLost } from './ports.js'

/** A projection stopped before this event, with nothing skipped: mend the cause and start it again. */
export interface ProjectionHalted {
  readonly type: 'ProjectionHalted'
  readonly name: string
  readonly position: Position
  readonly stream: string
  readonly eventId: string
  readonly reason: DecodeFailure | UnfitRow | { readonly type: 'HandlerFailed'; readonly message: string }
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

/** Why a projection goes no further until somebody acts. Its tables and checkpoint agree, as of its last commit. */
export type Halt = ProjectionHalted | HistoryDiverged | ProjectionOutdated | OwnershipLost
