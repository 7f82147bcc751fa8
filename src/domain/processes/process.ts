import type { Either } from '../../fp.js'
import type { EventHandlers } from '../events.js'

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
  readonly on: EventHandlers<readonly [], Either<CannotReact, ReadonlyArray<Request>>>
}
