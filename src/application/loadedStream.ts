import { isLeft, left, right, type Either } from '../fp.js'
import type { Aggregate } from '../domain/kernel/decider.js'
import type { Command, Event } from '../domain/kernel/message.js'
import type { Position } from '../domain/kernel/recorded.js'
import { readEvent } from './eventText.js'
import { doneCommands, type Done, type DoneCommands } from './doneCommands.js'
import type { CommandFailure } from './failure.js'
import type { ExpectedEvent, ExpectedRevision, StoredEvent } from './ports.js'

/** A stream, folded: its state, its last revision, and what each of its commands has done. */
export interface LoadedStream<S> {
  readonly state: S
  readonly revision: ExpectedRevision
  /** Of the last event, as far as it is known; absent in a stream without events. */
  readonly position?: Position
  readonly done: DoneCommands
  /** Its last event, as long as nobody has said that it is stored. */
  readonly unanswered?: ExpectedEvent
}

export const emptyStream = <S>(initialState: S): LoadedStream<S> => ({
  state: initialState,
  revision: 'no_stream',
  done: doneCommands(),
})

/** Folds a stream's events; one that cannot be read is a failure: nothing is decided on half a history. */
export const foldStream = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
  { initialState, evolve, events: catalog }: Aggregate<C, S, E, R>,
  stored: ReadonlyArray<StoredEvent>,
): Either<CommandFailure, LoadedStream<S>> => {
  let state = initialState
  let revision: ExpectedRevision = 'no_stream'
  const done = new Map<string, Done>()
  for (const each of stored) {
    const read = readEvent(catalog, each)
    if (isLeft(read)) {
      return left({
        type: 'HistoryUnreadable',
        stream: each.stream,
        revision: each.revision,
        failure: read.left,
      })
    }
    state = evolve(state, read.right.event)
    revision = each.revision
    const { commandId, commandFingerprint: fingerprint } = read.right.metadata
    const earlier = done.get(commandId)?.events ?? []
    done.set(commandId, {
      fingerprint,
      events: [...earlier, { id: each.id, type: each.type, revision: each.revision }],
    })
  }
  const position = stored.at(-1)?.position
  return right({ state, revision, done: doneCommands(done), ...(position === undefined ? {} : { position }) })
}
