import { left, right, type Either } from '../../fp.js'
import type { AppendFailure, Appended, ExpectedRevision, NewEvent, System } from '../../application/ports.js'
import type { Position } from '../../domain/kernel/recorded.js'
import { isAfter } from '../../domain/kernel/recorded.js'
import { APPEND_BYTES_MAX, bytesOf } from '../appendRules.js'
import { withDeadline } from '../deadline.js'
import type { Clients } from './clients.js'
import { HistoryTruncated, appendErrorOf, messageOf, type AppendError } from './failures.js'
import type { Log } from './log.js'
import { wantedMs, type EventStoreDbTimes } from './options.js'
import { proposed } from './records.js'
import type { StreamNames } from './streamNames.js'

const BACKOFF_MS = 50
const BACKOFF_MS_MAX = 2_000
/** Positions of appends answered lately, at least: those that were under way together with one that is answered now. */
const ANSWERS_KEPT = 8_192

interface Told {
  readonly revision: bigint
  readonly position: Position
}

export interface Appending {
  /** Its arguments are checked already. */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: ReadonlyArray<NewEvent>,
  ): Promise<Either<AppendFailure, Appended>>
  /** Resolves when every append has been answered. */
  ended(): Promise<void>
}

/**
 * Exact appends. The server answers a repetition like the first time; which it was is told by the position, as far as
 * this process knows the log: one that was known before the append was sent, or that another append has been given,
 * belongs to events that were there. When the answer does not come, the events are looked for by their ids, and the same
 * append is sent again: the server stores the same ids at the same revision once.
 */
export const appending = (
  { appends, credentials }: Clients,
  deps: {
    readonly log: Log
    readonly names: StreamNames
    readonly system: Pick<System, 'sleep' | 'jitter'>
    readonly times: EventStoreDbTimes
    readonly appendsMax: number
    readonly closing: AbortSignal
  },
): Appending => {
  const { log, names, system, times, appendsMax, closing } = deps
  // Half of them is forgotten at once: to look for the oldest each time is dear.
  let answered = new Set<bigint>()
  let answeredBefore = answered
  const underWay = new Set<Promise<unknown>>()

  /** What stands behind all that was known when this append was begun was stored by it, at whichever attempt. */
  const answerOf = ({ revision, position }: Told, known: Position | undefined): Appended => {
    const isOlder = known !== undefined && !isAfter(position, known)
    const repeated = isOlder || answered.has(position.commit) || answeredBefore.has(position.commit)
    if (!repeated) answered.add(position.commit)
    if (answered.size >= ANSWERS_KEPT) [answeredBefore, answered] = [answered, new Set()]
    log.seen(position)
    return { revision, position, repeated }
  }

  const firstOf = (expected: ExpectedRevision): bigint => (expected === 'no_stream' ? 0n : expected + 1n)

  const send = async (
    stream: string,
    expected: ExpectedRevision,
    events: ReadonlyArray<NewEvent>,
  ): Promise<Either<AppendError, Told>> => {
    try {
      const sent = appends.appendToStream(names.of(stream), events.map(proposed), {
        expectedRevision: expected,
        requiresLeader: true,
        deadline: credentials ? times.answerMs : wantedMs(times),
        ...(credentials && { credentials }),
      })
      const { nextExpectedRevision, position } = await withDeadline(sent, times.answerMs)
      if (position === undefined) return left({ type: 'unknown', reason: 'the answer tells no position' })
      return right({ revision: nextExpectedRevision, position })
    } catch (error) {
      return left(appendErrorOf(error))
    }
  }

  /** The last of these very events, if they are in the stream where they would have been put. */
  const find = async (
    stream: string,
    expected: ExpectedRevision,
    events: ReadonlyArray<NewEvent>,
  ): Promise<Told | undefined> => {
    const there = await log.readStream(stream, firstOf(expected), events.length)
    const last = there.at(-1)
    return there.length === events.length && there.every(({ id }, i) => id === events[i]?.id)
      ? last
      : undefined
  }

  const insist: Appending['append'] = async (stream, expected, events) => {
    const begin = performance.now()
    const known = log.highest()
    let unknown: AppendError | undefined
    for (let backoffMs = BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX)) {
      const sent = await send(stream, expected, events)
      if (sent._tag === 'Right') {
        const { revision, position } = sent.right
        if (revision !== firstOf(expected) + BigInt(events.length) - 1n)
          throw new HistoryTruncated([stream], 'was deleted on the server and begun again')
        return right(answerOf({ revision, position }, known))
      }
      const failure = sent.left
      switch (failure.type) {
        case 'conflict':
          return left({ type: 'WrongExpectedRevision', stream, expected, actual: failure.actual })
        case 'too large':
          return left({
            type: 'AppendTooLarge',
            bytes: bytesOf(events),
            bytesMax: failure.bytesMax || APPEND_BYTES_MAX,
          })
        case 'refused':
          return left({ type: 'StoreUnavailable', reason: failure.reason })
        case 'unknown':
          unknown = failure
          break
        case 'not sent':
          break
      }
      const { reason } = failure
      if (closing.aborted || performance.now() - begin > times.appendMs)
        return left({ type: unknown === undefined ? 'StoreUnavailable' : 'OutcomeUnknown', reason })
      await system.sleep(system.jitter(backoffMs), closing)
      if (unknown === undefined) continue
      try {
        const found = await find(stream, expected, events)
        if (found !== undefined) return right(answerOf(found, known))
      } catch (error) {
        if (error instanceof HistoryTruncated) throw error
        unknown = { type: 'unknown', reason: messageOf(error) }
      }
    }
  }

  return {
    append: async (stream, expected, events) => {
      if (closing.aborted) return left({ type: 'StoreUnavailable', reason: 'the event store is closed' })
      const bytes = bytesOf(events)
      if (bytes > APPEND_BYTES_MAX) return left({ type: 'AppendTooLarge', bytes, bytesMax: APPEND_BYTES_MAX })
      if (underWay.size >= appendsMax) return left({ type: 'StoreBusy' })
      const append = insist(stream, expected, events)
      underWay.add(append)
      try {
        return await append
      } finally {
        underWay.delete(append)
      }
    },
    ended: async () => {
      await Promise.allSettled(underWay)
    },
  }
}
