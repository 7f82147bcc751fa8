import type { Either } from '../../fp.js'
import type { EventHandlers } from '../events.js'
import type { Seller } from '../seller/state.js'

/** What a process lacks to react to an event: it stops there, with nothing skipped, until it is mended. */
export interface CannotReact {
  readonly type: string
  readonly detail: string
}

/**
 * Event in, commands out: where aggregates meet. Pure, so running it twice on the same event asks for the same
 * commands, and the ids derived from that event make the second time change nothing.
 */
export interface Process<Request> {
  readonly name: string
  /**
   * Its handlers are told of the event's seller as well: the fold of the seller's events that come before it in the log,
   * which is the same in every replay. Without this they are told of a seller that nobody knows.
   */
  readonly knowsSellers?: true
  readonly on: EventHandlers<readonly [seller: Seller], Either<CannotReact, ReadonlyArray<Request>>>
}
