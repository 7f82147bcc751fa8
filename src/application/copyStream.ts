import { isLeft, left, right, type Either } from '../fp.js'
import { changeIn, type Difference } from './compareLogs.js'
import {
  EventStoreMisuse,
  type AppendFailure,
  type EventStore,
  type ExpectedRevision,
  type StoredEvent,
  type System,
} from './ports.js'

const ATTEMPTS_MAX = 8
const BACKOFF_MS = 100
const EVENTS_MAX = 500
/** Of data and metadata, in characters: at three bytes of UTF-8 each at most, with room for the rest, under 1 MiB. */
const SIZE_MAX = 300_000

/** The target was left as it is: no copy of this source belongs there. */
export interface TargetDiffers {
  readonly type: 'TargetDiffers'
  readonly difference: Difference | StreamMisplaced
}

/** The target does not take these events at these revisions: another event has the id, or what came before is gone. */
export interface StreamMisplaced {
  readonly type: 'StreamMisplaced'
  readonly stream: string
  readonly revision: bigint
  readonly cause: 'EventIdReused' | 'WrongExpectedRevision'
}

/** The target did not take an event in any of the attempts; the same copy may be started again. */
export interface CopyNotStored {
  readonly type: 'CopyNotStored'
  readonly stream: string
  readonly revision: bigint
  readonly cause: Exclude<AppendFailure, { readonly type: 'WrongExpectedRevision' | 'EventIdReused' }>
}

export type StreamFailure = TargetDiffers | CopyNotStored

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const before = ({ revision }: StoredEvent): ExpectedRevision =>
  revision === 0n ? 'no_stream' : revision - 1n

/** As many of the first events as one append should hold, without a gap between their revisions. */
const runOf = (events: ReadonlyArray<StoredEvent>, max: number): ReadonlyArray<StoredEvent> => {
  const begin = events[0]?.revision ?? 0n
  let size = 0
  const end = events.findIndex(({ data, metadata, revision }, i) => {
    size += data.length + metadata.length
    return i > 0 && (i >= max || size > SIZE_MAX || revision !== begin + BigInt(i))
  })
  return end === -1 ? events : events.slice(0, end)
}

export interface CopyStreamDeps {
  readonly target: EventStore
  readonly system: Pick<System, 'sleep' | 'jitter'>
  readonly signal?: AbortSignal | undefined
}

/**
 * Puts events of one stream into the target at the revisions that they have in the source. Whatever an append has come
 * to, it is repeated with the same ids and revisions, so that nothing can be doubled; and where something is at their
 * place already, it must be these very events. `undefined`: all are there.
 */
export const copyStream = async (
  { target, system, signal }: CopyStreamDeps,
  stream: string,
  events: ReadonlyArray<StoredEvent>,
): Promise<StreamFailure | undefined> => {
  const append = async (
    run: ReadonlyArray<StoredEvent>,
    first: StoredEvent,
  ): Promise<AppendFailure | undefined> => {
    try {
      const news = run.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }))
      const appended = await target.appendToStream(stream, before(first), news)
      return isLeft(appended) ? appended.left : undefined
    } catch (error) {
      if (error instanceof EventStoreMisuse) throw error
      return { type: 'OutcomeUnknown', reason: messageOf(error) }
    }
  }

  /** How many of the events are at their place; something else there is a difference. */
  const stored = async (
    run: ReadonlyArray<StoredEvent>,
    { revision }: StoredEvent,
  ): Promise<Either<TargetDiffers, number>> => {
    const there = await target.readStream(stream, { from: revision, limit: run.length })
    for (const [i, copy] of there.entries()) {
      const original = run[i]
      if (original === undefined) continue
      if (original.id !== copy.id) {
        const { id: eventId, revision: at } = copy
        const difference = { type: 'EventForeign', eventId, stream, revision: at } as const
        return left({ type: 'TargetDiffers', difference })
      }
      const difference = changeIn(original, copy)
      if (difference !== undefined) return left({ type: 'TargetDiffers', difference })
    }
    return right(there.length)
  }

  let rest = events
  let max = EVENTS_MAX
  let failures = 0
  for (let [first] = rest; first !== undefined; [first] = rest) {
    signal?.throwIfAborted()
    const run = runOf(rest, max)
    const failure = await append(run, first)
    if (failure === undefined) {
      rest = rest.slice(run.length)
      failures = 0
      continue
    }
    const { revision } = first
    switch (failure.type) {
      case 'EventIdReused':
        return {
          type: 'TargetDiffers',
          difference: { type: 'StreamMisplaced', stream, revision, cause: failure.type },
        }
      case 'WrongExpectedRevision': {
        const count = await stored(run, first)
        if (isLeft(count)) return count.left
        if (count.right === 0)
          return {
            type: 'TargetDiffers',
            difference: { type: 'StreamMisplaced', stream, revision, cause: failure.type },
          }
        rest = rest.slice(count.right)
        continue
      }
      case 'AppendTooLarge':
        if (run.length === 1) return { type: 'CopyNotStored', stream, revision, cause: failure }
        max = Math.ceil(run.length / 2)
        continue
      case 'StoreBusy':
      case 'StoreUnavailable':
      case 'OutcomeUnknown':
        failures += 1
        if (failures >= ATTEMPTS_MAX) return { type: 'CopyNotStored', stream, revision, cause: failure }
        await system.sleep(system.jitter(BACKOFF_MS * 2 ** failures), signal)
    }
  }
  return undefined
}
