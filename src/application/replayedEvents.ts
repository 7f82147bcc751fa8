import { isLeft, left, right, type Either } from '../fp.js'
import { isAfter } from '../domain/kernel/recorded.js'
import type { Occurrence } from '../projections/fold.js'
import { deliveredFrom, type Unreadable } from './delivered.js'
import type { EventStore, StoredEvent, System } from './ports.js'
import type { ReplayPoint } from './replayPoint.js'
import type { SellerStreams } from './streamsOfSeller.js'

export type ReplayRefusal =
  | { readonly type: 'SellerUnknown'; readonly sellerId: string }
  /** Which streams are the seller's is not known that far: the read model `seller_streams` is behind. */
  | { readonly type: 'ReplayBehind'; readonly wanted: bigint; readonly knownTo: bigint | undefined }
  /** An event that belongs here cannot be read: without it every figure would be wrong. */
  | { readonly type: 'ReplayUnreadable'; readonly unreadable: Unreadable }
  | { readonly type: 'ReplayTooLarge'; readonly eventsMax: number }

export interface ReplayReads {
  readonly events: Pick<EventStore, 'readStream' | 'head'>
  readonly sellerStreams: SellerStreams
  readonly system: Pick<System, 'now' | 'sleep'>
}

export interface ReplayLimits {
  /** Events of one replay: all of them are in memory at once. Default 500,000. */
  readonly eventsMax?: number
  /** Streams that are read at once. Default 64. */
  readonly streamsAtOnce?: number
  /** For the read model of streams to come up to the point. Default 5 s. */
  readonly waitMs?: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((streams: number, of: number) => void) | undefined
}

const EVENTS_MAX = 500_000
const STREAMS_AT_ONCE = 64
const WAIT_MS = 5_000
const PAUSE_MS = 50
const STREAM_PAGE = 10_000

/** What is stored of an event, and what it says. */
export interface Replayed extends Occurrence {
  readonly stored: StoredEvent
}

/** Those whose first event is not another seller's: one that cannot be read may be this one's. */
const maybeOf = async (
  events: ReplayReads['events'],
  sellerId: string,
  parked: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = []
  for (const stream of parked) {
    const [first] = await events.readStream(stream, { limit: 1 })
    const read = first && deliveredFrom(first)
    const data = read === undefined || isLeft(read) ? {} : read.right.event.data
    if (!('sellerId' in data) || data.sellerId === sellerId) found.push(stream)
  }
  return found
}

const knownStreams = async (
  { events, sellerStreams, system }: ReplayReads,
  sellerId: string,
  upTo: bigint,
  waitMs: number,
): Promise<Either<ReplayRefusal, ReadonlyArray<string>>> => {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const { streams, parked = [], knownTo } = await sellerStreams.streamsOf(sellerId, upTo)
    if (upTo === 0n || (knownTo !== undefined && knownTo >= upTo))
      return right([...new Set([...streams, ...(await maybeOf(events, sellerId, parked))])])
    if (waited >= waitMs) return left({ type: 'ReplayBehind', wanted: upTo, knownTo })
    await system.sleep(PAUSE_MS)
  }
}

/** A whole stream: most are read at once, a long one page by page. */
const wholeStream = async (
  events: Pick<EventStore, 'readStream'>,
  stream: string,
): Promise<ReadonlyArray<StoredEvent>> => {
  const first = await events.readStream(stream)
  if (first.length < STREAM_PAGE) return first
  const all = [...first]
  for (let page = first; page.length > 0;) {
    page = await events.readStream(stream, { from: BigInt(all.length) })
    all.push(...page)
  }
  return all
}

/** The events of these streams up to a point, in the order of the log. */
export const eventsOfStreams = async (
  events: Pick<EventStore, 'readStream'>,
  streams: ReadonlyArray<string>,
  point: ReplayPoint,
  limits: ReplayLimits = {},
): Promise<Either<ReplayRefusal, ReadonlyArray<Replayed>>> => {
  const { eventsMax = EVENTS_MAX, streamsAtOnce = STREAMS_AT_ONCE, signal, onProgress } = limits
  const found: Array<Replayed> = []
  for (let from = 0; from < streams.length; from += streamsAtOnce) {
    signal?.throwIfAborted()
    const some = streams.slice(from, from + streamsAtOnce)
    for (const stream of await Promise.all(some.map((name) => wholeStream(events, name)))) {
      for (const stored of stream) {
        if (stored.position.commit > point.upTo) break
        const delivered = deliveredFrom(stored)
        if (isLeft(delivered)) return left({ type: 'ReplayUnreadable', unreadable: delivered.left })
        const { event, recorded } = delivered.right
        if (point.includes(delivered.right)) found.push({ event, recorded, stored })
      }
    }
    if (found.length > eventsMax) return left({ type: 'ReplayTooLarge', eventsMax })
    onProgress?.(from + some.length, streams.length)
  }
  return right(found.sort((a, b) => (isAfter(a.recorded.position, b.recorded.position) ? 1 : -1)))
}

/** All events of a seller up to a point, from its own streams only: it takes as long as the seller is large, not the log. */
export const eventsOfSeller = async (
  reads: ReplayReads,
  sellerId: string,
  point: ReplayPoint,
  limits: ReplayLimits = {},
): Promise<Either<ReplayRefusal, ReadonlyArray<Replayed>>> => {
  const streams = await knownStreams(reads, sellerId, point.upTo, limits.waitMs ?? WAIT_MS)
  if (isLeft(streams)) return streams
  if (streams.right.length === 0) return left({ type: 'SellerUnknown', sellerId })
  return eventsOfStreams(reads.events, streams.right, point, limits)
}
