import { isLeft, left, right, type Either } from '../fp.js'
import type { Aggregate } from '../domain/kernel/decider.js'
import type { Command, Event } from '../domain/kernel/message.js'
import type { Position } from '../domain/kernel/recorded.js'
import { toNewEvents } from './eventText.js'
import type { CommandFailure, Receipt } from './failure.js'
import type { Done } from './doneCommands.js'
import type { LoadedStream } from './loadedStream.js'
import type { NewEvent, System } from './ports.js'

/** A command that was read, with what tells a repetition from a reuse of its id. */
export interface Asked<C> {
  readonly command: C
  readonly fingerprint: string
}

/** Commands of one request, all for one stream, and where the answer goes. */
export interface Job<C, R> {
  readonly asked: ReadonlyArray<Asked<C>>
  readonly answer: (outcome: Either<R | CommandFailure, Receipt>) => void
  /** Instead of an answer: a bug, not a state of affairs. */
  readonly fail: (bug: unknown) => void
}

/** What a job comes to on a stream as it is now. The answer holds once the events are stored. */
export interface DecidedJob<R, S> {
  readonly outcome: Either<R | CommandFailure, Receipt>
  readonly events: ReadonlyArray<NewEvent>
  /** The stream with these events. */
  readonly next: LoadedStream<S>
}

// What is copied first and given more afterwards takes Node fifty times as long as what begins with a field of its own.
const standingAt = <S>(
  position: Position,
  { state, revision, done, unanswered }: LoadedStream<S>,
): LoadedStream<S> =>
  unanswered === undefined
    ? { state, revision, done, position }
    : { state, revision, done, position, unanswered }

/** Once everything up to there is stored, the answer and the stream tell it. */
export const storedAt =
  (position: Position | undefined) =>
  <R, S>(decided: DecidedJob<R, S>): DecidedJob<R, S> =>
    position === undefined
      ? decided
      : {
          ...decided,
          outcome: isLeft(decided.outcome) ? decided.outcome : right({ position, ...decided.outcome.right }),
          next: standingAt(position, decided.next),
        }

/** Decides a job's commands one after the other on the growing state; the first refusal refuses them all. */
export const decideJob = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
  aggregate: Aggregate<C, S, E, R>,
  system: System,
  stream: string,
  asked: ReadonlyArray<Asked<C>>,
  loaded: LoadedStream<S>,
): DecidedJob<R, S> => {
  const refused = (failure: R | CommandFailure): DecidedJob<R, S> => ({
    outcome: left(failure),
    events: [],
    next: loaded,
  })
  let { state, revision } = loaded
  const done = new Map<string, Done>()
  const events: Array<NewEvent> = []
  const told: Array<Receipt['events'][number]> = []
  let repeated = true
  for (const { command, fingerprint } of asked) {
    const { commandId } = command
    const before = done.get(commandId) ?? loaded.done.get(commandId)
    if (before !== undefined) {
      if (before.fingerprint !== fingerprint) return refused({ type: 'CommandIdReused', commandId, stream })
      told.push(...before.events)
      continue
    }
    repeated = false
    const decision = aggregate.decide(command, state)
    if (isLeft(decision)) return refused(decision.left)
    const written = toNewEvents(aggregate.events, system, stream, command, fingerprint, decision.right)
    if (isLeft(written)) return refused({ type: 'EventNotStorable', stream, failure: written.left })
    const appended: Array<Receipt['events'][number]> = []
    for (const { id, type } of written.right) {
      revision = revision === 'no_stream' ? 0n : revision + 1n
      appended.push({ id, type, revision })
    }
    state = decision.right.reduce(aggregate.evolve, state)
    events.push(...written.right)
    told.push(...appended)
    if (appended.length > 0) done.set(commandId, { fingerprint, events: appended })
  }
  return {
    outcome: right({ stream, events: told, repeated }),
    events,
    next: { state, revision, done: loaded.done.and(done) },
  }
}
