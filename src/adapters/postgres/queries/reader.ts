import { createHash } from 'node:crypto'
import type pg from 'pg'
import { ReadsUnavailable } from '../../../application/queries.js'
import { withDeadline } from '../../deadline.js'
import { heardOf } from '../heard.js'
import { unavailability } from './unavailable.js'

/** A question in SQL, prepared once per connection under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** The name holds a fingerprint of the text, so that two schemas or releases on one connection never share one. */
export const statement = (label: string, text: string): Statement => ({
  name: `${label}_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`,
  text,
})

/** Columns as Postgres writes them: what the host did to the type parsers of `pg` does not reach us. */
export type Row = Readonly<Record<string, string | null>>

/** Asks within the deadline; rejects with `ReadsUnavailable` when there is no answer or nobody to give one. */
export type Ask = (
  { name, text }: Statement,
  values: ReadonlyArray<string | number | null>,
) => Promise<ReadonlyArray<Row>>

const asWritten = { getTypeParser: () => (value: string) => value }

const tooSlow = (): Error => new ReadsUnavailable('timeout')

// Postgres keeps the first 1024 bytes of what a process runs.
const TEXT_COMPARED = 500

const ignore = (): void => undefined

/** Waiting for a connection and for the answer is bounded by `timeoutMs` each. */
export const reader = (pool: pg.Pool, timeoutMs: number): Ask => {
  // The server does not notice that nobody waits any more: without this a slow query would go on to its end. The text is
  // compared because behind a connection pooler the process is another one.
  const cancel = (client: pg.PoolClient, { text }: Statement): void => {
    const backend = 'processID' in client ? client.processID : undefined
    const sql = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
      WHERE pid = $1 AND datname = current_database() AND starts_with(query, $2)`
    withDeadline(pool.query(sql, [backend, text.slice(0, TEXT_COMPARED)]), timeoutMs).catch(ignore)
  }

  const answer = async (client: pg.PoolClient, question: Statement, values: ReadonlyArray<unknown>) => {
    // A connection that is lost during the query also emits: unheard, that would end the process.
    client.on('error', ignore)
    try {
      const config = { ...question, values: [...values], types: asWritten }
      const { rows } = await withDeadline(client.query<Row>(config), timeoutMs, tooSlow)
      client.off('error', ignore)
      client.release()
      return rows
    } catch (error) {
      if (error instanceof ReadsUnavailable) cancel(client, question)
      client.release(true)
      throw error
    }
  }

  return async (question, values) => {
    try {
      const client = await withDeadline(heardOf(pool).connect(), timeoutMs, tooSlow, (unused) => {
        unused.release()
      })
      return await answer(client, question, values)
    } catch (error) {
      const reason = unavailability(error)
      throw reason === undefined ? error : new ReadsUnavailable(reason, { cause: error })
    }
  }
}
