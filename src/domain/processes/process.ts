import type { Either } from '../../fp.js'
import type { EventHandlers } from '../events.js'
import type { Instant } from '../kernel/time.js'

/** What a process lacks to react to an event: it stops there, with nothing skipped, until it is mended. */
export interface CannotReact {
  readonly type: string
  readonly detail: string
}

/** What is to be asked once a moment has come. It is asked once, however late; the decider says whether it still matters. */
export interface Deadline<Request> {
  readonly dueAt: Instant
  readonly command: Request
}

/**
 * Event in, commands out: where aggregates meet. Pure, so running it twice on the same event asks for the same
 * commands, and the ids derived from that event make the second time change nothing.
 */
export interface Process<Request> {
  readonly name: string
  readonly on: EventHandlers<readonly [], Either<CannotReact, ReadonlyArray<Request>>>
  /** What an event makes due later. */
  readonly deadlines?: EventHandlers<readonly [], ReadonlyArray<Deadline<Request>>>
}
