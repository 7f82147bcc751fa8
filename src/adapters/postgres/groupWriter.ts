import type { Pool } from 'pg'
import { isAnswered } from './appendFailure.js'
import { parametersOf, type Group } from './appendGroup.js'
import { withDeadline } from '../deadline.js'
import type { EventStoreTimes } from './eventStoreOptions.js'
import { ownSession, type OwnSession } from './ownSession.js'
import { statement, type Row } from './queries/reader.js'

/** No connection could be made ready: nothing was sent. */
export class NotSent extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'NotSent'
  }
}

export interface GroupWriter {
  /** One row per append, in order. Rejects with `NotSent`, or with what became of the statement. */
  write(group: Group): Promise<ReadonlyArray<Row>>
  close(): void
}

const asWritten = { getTypeParser: () => (value: string) => value }

/** Read committed, because after the lock a statement must see what was committed while it waited. */
const settings = ({ statementMs, lockMs }: EventStoreTimes): string => `
  SET statement_timeout = ${statementMs};
  SET lock_timeout = ${lockMs};
  SET idle_in_transaction_session_timeout = ${statementMs};
  SET default_transaction_isolation = 'read committed'`

/** The one connection on which this process appends; opened when needed, and anew after it was lost. */
export const groupWriter = (pool: Pool, schema: string, times: EventStoreTimes): GroupWriter => {
  const sql = statement(
    'append_events',
    `SELECT verdict, last_revision, last_position FROM ${schema}.append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
  )
  let session: OwnSession | undefined

  const opened = async (): Promise<OwnSession> => {
    if (session !== undefined && !session.lost.aborted) return session
    try {
      session = await ownSession(pool, times.connectMs, settings(times))
      return session
    } catch (error) {
      throw new NotSent(error)
    }
  }

  return {
    write: async (group) => {
      const { client, drop } = await opened()
      const query = { ...sql, values: parametersOf(group), types: asWritten }
      try {
        const { rows } = await withDeadline(client.query<Row>(query), times.answerMs)
        return rows
      } catch (error) {
        if (!isAnswered(error)) drop()
        throw error
      }
    },
    close: () => session?.drop(),
  }
}
