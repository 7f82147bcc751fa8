import type { Position } from '../domain/kernel/recorded.js'
import type { Missing } from './compareLogs.js'
import { copyStream, type CopyStreamDeps, type StreamFailure } from './copyStream.js'
import { pagesOf } from './pages.js'
import type { Batch, EventStore, StoredEvent } from './ports.js'

const PAGE = 2_000
/** Streams that are written to at once. */
const IN_FLIGHT_MAX = 64

export interface PageCopying {
  /** What comes after a position, up to another one and perhaps a little further; why it did not get there, if so. */
  copy(after: Position | undefined, upTo: Position): Promise<StreamFailure | undefined>
  /** In the source; all up to it is in the target. `undefined`: no page is yet. */
  position(): Position | undefined
  /** Events stored. */
  copied(): number
}

const byStream = (events: ReadonlyArray<StoredEvent>): ReadonlyMap<string, ReadonlyArray<StoredEvent>> => {
  const streams = new Map<string, Array<StoredEvent>>()
  for (const event of events) {
    const known = streams.get(event.stream)
    if (known === undefined) streams.set(event.stream, [event])
    else known.push(event)
  }
  return streams
}

const ignore = (): void => undefined

/**
 * Copies page after page of the source. The streams of a page are written side by side, and a page begins when the one
 * before is complete, so that a copy that breaks off lacks nothing but the end and a part of one page. `onProgress`
 * tells the events that are done with, those that were before included.
 */
export const copyPages = (
  { source, signal, ...deps }: CopyStreamDeps & { readonly source: EventStore },
  { done: begin, missing }: { readonly done: number; readonly missing: Missing | undefined },
  onProgress: (events: number, position: Position) => void,
): PageCopying => {
  let position: Position | undefined
  let done = begin
  let copied = 0

  const isPresent = ({ stream, revision }: StoredEvent): boolean => {
    const last = missing?.present.get(stream)
    return last !== undefined && revision <= last
  }

  const copyPage = async (page: Batch): Promise<StreamFailure | undefined> => {
    const streams = byStream(page.events.filter((event) => !isPresent(event))).entries()
    let failure: StreamFailure | undefined
    let isOver = false
    const copyNext = async (): Promise<void> => {
      for (const [stream, events] of streams) {
        if (isOver) return
        try {
          const failed = await copyStream({ ...deps, signal }, stream, events)
          failure ??= failed
          isOver ||= failed !== undefined
          if (failed === undefined) copied += events.length
        } catch (error) {
          isOver = true
          throw error
        }
      }
    }
    // All of them have stopped before this answers, so that the stores may be closed.
    const lanes = await Promise.allSettled(Array.from({ length: IN_FLIGHT_MAX }, copyNext))
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
    if (failure !== undefined) return failure
    position = page.position
    done += page.events.length
    onProgress(done, page.position)
    return undefined
  }

  const copy = async (after: Position | undefined, upTo: Position): Promise<StreamFailure | undefined> => {
    let underWay: Promise<StreamFailure | undefined> = Promise.resolve(undefined)
    try {
      // While one page is written, the next one is read.
      for await (const page of pagesOf(source, { after, upTo, max: PAGE, signal })) {
        const failure = await underWay
        if (failure !== undefined) return failure
        underWay = copyPage(page)
        // It is awaited one page later: until then nobody else hears of its rejection.
        underWay.catch(ignore)
      }
      return await underWay
    } finally {
      await underWay.catch(ignore)
      signal?.throwIfAborted()
    }
  }

  return { copy, position: () => position, copied: () => copied }
}
