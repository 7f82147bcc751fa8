import type { Pool, PoolClient } from 'pg'
import { withDeadline } from '../deadline.js'
import { heardOf } from './heard.js'

/** A connection taken from the host's pool for good: its settings are ours, so it is destroyed and never given back. */
export interface OwnSession {
  readonly client: PoolClient
  /** Aborts when the connection is lost or was dropped. */
  readonly lost: AbortSignal
  /** Destroys the connection, whatever is under way on it. */
  drop(): void
}

/** Opens a session and prepares it; each may take `ms`. Rejects when there is no connection to be had. */
export const ownSession = async (pool: Pool, ms: number, prepare: string): Promise<OwnSession> => {
  const client = await withDeadline(heardOf(pool).connect(), ms, undefined, (unused) => {
    unused.release()
  })
  const end = new AbortController()
  const drop = (): void => {
    if (end.signal.aborted) return
    end.abort()
    client.release(true)
  }
  // A connection that is lost while nothing is asked emits: unheard, that would end the process.
  client.on('error', drop)
  client.on('end', drop)
  try {
    await withDeadline(client.query(prepare), ms)
    return { client, lost: end.signal, drop }
  } catch (error) {
    drop()
    throw error
  }
}
