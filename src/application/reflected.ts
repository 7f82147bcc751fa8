import type { Either } from '../fp.js'
import type { Position } from '../domain/kernel/recorded.js'

/** How far one read model is; `position` is absent where it has not started or taken in nothing yet. */
export interface ModelPosition {
  readonly name: string
  readonly position?: Position
}

/** The read models are not where they were waited for. */
export type NotReached =
  /** They were waited for as long as was asked. */
  | {
      readonly type: 'PositionNotReached'
      readonly position: Position
      readonly waitedMs: number
      /** Those that are not there. */
      readonly behind: ReadonlyArray<ModelPosition>
    }
  /** Neither is the log, as of the end of the wait: the position is of another history, or of none. */
  | { readonly type: 'PositionBeyondLog'; readonly position: Position; readonly head: Position | undefined }
  /** As many wait as may: nobody else is taken on. */
  | { readonly type: 'TooManyWaiting'; readonly waitingMax: number }

export interface ReachedOptions {
  /** Names of the read models that must be there; default: all that are kept without a clock. */
  readonly of?: ReadonlyArray<string>
  /** How long they are waited for, in milliseconds; default 2,000. */
  readonly waitMs?: number
  /** Ends the wait as if the time were over. */
  readonly signal?: AbortSignal
}

/** Where read models are on their way through the log, so that whoever wrote can read it. */
export interface Reflected {
  /**
   * Up to where all of these read models reflect the log: `undefined` is before the first event of one of them. Never
   * more than their rows tell; a few events less, because one look (a tenth of a second old at most) is shared by many.
   */
  reflected(names: ReadonlyArray<string>): Promise<Position | undefined>
  /**
   * Waits until the read models reflect everything up to a position, such as that of a receipt; right: where they are
   * then. All who wait share one look in 10 milliseconds.
   */
  reached(position: Position, options?: ReachedOptions): Promise<Either<NotReached, Position>>
}
