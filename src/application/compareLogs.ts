import { left, right, type Either } from '../fp.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { lookAhead } from './lookAhead.js'
import { pagesOf } from './pages.js'
import type { EventStore, StoredEvent } from './ports.js'

const PAGE = 2_000

/** What a copy keeps of an event. */
const fields = ['stream', 'revision', 'type', 'data', 'metadata'] as const

interface At {
  readonly eventId: string
  readonly stream: string
  readonly revision: bigint
}

/** Something in the target that no copy of the source would hold. */
export type Difference =
  /** An event of the source is there, but not as it is in the source: where it is in the source, and what differs. */
  | (At & { readonly type: 'EventChanged'; readonly field: (typeof fields)[number] })
  /** The source has no such event, or has it once where the target tells it again: where it is in the target. */
  | (At & { readonly type: 'EventForeign' })
  /** So many events of the target came before one of the source that the two are not one history. */
  | { readonly type: 'HistoryForeign'; readonly events: number }

/** What the target still lacks. */
export interface Missing {
  /** Up to here in the source, all is in the target; `undefined`: from the beginning something is missing. */
  readonly after: Position | undefined
  /** Events of the source up to there. */
  readonly events: number
  /** What the target has of what comes then: for each stream the last revision, as a stream has no gaps. */
  readonly present: ReadonlyMap<string, bigint>
}

export interface Comparison {
  /** Events that are the same in both. */
  readonly matched: number
  /** `undefined`: the target holds everything up to the position that was asked for. */
  readonly missing: Missing | undefined
}

export interface CompareOptions {
  /** The last event of the source that the target should hold; default: the last one there is at the beginning. */
  readonly upTo?: Position | undefined
  readonly signal?: AbortSignal | undefined
  /** Events of the source that were looked at, and up to where. */
  readonly onProgress?: (events: number, position: Position) => void
}

const at = ({ id, stream, revision }: StoredEvent): At => ({ eventId: id, stream, revision })

/** In what the copy differs from the original, if in anything that a copy keeps. */
export const changeIn = (original: StoredEvent, copy: StoredEvent): Difference | undefined => {
  const field = fields.find((each) => original[each] !== copy[each])
  return field && { type: 'EventChanged', ...at(original), field }
}

/**
 * Whether the target holds the source's history: every event by its id, in the same stream at the same revision, with
 * the same bytes. Positions and recording times are each store's own, and so is the order of events of different
 * streams. Reads both logs side by side; memory does not grow with them.
 *
 * Right: the target holds all of it or a part, and nothing else. Left: the first difference. Rejects with the signal's
 * reason, and with what the stores reject reads with.
 */
export const compareLogs = async (
  source: EventStore,
  target: EventStore,
  { upTo, signal, onProgress }: CompareOptions = {},
): Promise<Either<Difference, Comparison>> => {
  const end = upTo ?? (await source.head())
  const copies = await lookAhead(target, signal)
  const present = new Map<string, bigint>()
  let seen = 0
  let matched = 0
  let position: Position | undefined
  let lacking: Pick<Missing, 'after' | 'events'> | undefined

  const comparePage = async (events: ReadonlyArray<StoredEvent>): Promise<Difference | undefined> => {
    const begin = { after: position, events: matched }
    const found: Array<StoredEvent> = []
    for (const event of events) {
      const copy = await copies.take(event.id)
      if (copy === 'too far') return { type: 'HistoryForeign', events: copies.count() }
      const change = copy && changeIn(event, copy)
      if (change !== undefined) return change
      if (copy !== undefined) found.push(event)
      else if (end !== undefined && !isAfter(event.position, end)) lacking ??= begin
    }
    matched += found.length
    if (lacking !== undefined) for (const { stream, revision } of found) present.set(stream, revision)
    return undefined
  }

  const comparePages = async (until: Position): Promise<Difference | undefined> => {
    for await (const page of pagesOf(source, { after: position, upTo: until, max: PAGE, signal })) {
      const difference = await comparePage(page.events)
      if (difference !== undefined) return difference
      position = page.position
      seen += page.events.length
      onProgress?.(seen, page.position)
      // The rest of the source can tell nothing more.
      if (lacking !== undefined && (await copies.first()) === undefined) return undefined
    }
    return undefined
  }

  // Where the target holds more than was asked for, that may have come to the source meanwhile, and been copied.
  for (let until = end; until !== undefined;) {
    const difference = await comparePages(until)
    signal?.throwIfAborted()
    if (difference !== undefined) return left(difference)
    const head = (await copies.first()) === undefined ? undefined : await source.head()
    until = head !== undefined && position !== undefined && isAfter(head, position) ? head : undefined
  }
  const foreign = await copies.first()
  signal?.throwIfAborted()
  if (foreign !== undefined) return left({ type: 'EventForeign', ...at(foreign) })
  return right({ matched, missing: lacking && { ...lacking, present } })
}
