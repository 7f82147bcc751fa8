import { isLeft, left, type Either } from '../fp.js'
import type { Aggregate } from '../domain/kernel/decider.js'
import type { Command, Event } from '../domain/kernel/message.js'
import { completed, fingerprintOf, typeNamedBy } from './envelope.js'
import type { CommandFailure, Receipt } from './failure.js'
import type { Asked } from './job.js'
import { mailboxes } from './mailbox.js'
import type { EventStore, System } from './ports.js'
import { streamWorker } from './streamWorker.js'

/** Jobs that may wait for one stream, streams that are kept in memory (a few kilobytes each), and appends to one that are under way. */
const LIMITS = { waiting: 10_000, kept: 1_000, ahead: 4 }

/** Commands of one kind of aggregate, from JSON to stored events. */
export interface CommandHandler<R> {
  readonly types: ReadonlyArray<string>
  /**
   * All for one stream, decided one after the other, appended together or not at all. Rejects only where something is
   * wrong with the program, as with `EventStoreMisuse`.
   */
  execute(requests: ReadonlyArray<unknown>): Promise<Either<R | CommandFailure, Receipt>>
}

/** Decodes, and hands over to the worker of the stream when its turn has come. */
export const commandHandler = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
  aggregate: Aggregate<C, S, E, R>,
  deps: { readonly store: EventStore; readonly system: System },
): CommandHandler<R> => {
  const { system } = deps
  const boxes = mailboxes(streamWorker(aggregate, deps), LIMITS)

  return {
    types: aggregate.commands.types,
    execute: async (requests) => {
      const asked: Array<Asked<C>> = []
      const streams = new Set<string>()
      for (const request of requests) {
        const whole = completed(request, system)
        const decoded = aggregate.commands.decode(typeNamedBy(whole) ?? '', whole)
        if (isLeft(decoded)) return decoded
        asked.push({ command: decoded.right, fingerprint: fingerprintOf(whole, system) })
        streams.add(`${aggregate.category}-${aggregate.idOf(decoded.right)}`)
      }
      const [stream, ...others] = streams
      if (stream === undefined || others.length > 0) {
        return left({ type: 'StreamsDiffer', streams: [...streams] })
      }
      return new Promise((answer, fail) => {
        if (!boxes.post(stream, { asked, answer, fail })) answer(left({ type: 'StreamBusy', stream }))
      })
    },
  }
}
