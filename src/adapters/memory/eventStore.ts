import { left, right, type Either } from '../../fp.js'
import { epochMsOf, type Instant } from '../../domain/kernel/time.js'
import type {
  AppendFailure,
  Appended,
  EventStore,
  ExpectedEvent,
  ExpectedRevision,
  NewEvent,
  ReadAllOptions,
  StoredEvent,
  System,
} from '../../application/ports.js'
import { APPEND_BYTES_MAX, bytesOf, checkAppend, checkRead, checkStream, revisionIn } from '../appendRules.js'
import { EventStoreClosed } from '../eventStoreClosed.js'
import { follow, type Feed } from '../subscription.js'
import { memoryLog } from './log.js'

const appendedUpTo = ({ revision, position }: StoredEvent, repeated: boolean): Appended => ({
  revision,
  position,
  repeated,
})

/** The last of these very events, if they are stored where they would have been put. */
const storedBefore = (
  stored: ReadonlyArray<StoredEvent>,
  first: number,
  events: ReadonlyArray<NewEvent>,
): StoredEvent | undefined => {
  const there = stored.slice(first, first + events.length)
  return there.length === events.length && there.every(({ id }, i) => id === events[i]?.id)
    ? there.at(-1)
    : undefined
}

const secondsSince = (then: Instant, now: Instant): number =>
  Math.max(0, Math.floor((epochMsOf(now) - epochMsOf(then)) / 1_000))

/** The whole log in this process's memory, with the rules of the port: for tests and simulation. */
export const memoryEventStore = ({
  system,
}: {
  readonly system: Pick<System, 'now' | 'newId'>
}): EventStore => {
  const log = memoryLog()
  const incarnation = system.newId()
  const closing = new AbortController()
  const waiting = new Set<() => void>()

  const append = (
    stream: string,
    onto: ExpectedRevision | ExpectedEvent,
    events: ReadonlyArray<NewEvent>,
  ): Either<AppendFailure, Appended> => {
    checkAppend(stream, onto, events)
    const expected = revisionIn(onto)
    if (closing.signal.aborted) return left({ type: 'StoreUnavailable', reason: 'the event store is closed' })
    const bytes = bytesOf(events)
    if (bytes > APPEND_BYTES_MAX) return left({ type: 'AppendTooLarge', bytes, bytesMax: APPEND_BYTES_MAX })
    const stored = log.stream(stream)
    const first = expected === 'no_stream' ? 0 : Number(expected) + 1
    const isAnother = typeof onto === 'object' && stored[first - 1]?.id !== onto.eventId
    if (first !== stored.length || isAnother) {
      const before = storedBefore(stored, first, events)
      if (before !== undefined) return right(appendedUpTo(before, true))
      const actual = stored.at(-1)?.revision ?? 'no_stream'
      return left({ type: 'WrongExpectedRevision', stream, expected, actual })
    }
    if (events.some(({ id }) => log.has(id))) return left({ type: 'EventIdReused', stream })
    const last = log.add(stream, events, system.now())
    if (last === undefined) throw new Error('an append of no events was let through')
    for (const wake of [...waiting]) wake()
    return right(appendedUpTo(last, false))
  }

  const feedOf = (options: ReadAllOptions): Feed => ({
    read: (after) => Promise.resolve(log.page({ ...options, ...(after && { after }) })),
    grown: (after, signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiting.add(wake)
        signal.addEventListener('abort', wake)
        if (signal.aborted || !log.isAtEnd(after)) wake()
      }),
  })

  /** Answers or throws as a promise, as every store does. */
  const asked = <A>(answer: () => A): Promise<A> =>
    Promise.resolve().then(() => {
      if (closing.signal.aborted) throw new EventStoreClosed()
      return answer()
    })

  return {
    tellsRepeats: true,
    keepsOrder: true,
    isDense: true,
    // Appended at once, not a microtask later: whoever calls first is first.
    appendToStream: (stream, expected, events) =>
      new Promise((resolve) => {
        resolve(append(stream, expected, events))
      }),
    readStream: (stream, { from = 0n, limit = 10_000 } = {}) =>
      asked(() => {
        checkStream(stream)
        checkRead({ from, limit })
        return log.stream(stream).slice(Number(from), Number(from) + limit)
      }),
    readAll: (options) =>
      asked(() => {
        checkRead(options)
        return log.page(options)
      }),
    subscribeToAll: ({ signal, ...options }) => {
      checkRead(options)
      return follow(feedOf(options), { after: options.after, signal, closing: closing.signal })
    },
    eventAt: (position) => asked(() => log.at(position)),
    head: () => asked(() => log.last()?.position),
    lag: (after) =>
      asked(() => {
        const { count, first } = log.after(after)
        return {
          events: count,
          seconds: first === undefined ? 0 : secondsSince(first.recordedAt, system.now()),
        }
      }),
    incarnation: () => asked(() => incarnation),
    close: () => {
      closing.abort()
      return Promise.resolve()
    },
  }
}
