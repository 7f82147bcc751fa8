import type { Pool } from 'pg'
import type { System } from '../../application/ports.js'
import { withDeadline } from '../deadline.js'
import type { EventStoreTimes } from './eventStoreOptions.js'
import { ownSession, type OwnSession } from './ownSession.js'

const BACKOFF_MS = 100
const BACKOFF_MS_MAX = 10_000
/** A connection whose other end is gone says nothing: it is asked whether it is there. */
const HEARTBEAT_MS = 30_000

export interface Notifications {
  /** How many there were so far; taken before a read, it tells later whether one came since. */
  count(): number
  /** Resolves when there was one since the count, when one may have been missed, after `pollMs`, and at the abort. */
  since(count: number, signal: AbortSignal): Promise<void>
  /** Resolves when the connection is given up; after the abort of `closing`. */
  ended(): Promise<void>
}

/** Hears of appends by LISTEN on one connection of its own, opened when somebody first waits and kept until `closing`. */
export const notifications = (
  { pool, system }: { readonly pool: Pool; readonly system: Pick<System, 'sleep' | 'jitter'> },
  { channel, closing }: { readonly channel: string; readonly closing: AbortSignal },
  { connectMs, pollMs }: EventStoreTimes,
): Notifications => {
  const waiting = new Set<AbortController>()
  let count = 0
  let listening: Promise<void> | undefined

  const hear = (): void => {
    count += 1
    for (const each of waiting) each.abort()
  }

  /** Until the connection is lost or the store is closed. */
  const listen = async ({ client, lost }: OwnSession): Promise<void> => {
    const end = AbortSignal.any([lost, closing])
    client.on('notification', hear)
    await withDeadline(client.query(`LISTEN ${channel}`), connectMs)
    // What was appended while nobody listened.
    hear()
    for (;;) {
      await system.sleep(HEARTBEAT_MS, end)
      if (end.aborted) return
      await withDeadline(client.query('SELECT'), connectMs)
    }
  }

  const keepListening = async (): Promise<void> => {
    for (let backoffMs = BACKOFF_MS; !closing.aborted; backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX)) {
      try {
        const session = await ownSession(pool, connectMs, 'SET statement_timeout = 0')
        backoffMs = BACKOFF_MS
        await listen(session).finally(session.drop)
      } catch {
        // Polling goes on meanwhile; whether the store is lost is for the reads to say.
      }
      await system.sleep(system.jitter(backoffMs), closing)
    }
  }

  return {
    count: () => count,
    since: async (counted, signal) => {
      listening ??= keepListening()
      if (count !== counted || signal.aborted) return
      const woken = new AbortController()
      const wake = (): void => {
        woken.abort()
      }
      waiting.add(woken)
      signal.addEventListener('abort', wake)
      await system.sleep(pollMs, woken.signal)
      signal.removeEventListener('abort', wake)
      waiting.delete(woken)
    },
    ended: async () => listening,
  }
}
