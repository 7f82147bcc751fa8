import {
  BACKWARDS,
  END,
  FORWARDS,
  START,
  type EventStoreDBClient,
  type StreamingRead,
} from '@eventstore/db-client'
import { ReadsUnavailable } from '../../application/queries.js'
import type { System } from '../../application/ports.js'
import type { Position } from '../../domain/kernel/recorded.js'
import { EventStoreClosed } from '../eventStoreClosed.js'
import { lastingReadErrorOf, isStreamMissing, mayBeInvalidPosition } from './failures.js'
import type { EventStoreDbTimes } from './options.js'
import { rawly, type LogRecord } from './records.js'

const BACKOFF_MS = 25

/** Reads of the server's log, records of all streams, each bounded in time and patient with a lost connection. */
export interface Reading {
  /** From a record on, this one included. `invalid position`: there is none at this position. */
  forwards(from: Position | undefined, limit: number): Promise<ReadonlyArray<LogRecord> | 'invalid position'>
  /** At or after a position, from the leader. */
  at(position: Position): Promise<LogRecord | 'invalid position' | undefined>
  /** From what stands before a position, the newest first; `undefined`: from the end. */
  backwards(before: Position | undefined, limit: number): Promise<ReadonlyArray<LogRecord>>
  /** From the leader. A stream that is not there is empty. */
  stream(name: string, from: bigint, limit: number): Promise<ReadonlyArray<LogRecord>>
}

interface Asked {
  readonly stream?: string
  /** The server may not know the position that is read from. */
  readonly fromPosition?: boolean
}

class TooLong extends Error {}

/** All records of a read. `ms` may pass before the first, and no whole `ms` without another. */
const collected = (
  read: StreamingRead<unknown>,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
): Promise<ReadonlyArray<LogRecord>> =>
  new Promise((resolve, reject) => {
    const records: Array<LogRecord> = []
    const end = (settle: () => void): void => {
      clearInterval(watch)
      signal.removeEventListener('abort', stop)
      settle()
    }
    const giveUp = (error: unknown): void => {
      end(() => {
        reject(error instanceof Error ? error : new Error(String(error)))
      })
      // The call stays open on the server until somebody ends it. Its channel may be gone: then nobody has to.
      void read.cancel().catch(() => undefined)
    }
    const stop = (): void => {
      giveUp(signal.reason)
    }
    let counted = 0
    const watch = setInterval(() => {
      if (records.length === counted) giveUp(new TooLong(`no record for ${ms} ms`))
      counted = records.length
    }, ms)
    read.on('data', (record) => records.push(record as LogRecord))
    read.on('end', () => {
      end(() => {
        resolve(records)
      })
    })
    // After the end of a read nothing more is expected of it; without a listener an error would end the process.
    read.on('error', giveUp)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })

export const reading = (
  { reads, decisions }: { readonly reads: EventStoreDBClient; readonly decisions: EventStoreDBClient },
  {
    system,
    times,
    closing,
  }: { system: Pick<System, 'sleep' | 'jitter'>; times: EventStoreDbTimes; closing: AbortSignal },
): Reading => {
  const checkOpen = (): void => {
    if (closing.aborted) throw new EventStoreClosed()
  }

  const patiently = async (
    begin: () => StreamingRead<unknown>,
    { stream, fromPosition = false }: Asked = {},
  ): Promise<ReadonlyArray<LogRecord>> => {
    const since = performance.now()
    for (let backoffMs = BACKOFF_MS; ; backoffMs *= 2) {
      checkOpen()
      try {
        return await collected(rawly(begin()), { ms: times.readMs, signal: closing })
      } catch (error) {
        checkOpen()
        const lasting = lastingReadErrorOf(stream, error)
        if (lasting !== undefined) throw lasting
        if (isStreamMissing(error) || (fromPosition && mayBeInvalidPosition(error))) throw error
        if (error instanceof TooLong)
          throw new ReadsUnavailable('timeout', { source: 'event store', cause: error })
        if (performance.now() - since > times.readPatienceMs)
          throw new ReadsUnavailable('unreachable', { source: 'event store', cause: error })
      }
      await system.sleep(system.jitter(backoffMs), closing)
    }
  }

  const backwards: Reading['backwards'] = (before, limit) =>
    patiently(() => reads.readAll({ direction: BACKWARDS, fromPosition: before ?? END, maxCount: limit }))

  const forwards = async (
    client: EventStoreDBClient,
    from: Position | undefined,
    { limit, requiresLeader }: { readonly limit: number; readonly requiresLeader: boolean },
  ): Promise<ReadonlyArray<LogRecord> | 'invalid position'> => {
    const fromPosition = from ?? START
    try {
      return await patiently(
        () => client.readAll({ direction: FORWARDS, fromPosition, maxCount: limit, requiresLeader }),
        { fromPosition: from !== undefined },
      )
    } catch (error) {
      if (from === undefined || !mayBeInvalidPosition(error)) throw error
      // That it answers another question shows that the position is what it minds.
      await backwards(undefined, 1)
      return 'invalid position'
    }
  }

  return {
    forwards: (from, limit) => forwards(reads, from, { limit, requiresLeader: false }),
    at: async (position) => {
      const records = await forwards(decisions, position, { limit: 1, requiresLeader: true })
      return records === 'invalid position' ? records : records[0]
    },
    backwards,
    stream: async (name, from, limit) => {
      try {
        return await patiently(
          () =>
            decisions.readStream(name, {
              direction: FORWARDS,
              fromRevision: from,
              maxCount: limit,
              requiresLeader: true,
            }),
          { stream: name },
        )
      } catch (error) {
        if (isStreamMissing(error)) return []
        throw error
      }
    },
  }
}
