import { isLeft, left, right, type Either } from '../fp.js'
import type { Aggregate } from '../domain/kernel/decider.js'
import type { Command, Event } from '../domain/kernel/message.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { CommandFailure } from './failure.js'
import { decideJob, storedAt, type DecidedJob, type Job } from './job.js'
import { emptyStream, foldStream, type LoadedStream } from './loadedStream.js'
import type { Begin, Step } from './mailbox.js'
import { EventStoreMisuse, type AppendFailure, type EventStore, type NewEvent, type System } from './ports.js'

const ATTEMPTS_MAX = 8
const BACKOFF_MS = 10
/** From here on, the jobs that still wait go into the next append. */
const EVENTS_PER_APPEND = 500

/** What was decided on a stream as it was a while ago holds if it can be appended there, or was stored before. */
const holds = ({ outcome, events }: DecidedJob<unknown, unknown>): boolean =>
  events.length > 0 || (!isLeft(outcome) && outcome.right.repeated)

/** What nobody should answer with a refusal: somebody has to mend it. */
interface Bug {
  readonly bug: unknown
}

const bugIn = (bug: unknown): Bug => ({ bug })

/** Everything was stored, or nothing had to be: the stream ends here. */
interface Stored {
  readonly type: 'Stored'
  readonly position: Position | undefined
}

/** What came of an append. */
type Tried = Stored | 'stored before' | AppendFailure

/** What jobs come to, one after the other, and all that they append. */
interface Decided<R, S> {
  readonly decided: ReadonlyArray<DecidedJob<R, S>>
  readonly events: ReadonlyArray<NewEvent>
}

const nothing = { decided: [], events: [] } as const

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Carries out the jobs of one stream: load and fold, or remember, decide, append with the exact revision. Whatever goes
 * wrong on the way to the store, the stream is read again and everything is decided anew: what was stored is found there
 * by its command id, so that neither a conflict nor an unknown outcome can lose or double an event.
 *
 * Where the store keeps the order of appends, the next jobs are decided on what the append under way is going to leave,
 * and sent after it, expecting its very last event. When it fails, so do they, and are decided anew after it.
 */
export const streamWorker = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
  aggregate: Aggregate<C, S, E, R>,
  { store, system }: { readonly store: EventStore; readonly system: System },
): ((begin: Begin<Job<C, R>, LoadedStream<S>>) => Step<LoadedStream<S>>) => {
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
    { revision, position, unanswered }: LoadedStream<S>,
    events: ReadonlyArray<NewEvent>,
  ): Promise<Tried> => {
    if (events.length === 0) return { type: 'Stored', position }
    try {
      const appended = await store.appendToStream(stream, unanswered ?? revision, events)
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
  ): Decided<R, S> => {
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

  /**
   * Loads, decides and appends until it is stored or given up; `tried` is what came of a first append that was made ahead.
   * Rejects where the program is wrong.
   */
  const storeJobs = async (
    stream: string,
    jobs: ReadonlyArray<Job<C, R>>,
    kept: LoadedStream<S> | undefined,
    tried: Tried | undefined,
  ): Promise<Either<CommandFailure, ReadonlyArray<DecidedJob<R, S>>>> => {
    let loaded = kept
    let isRemembered = kept !== undefined || tried !== undefined
    let pauses = false
    let failure: CommandFailure = { type: 'ConcurrencyConflict', stream, attempts: ATTEMPTS_MAX }
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (pauses) await system.sleep(system.jitter(BACKOFF_MS * 2 ** (attempt - 1)))
      pauses = true
      const first = attempt === 0 ? tried : undefined
      if (loaded === undefined && first === undefined) {
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
      const { decided, events } = loaded === undefined ? nothing : decideJobs(stream, jobs, loaded)
      const appended =
        first ??
        (loaded === undefined || (isRemembered && !decided.every(holds))
          ? 'in doubt'
          : await append(stream, loaded, events))
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

  const answerAll = (
    jobs: ReadonlyArray<Job<C, R>>,
    decided: ReadonlyArray<DecidedJob<R, S>>,
  ): LoadedStream<S> | undefined => {
    for (const [i, { outcome }] of decided.entries()) jobs[i]?.answer(outcome)
    return decided.at(-1)?.next
  }

  /** Until all are answered. */
  const finish = async (
    stream: string,
    jobs: ReadonlyArray<Job<C, R>>,
    kept: LoadedStream<S> | undefined,
    tried?: Tried | Bug,
  ): Promise<LoadedStream<S> | undefined> => {
    const isBug = tried !== undefined && tried !== 'stored before' && 'bug' in tried
    const stored = isBug ? tried : await storeJobs(stream, jobs, kept, tried).catch(bugIn)
    if ('bug' in stored || isLeft(stored)) {
      const [job, ...others] = jobs
      // The culprit is one of several: each by itself.
      if (others.length > 0) for (const each of jobs) await finish(stream, [each], undefined)
      else if ('bug' in stored) job?.fail(stored.bug)
      else job?.answer(stored)
      return undefined
    }
    const next = answerAll(jobs, stored.right)
    const rest = jobs.slice(stored.right.length)
    return rest.length > 0 ? finish(stream, rest, next) : next
  }

  /** What can be sent before what it builds on is answered: something to append, and nothing that is in doubt. */
  const decideAhead = (
    stream: string,
    jobs: ReadonlyArray<Job<C, R>>,
    kept: LoadedStream<S>,
  ): Decided<R, S> | undefined => {
    try {
      const all = decideJobs(stream, jobs, kept)
      return all.events.length > 0 && all.decided.every(holds) ? all : undefined
    } catch {
      // A bug: told when it is met again, in its turn.
      return undefined
    }
  }

  /** The stream as it will be once its last event is stored. */
  const expectedAfter = (
    { decided, events }: Decided<R, S>,
    kept: LoadedStream<S>,
  ): LoadedStream<S> | undefined => {
    const [next, last] = [decided.at(-1)?.next ?? kept, events.at(-1)]
    if (!store.keepsOrder || last === undefined || next.revision === 'no_stream') return undefined
    return {
      state: next.state,
      revision: next.revision,
      done: next.done,
      unanswered: { revision: next.revision, eventId: last.id },
      ...(next.position === undefined ? {} : { position: next.position }),
    }
  }

  return ({ key: stream, jobs, kept, before, spoil }) => {
    const start = kept ?? (openingsAreNew && opens(jobs) ? emptyStream<S>(aggregate.initialState) : undefined)
    const sent = start && decideAhead(stream, jobs, start)
    if (start === undefined || sent === undefined) {
      const isOver = kept?.unanswered === undefined ? undefined : before
      const begin = async (): Promise<LoadedStream<S> | undefined> => {
        await isOver
        return finish(stream, jobs, isOver === undefined ? start : undefined)
      }
      return { taken: jobs.length, ended: begin() }
    }
    const { decided, events } = sent
    const end = async (): Promise<LoadedStream<S> | undefined> => {
      const tried = await append(stream, start, events).catch(bugIn)
      if (tried !== 'stored before' && 'type' in tried && tried.type === 'Stored') {
        const next = answerAll(jobs, decided.map(storedAt(tried.position)))
        await before
        return next
      }
      spoil()
      await before
      return finish(stream, jobs.slice(0, decided.length), undefined, tried)
    }
    return { taken: decided.length, ahead: expectedAfter(sent, start), ended: end() }
  }
}
