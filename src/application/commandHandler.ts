import { isLeft, left, right, type Either } from '../fp.js'
import type { Aggregate } from '../domain/kernel/decider.js'
import type { Command, Event } from '../domain/kernel/message.js'
import type { Position } from '../domain/kernel/recorded.js'
import { completed, fingerprintOf, typeNamedBy } from './envelope.js'
import type { CommandFailure, Receipt } from './failure.js'
import { decideJob, storedAt, type Asked, type DecidedJob, type Job } from './job.js'
import { emptyStream, foldStream, type LoadedStream } from './loadedStream.js'
import { mailboxes } from './mailbox.js'
import { EventStoreMisuse, type AppendFailure, type EventStore, type NewEvent, type System } from './ports.js'

const ATTEMPTS_MAX = 8
const BACKOFF_MS = 10
/** Jobs that may wait for one stream, and streams that are kept in memory: a few kilobytes each. */
const LIMITS = { waiting: 10_000, kept: 1_000 }
/** From here on, the jobs that still wait go into the next append. */
const EVENTS_PER_APPEND = 500

/** Commands of one kind of aggregate, from JSON to stored events. */
export interface CommandHandler<R> {
  readonly types: ReadonlyArray<string>
  /**
   * All for one stream, decided one after the other, appended together or not at all. Rejects only where something is
   * wrong with the program, as with `EventStoreMisuse`.
   */
  execute(requests: ReadonlyArray<unknown>): Promise<Either<R | CommandFailure, Receipt>>
}

/** What was decided on a stream as it was a while ago holds if it can be appended there, or was stored before. */
const holds = ({ outcome, events }: DecidedJob<unknown, unknown>): boolean =>
  events.length > 0 || (!isLeft(outcome) && outcome.right.repeated)

/** What nobody should answer with a refusal: somebody has to mend it. */
const bugIn = (bug: unknown): { readonly bug: unknown } => ({ bug })

/** Everything was stored, or nothing had to be: the stream ends here. */
interface Stored {
  readonly type: 'Stored'
  readonly position: Position | undefined
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Decode, wait in the stream's mailbox, load and fold, or remember, decide, append with the exact revision. Whatever goes wrong on
 * the way to the store, the stream is read again and everything is decided anew: what was stored is found there by its
 * command id, so that neither a conflict nor an unknown outcome can lose or double an event.
 */
export const commandHandler = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
  aggregate: Aggregate<C, S, E, R>,
  { store, system }: { readonly store: EventStore; readonly system: System },
): CommandHandler<R> => {
  // While opening commands find no stream, as in an import, they go without a read; when they do find one, as when that
  // import is repeated, they read first. Either way is right where repetitions are told; this is which one is tried.
  let openingsAreNew = store.tellsRepeats

  const load = async (stream: string): Promise<Either<CommandFailure, LoadedStream<S>>> => {
    try {
      return foldStream(aggregate, await store.readStream(stream))
    } catch (error) {
      if (error instanceof EventStoreMisuse) throw error
      return left({ type: 'StoreUnavailable', reason: messageOf(error) })
    }
  }

  const append = async (
    stream: string,
    { revision, position }: LoadedStream<S>,
    events: ReadonlyArray<NewEvent>,
  ): Promise<Stored | 'stored before' | AppendFailure> => {
    if (events.length === 0) return { type: 'Stored', position }
    try {
      const appended = await store.appendToStream(stream, revision, events)
      if (isLeft(appended)) return appended.left
      return appended.right.repeated ? 'stored before' : { type: 'Stored', position: appended.right.position }
    } catch (error) {
      if (error instanceof EventStoreMisuse) throw error
      return { type: 'OutcomeUnknown', reason: messageOf(error) }
    }
  }

  /** As many of the jobs as one append should hold, each on the state that the one before leaves. */
  const decideJobs = (
    stream: string,
    jobs: ReadonlyArray<Job<C, R>>,
    loaded: LoadedStream<S>,
  ): { readonly decided: ReadonlyArray<DecidedJob<R, S>>; readonly events: ReadonlyArray<NewEvent> } => {
    const decided: Array<DecidedJob<R, S>> = []
    const events: Array<NewEvent> = []
    for (const { asked } of jobs) {
      if (events.length >= EVENTS_PER_APPEND) break
      const each = decideJob(aggregate, system, stream, asked, decided.at(-1)?.next ?? loaded)
      decided.push(each)
      events.push(...each.events)
    }
    return { decided, events }
  }

  /** Loads, decides and appends until it is stored or given up. Rejects where the program is wrong. */
  const storeJobs = async (
    stream: string,
    jobs: ReadonlyArray<Job<C, R>>,
    kept: LoadedStream<S> | undefined,
  ): Promise<Either<CommandFailure, ReadonlyArray<DecidedJob<R, S>>>> => {
    let loaded = kept
    let isRemembered = kept !== undefined
    let pauses = false
    let failure: CommandFailure = { type: 'ConcurrencyConflict', stream, attempts: ATTEMPTS_MAX }
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (pauses) await system.sleep(system.jitter(BACKOFF_MS * 2 ** (attempt - 1)))
      pauses = true
      if (loaded === undefined) {
        const reloaded = await load(stream)
        if (isLeft(reloaded)) {
          // An append of unknown outcome stays one until the stream can be read.
          if (failure.type !== 'OutcomeUnknown') failure = reloaded.left
          if (reloaded.left.type === 'StoreUnavailable') continue
          return left(failure)
        }
        loaded = reloaded.right
        isRemembered = false
        if (opens(jobs)) openingsAreNew = store.tellsRepeats && loaded.revision === 'no_stream'
      }
      const { decided, events } = decideJobs(stream, jobs, loaded)
      const appended =
        isRemembered && !decided.every(holds) ? 'in doubt' : await append(stream, loaded, events)
      loaded = undefined
      if (appended === 'stored before' || appended === 'in doubt') {
        pauses = false
        continue
      }
      if (appended.type === 'Stored') return right(decided.map(storedAt(appended.position)))
      if (appended.type === 'WrongExpectedRevision') {
        pauses = !isRemembered
        failure = { type: 'ConcurrencyConflict', stream, attempts: attempt + 1 }
        continue
      }
      failure = appended
      if (failure.type !== 'OutcomeUnknown' && failure.type !== 'StoreUnavailable') break
    }
    return left(failure)
  }

  const opens = (jobs: ReadonlyArray<Job<C, R>>): boolean => {
    const first = jobs[0]?.asked[0]?.command.type
    return first !== undefined && aggregate.opening.has(first)
  }

  const work = async (
    stream: string,
    jobs: ReadonlyArray<Job<C, R>>,
    kept: LoadedStream<S> | undefined,
  ): Promise<LoadedStream<S> | undefined> => {
    const begin = kept ?? (openingsAreNew && opens(jobs) ? emptyStream(aggregate.initialState) : undefined)
    const stored = await storeJobs(stream, jobs, begin).catch(bugIn)
    if ('bug' in stored || isLeft(stored)) {
      const [job, ...others] = jobs
      // The culprit is one of several: each by itself.
      if (others.length > 0) for (const each of jobs) await work(stream, [each], undefined)
      else if ('bug' in stored) job?.fail(stored.bug)
      else job?.answer(stored)
      return undefined
    }
    for (const [i, { outcome }] of stored.right.entries()) jobs[i]?.answer(outcome)
    const rest = jobs.slice(stored.right.length)
    const next = stored.right.at(-1)?.next
    return rest.length > 0 ? work(stream, rest, next) : next
  }

  const boxes = mailboxes(work, LIMITS)

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
