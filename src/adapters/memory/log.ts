import type { Batch, NewEvent, ReadAllOptions, StoredEvent } from '../../application/ports.js'
import type { Position } from '../../domain/kernel/recorded.js'
import type { Instant } from '../../domain/kernel/time.js'
import { categoryOf } from '../appendRules.js'

/** Positions are 1, 2, 3 …, as in Postgres. */
const positionOf = (nr: number): Position => ({ commit: BigInt(nr), prepare: BigInt(nr) })

/** Events in the order in which they were added, together and by stream. */
export interface MemoryLog {
  readonly last: () => StoredEvent | undefined
  readonly stream: (stream: string) => ReadonlyArray<StoredEvent>
  readonly has: (eventId: string) => boolean
  readonly at: (position: Position) => StoredEvent | undefined
  /** How many come after it, and the first of them. */
  readonly after: (position: Position | undefined) => { readonly count: number; readonly first?: StoredEvent }
  readonly isAtEnd: (after: Position) => boolean
  readonly page: (options: ReadAllOptions) => Batch
  /** At the end of the stream; the last of them as stored. */
  readonly add: (stream: string, events: ReadonlyArray<NewEvent>, now: Instant) => StoredEvent | undefined
}

export const memoryLog = (): MemoryLog => {
  const log: Array<StoredEvent> = []
  const streams = new Map<string, Array<StoredEvent>>()
  const ids = new Set<string>()

  const isAtEnd = (after: Position): boolean => after.commit >= BigInt(log.length)

  const page = ({ after, limit, categories }: ReadAllOptions): Batch => {
    if (after !== undefined && isAtEnd(after)) return { events: [], position: after, caughtUp: true }
    const wanted = categories === undefined ? undefined : new Set(categories)
    const events: Array<StoredEvent> = []
    let at = Number(after?.commit ?? 0)
    for (let event = log[at]; event !== undefined && events.length < limit; event = log[at]) {
      if (wanted === undefined || wanted.has(categoryOf(event.stream))) events.push(event)
      at += 1
    }
    return { events, position: positionOf(at), caughtUp: at >= log.length }
  }

  return {
    last: () => log.at(-1),
    stream: (stream) => streams.get(stream) ?? [],
    has: (eventId) => ids.has(eventId),
    at: ({ commit, prepare }) => (commit === prepare ? log[Number(commit) - 1] : undefined),
    after: (position) => {
      const from = Number(position?.commit ?? 0)
      const first = log[from]
      return { count: Math.max(0, log.length - from), ...(first && { first }) }
    },
    isAtEnd,
    page,
    add: (stream, events, now) => {
      const stored = streams.get(stream) ?? []
      streams.set(stream, stored)
      const before = log.at(-1)?.recordedAt
      const recordedAt = before !== undefined && before > now ? before : now
      for (const { id, type, data, metadata } of events) {
        const revision = BigInt(stored.length)
        const position = positionOf(log.length + 1)
        const event = { id, type, data, metadata, stream, revision, position, recordedAt }
        stored.push(event)
        log.push(event)
        ids.add(id)
      }
      return stored.at(-1)
    },
  }
}
