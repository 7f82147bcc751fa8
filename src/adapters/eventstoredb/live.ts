import { START, type EventStoreDBClient, type Filter } from '@eventstore/db-client'
import { isAfter, type Position } from '../../domain/kernel/recorded.js'
import { withDeadline } from '../deadline.js'
import { rawly, type LogRecord } from './records.js'

/** Records that wait here for the consumer; beyond it the server waits. */
const WAITING_MAX = 1_000
const END_MS = 1_000

/** What one subscription has told since it was asked last. */
export interface News {
  readonly records: ReadonlyArray<LogRecord>
  /** How far the server says it has looked through the log, all it told before being taken. Not to be believed blindly. */
  readonly checkpoint: Position | undefined
  /** The server has told everything there was. */
  readonly isCaughtUp: boolean
}

/** One subscription of the client on one connection. */
export interface Live {
  /** At most `limit` records that are there now. */
  take(limit: number): News
  /** Resolves when there is something to take, after `ms`, or at the abort; rejects when the subscription is lost. */
  news(ms: number, signal: AbortSignal): Promise<void>
  /** Ends it on the server too. */
  end(): Promise<void>
}

/** What is true as soon as this many records have been taken. */
interface Mark<A> {
  readonly after: number
  readonly value: A
}

export const subscribeLive = (
  client: EventStoreDBClient,
  { after, filter }: { readonly after: Position | undefined; readonly filter: Filter },
): Live => {
  let told = 0
  let taken = 0
  let caughtUp: Mark<true> | undefined
  let checkpoint: Mark<Position> | undefined
  let lost: Error | undefined
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const each of waiting) each()
  }

  const subscription = rawly(
    client.subscribeToAll(
      {
        fromPosition: after ?? START,
        filter: {
          ...filter,
          checkpointReached: (_, position) => {
            if (checkpoint === undefined || isAfter(position, checkpoint.value))
              checkpoint = { after: told, value: position }
            wake()
          },
        },
      },
      { highWaterMark: WAITING_MAX },
    ),
  )
  const push = subscription.push.bind(subscription)
  subscription.push = (record, encoding) => {
    if (record !== null) told += 1
    return push(record, encoding)
  }
  const lose = (error: unknown): void => {
    lost ??= error instanceof Error ? error : new Error(String(error))
    wake()
  }
  subscription.on('readable', wake)
  // Lost: nothing else is emitted then, neither `end` nor `close`.
  subscription.on('error', lose)
  subscription.on('end', () => {
    lose(new Error('the server ended the subscription'))
  })
  subscription.on('caughtUp', () => {
    caughtUp = { after: told, value: true }
    wake()
  })

  const isTrue = <A>(mark: Mark<A> | undefined): mark is Mark<A> => mark !== undefined && taken >= mark.after

  return {
    take: (limit) => {
      const records: Array<LogRecord> = []
      while (records.length < limit) {
        const record = subscription.read() as LogRecord | null
        if (record === null) break
        records.push(record)
      }
      taken += records.length
      const reached = isTrue(checkpoint) ? checkpoint.value : undefined
      if (reached !== undefined) checkpoint = undefined
      return { records, checkpoint: reached, isCaughtUp: isTrue(caughtUp) && taken === told }
    },
    news: (ms, signal) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          clearTimeout(timer)
          waiting.delete(settle)
          signal.removeEventListener('abort', settle)
          if (lost === undefined || subscription.readableLength > 0) resolve()
          else reject(lost)
        }
        const timer = setTimeout(settle, ms)
        waiting.add(settle)
        signal.addEventListener('abort', settle)
        if (signal.aborted || lost !== undefined || subscription.readableLength > 0) settle()
      }),
    end: async () => {
      // The connection may be gone already, then there is nothing to end; or not be there yet: then it ends when it is.
      await withDeadline(subscription.unsubscribe(), END_MS).catch(() => undefined)
    },
  }
}
