import type { EventStoreDBClient } from '@eventstore/db-client'
import type { Batch, ReadAllOptions, System } from '../../application/ports.js'
import { isAfter, type Position } from '../../domain/kernel/recorded.js'
import { EventStoreClosed } from '../eventStoreClosed.js'
import { lastingReadErrorOf, LogReplaced } from './failures.js'
import { subscribeLive, type Live, type News } from './live.js'
import { storedEvents, type Log } from './log.js'
import type { EventStoreDbTimes } from './options.js'
import type { StreamNames } from './streamNames.js'

const BACKOFF_MS = 50
const BACKOFF_MS_MAX = 5_000

export interface SubscribingDeps {
  readonly client: EventStoreDBClient
  readonly log: Log
  readonly names: StreamNames
  readonly system: Pick<System, 'sleep' | 'jitter'>
  readonly times: EventStoreDbTimes
  readonly closing: AbortSignal
}

const later = (a: Position | undefined, b: Position | undefined): Position | undefined =>
  a === undefined || (b !== undefined && isAfter(b, a)) ? b : a

/**
 * What is there and then what comes, for ever, over as many connections as it takes. Each begins after the last event
 * that was told, never after a checkpoint of the server; and only if that event is still where it was, because a server
 * that was restored would leave out what it has stored since.
 */
export const subscribing = ({ client, log, names, system, times, closing }: SubscribingDeps) =>
  async function* ({
    after: begin,
    limit,
    categories,
    signal,
  }: ReadAllOptions & { readonly signal: AbortSignal }): AsyncGenerator<Batch, void> {
    const left = new AbortController()
    const stop = AbortSignal.any([signal, closing, left.signal])
    const wanted = categories && new Set(categories)
    const stored = storedEvents()
    /** Where the next connection goes on. */
    let after = begin
    let lastId: string | undefined
    /** What the consumer was told. */
    let position = begin
    let wasCaughtUp: boolean | undefined
    let lostSince: number | undefined

    const isOver = (): boolean => stop.aborted

    /** A checkpoint beyond the end of the log is none. */
    const believed = async (checkpoint: Position | undefined, end: Position | undefined) => {
      if (checkpoint === undefined || (position !== undefined && !isAfter(checkpoint, position)))
        return undefined
      if (end !== undefined && !isAfter(checkpoint, end)) return checkpoint
      const now = await log.end()
      return now !== undefined && !isAfter(checkpoint, now) ? checkpoint : undefined
    }

    const batchOf = async (
      { records, checkpoint, isCaughtUp }: News,
      { end, isIdle }: { end: Position | undefined; isIdle: boolean },
    ): Promise<Batch | undefined> => {
      const events = []
      for (const record of records) {
        const stream = names.ours(record.stream, wanted)
        // What was told before must not be told again, whatever the server sends.
        if (stream === undefined || (after !== undefined && !isAfter(record.position, after))) continue
        events.push(stored(record, stream))
        after = record.position
        lastId = record.id
      }
      if (events.length > 0 && after !== undefined) log.seen(after)
      const caughtUp = isCaughtUp || isIdle
      const reached = later(
        later(position, after),
        later(await believed(checkpoint, end), caughtUp ? end : undefined),
      )
      const isNews =
        events.length > 0 ||
        caughtUp !== wasCaughtUp ||
        (reached !== undefined && (position === undefined || isAfter(reached, position)))
      position = reached
      wasCaughtUp = caughtUp
      return isNews ? { events, position: position ?? { commit: 0n, prepare: 0n }, caughtUp } : undefined
    }

    async function* connection(live: Live, end: Position | undefined): AsyncGenerator<Batch> {
      let isIdle = false
      while (!isOver()) {
        const news = live.take(limit)
        const batch = await batchOf(news, { end, isIdle: isIdle && news.records.length === 0 })
        if (batch !== undefined) {
          lostSince = undefined
          yield batch
          continue
        }
        const since = performance.now()
        await live.news(times.idleMs, stop)
        // Servers before 23.10 do not tell that they have caught up; silence does.
        isIdle = performance.now() - since >= times.idleMs
      }
    }

    try {
      for (let backoffMs = BACKOFF_MS; !isOver();) {
        let live: Live | undefined
        try {
          if (after !== undefined && lastId !== undefined && (await log.eventAt(after))?.id !== lastId)
            throw new LogReplaced(after)
          const end = await log.end()
          live = subscribeLive(client, { after, filter: names.filter(wanted) })
          for await (const batch of connection(live, end)) {
            backoffMs = BACKOFF_MS
            yield batch
          }
        } catch (error) {
          if (isOver()) break
          const lasting = error instanceof LogReplaced ? error : lastingReadErrorOf(undefined, error)
          if (lasting !== undefined) throw lasting
          lostSince ??= performance.now()
          if (performance.now() - lostSince > times.patienceMs) throw error
          await system.sleep(system.jitter(backoffMs), stop)
          backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX)
        } finally {
          await live?.end()
        }
      }
      if (!signal.aborted) throw new EventStoreClosed()
    } finally {
      left.abort()
    }
  }
