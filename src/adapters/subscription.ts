import type { Batch } from '../application/ports.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { EventStoreClosed } from './eventStoreClosed.js'

/** A log that can be read page by page, and that tells when it has grown. */
export interface Feed {
  /** Rejects when the log cannot be read for longer than the adapter's patience. */
  read(after: Position | undefined, signal: AbortSignal): Promise<Batch>
  /** Resolves when there may be something after the position, and at the abort. */
  grown(after: Position, signal: AbortSignal): Promise<void>
}

export interface Follow {
  readonly after: Position | undefined
  readonly signal: AbortSignal
  /** Aborts when the store is closed. */
  readonly closing: AbortSignal
}

const ignore = (): void => undefined

/** The value, or `undefined` as soon as the signal aborts; what comes later is ignored. */
const unlessAborted = <A>(promise: Promise<A>, signal: AbortSignal): Promise<A | undefined> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      resolve(undefined)
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise
      .finally(() => {
        signal.removeEventListener('abort', stop)
      })
      .then(resolve, reject)
  })

/** There are events, the log was looked through further, or its end was reached: the consumer does not know yet. */
const isNews = (batch: Batch, told: Batch | undefined): boolean =>
  told === undefined ||
  batch.events.length > 0 ||
  batch.caughtUp !== told.caughtUp ||
  isAfter(batch.position, told.position)

/**
 * What is there and then what comes, for ever. While the consumer works on a page, the next one is read if it is known
 * to be there, and never more than that one. Returns at the abort; throws `EventStoreClosed` when the store is closed.
 */
export async function* follow(feed: Feed, { after, signal, closing }: Follow): AsyncGenerator<Batch, void> {
  const left = new AbortController()
  const stop = AbortSignal.any([signal, closing, left.signal])
  const read = (from: Position | undefined): Promise<Batch> => {
    const page = feed.read(from, stop)
    // Whoever leaves before it is there does not care how it ends.
    page.catch(ignore)
    return page
  }
  try {
    let told: Batch | undefined
    let next = read(after)
    while (!stop.aborted) {
      const batch = await unlessAborted(next, stop)
      if (batch === undefined) break
      if (!batch.caughtUp) next = read(batch.position)
      if (isNews(batch, told)) yield batch
      told = batch
      if (batch.caughtUp) {
        await feed.grown(batch.position, stop)
        next = read(batch.position)
      }
    }
    if (!signal.aborted) throw new EventStoreClosed()
  } finally {
    left.abort()
  }
}
