import type { Pool } from 'pg'
import { ownSession } from '../ownSession.js'
import type { Row } from '../queries/reader.js'

/** Asks, one statement after the other; columns come as Postgres writes them. */
export type Tell = (
  text: string,
  values?: ReadonlyArray<string | number | null | ReadonlyArray<string>>,
) => Promise<ReadonlyArray<Row>>

export interface OperatorOptions {
  /** When it aborts, the server is asked to give up what it does. Whatever has not been committed is undone. */
  readonly signal?: AbortSignal | undefined
  /** For a lock, in milliseconds; default 30 s. How long a statement works is bounded by the signal alone. */
  readonly lockMs?: number
}

const CONNECT_MS = 30_000
const LOCK_MS = 30_000

/** So that the server notices a client that died; on Windows it cannot, and refuses. */
const watchful = `
  DO $$ BEGIN
    PERFORM pg_catalog.set_config('client_connection_check_interval', '1s', false);
  EXCEPTION WHEN OTHERS THEN NULL;
  END $$`

const asWritten = { getTypeParser: () => (value: string) => value }

const ignore = (): void => undefined

export interface OperatorSession {
  readonly tell: Tell
  /** Whatever is under way is undone. Twice is the same. */
  readonly close: () => void
}

/**
 * A session for statements that may take as long as a table is large. The server ends it soon after this process has died,
 * so that nobody waits for the locks of somebody who is not there any more.
 */
export const operatorSession = async (
  pool: Pool,
  { signal, lockMs = LOCK_MS }: OperatorOptions = {},
): Promise<OperatorSession> => {
  signal?.throwIfAborted()
  const settings = `
    SET statement_timeout = 0;
    SET lock_timeout = ${lockMs};
    SET idle_in_transaction_session_timeout = '1min';
    SET timezone = 'UTC';
    SET datestyle = 'ISO, YMD';
    SET search_path = '';
    ${watchful}`
  const { client, drop } = await ownSession(pool, CONNECT_MS, settings)
  const cancel = (): void => {
    const backend = 'processID' in client ? client.processID : undefined
    pool.query('SELECT pg_cancel_backend($1)', [backend]).catch(ignore)
  }
  signal?.addEventListener('abort', cancel)
  return {
    tell: async (text, values = []) => {
      signal?.throwIfAborted()
      const query = { text, types: asWritten, ...(values.length === 0 ? {} : { values: [...values] }) }
      try {
        const { rows } = await client.query<Row>(query)
        return rows
      } catch (error) {
        // What was cancelled fails with the words of Postgres; why is known better here.
        signal?.throwIfAborted()
        throw error
      }
    },
    close: () => {
      signal?.removeEventListener('abort', cancel)
      drop()
    },
  }
}

/** Lends such a session. */
export const withOperator = async <A>(
  pool: Pool,
  options: OperatorOptions,
  use: (tell: Tell) => Promise<A>,
): Promise<A> => {
  const { tell, close } = await operatorSession(pool, options)
  return use(tell).finally(close)
}

/** All or nothing. */
export const inTransaction = async <A>(tell: Tell, work: () => Promise<A>): Promise<A> => {
  await tell('BEGIN')
  const outcome = await work()
  await tell('COMMIT')
  return outcome
}
