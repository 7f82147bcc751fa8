import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { Batch, EventStore } from './ports.js'
import type { SomeShards } from './shard.js'

/** The first page is small: nobody knows yet how large the events are. */
const FIRST = 500
const GROWTH = 4
/** Of data and metadata, in characters: what pages are kept near, as far as the last one tells of the next. */
const PAGE_SIZE_MAX = 16_777_216

/** Events after a place up to and with this position, where positions are dense. */
export const eventsBetween = (after: bigint, { commit }: Position): number => Number(commit - after)

/** How many events of the log a page tells of, those that were left out included. */
export const eventsIn = ({ events, position, checkedAfter }: Batch): number =>
  checkedAfter === undefined ? events.length : eventsBetween(checkedAfter, position)

const sizeOf = ({ events }: Batch): number => {
  let size = 0
  for (const { data, metadata } of events) size += data.length + metadata.length
  return size
}

/** How many events to ask for next: as many as fit the page, growing step by step. */
const limitAfter = (batch: Batch, limit: number, max: number): number => {
  if (batch.events.length === 0) return limit
  const fitting = Math.floor((PAGE_SIZE_MAX * eventsIn(batch)) / Math.max(1, sizeOf(batch)))
  return Math.max(1, Math.min(max, fitting, limit * GROWTH))
}

export interface PagesOptions {
  /** Exclusive; `undefined`: from the beginning. */
  readonly after: Position | undefined
  /** The last event that is wanted; a page may go on beyond it. */
  readonly upTo: Position
  /** Events of a page at most. */
  readonly max: number
  /** Only streams of these (`category-id`); absent: all. */
  readonly categories?: ReadonlyArray<string>
  /** Only events of these are needed; absent: all. */
  readonly shards?: SomeShards | undefined
  readonly signal: AbortSignal | undefined
}

/** A stretch of the log in pages, read when they are asked for. Ends early when `signal` aborts. */
export async function* pagesOf(
  events: Pick<EventStore, 'readAll'>,
  { after, upTo, max, categories, shards, signal }: PagesOptions,
): AsyncGenerator<Batch> {
  let position = after
  let limit = Math.min(FIRST, max)
  while (signal?.aborted !== true && (position === undefined || isAfter(upTo, position))) {
    const batch = await events.readAll({
      ...(position === undefined ? {} : { after: position }),
      ...(categories && { categories }),
      shards,
      limit,
    })
    yield batch
    if (batch.caughtUp) return
    position = batch.position
    limit = limitAfter(batch, limit, max)
  }
}
