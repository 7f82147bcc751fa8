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
const SILENCES_MAX = 3

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
 * that was told, never after a checkpoint of the server; and only if what was there is there still, because a server
 * that was restored would leave out what it has stored since. What comes from before a position that was told already
 * belongs to another log, too.
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
    let backoffMs = BACKOFF_MS

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
      { end, quiet }: { end: Position | undefined; quiet: Position | undefined },
    ): Promise<Batch | undefined> => {
      const events = []
      for (const record of records) {
        const stream = names.ours(record.stream, wanted)
        // What was told before must not be told again, whatever the server sends.
        if (stream === undefined || (after !== undefined && !isAfter(record.position, after))) continue
        if (position !== undefined && !isAfter(record.position, position)) throw new LogReplaced(position)
        events.push(stored(record, stream))
        after = record.position
        lastId = record.id
      }
      if (events.length > 0 && after !== undefined) log.seen(after)
      const caughtUp = isCaughtUp || quiet !== undefined
      const reached = [after, await believed(checkpoint, end), quiet].reduce(later, position)
      const isNews =
        events.length > 0 ||
        caughtUp !== wasCaughtUp ||
        (reached !== undefined && (position === undefined || isAfter(reached, position)))
      position = reached
      wasCaughtUp = caughtUp
      return isNews ? { events, position: position ?? { commit: 0n, prepare: 0n }, caughtUp } : undefined
    }

    /** Where the log goes on, if it is still the one that was told of. */
    const resume = async (): Promise<Position | undefined> => {
      if (after !== undefined) {
        const id = await log.idAt(after)
        if (lastId !== undefined && id !== lastId) throw new LogReplaced(after)
        lastId = id
      }
      return log.end()
    }

    async function* connection(live: Live, end: Position | undefined): AsyncGenerator<Batch> {
      let isToldCaughtUp = false
      let isIdle = false
      let silences = 0
      while (!isOver()) {
        const news = live.take(limit)
        // Where another node has told of the end, this one may be behind; and silence may be that of a server that hangs.
        const asks = news.records.length === 0 && (isIdle || (news.isCaughtUp && !isToldCaughtUp))
        const quiet = asks ? await log.quietUntil(position, categories) : undefined
        isToldCaughtUp ||= news.isCaughtUp
        silences = isIdle && asks && quiet === undefined ? silences + 1 : 0
        if (silences === SILENCES_MAX) throw new Error('nothing is told, and there is something to tell')
        const batch = await batchOf(news, { end, quiet })
        if (batch !== undefined) {
          if (batch.events.length > 0 || batch.caughtUp) {
            lostSince = undefined
            backoffMs = BACKOFF_MS
          }
          yield batch
          continue
        }
        const since = performance.now()
        await live.news(times.idleMs, stop)
        // Servers before 23.10 do not tell that they have caught up.
        isIdle = wasCaughtUp !== true && performance.now() - since >= times.idleMs
      }
    }

    try {
      while (!isOver()) {
        let live: Live | undefined
        try {
          const end = await resume()
          live = subscribeLive(client, { after, filter: names.filter(wanted) })
          yield* connection(live, end)
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
