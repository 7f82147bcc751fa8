import type { Pool } from 'pg'
import { withDeadline } from '../deadline.js'
import { copyIn } from './copyIn.js'
import { ownSession, type OwnSession } from './ownSession.js'
import type { Row, Statement } from './queries/reader.js'

export interface SessionOptions {
  /** At most this many at once; each holds one of the pool's connections until it is lost or closed. */
  readonly max: number
  /** For a free session, and for the pool to give a connection. */
  readonly waitMs: number
  /** For an answer to a statement; longer than the server takes at most, so that only a lost server is given up. */
  readonly answerMs: number
  /** What a new session is set to. */
  readonly prepare: string
}

/** No session was free in time. Nothing was sent to the database. */
export class NoSession extends Error {
  constructor(waitMs: number) {
    super(`no database session was free within ${waitMs} ms`)
    this.name = 'NoSession'
  }
}

export class SessionsClosed extends Error {
  constructor() {
    super('the database sessions are closed')
    this.name = 'SessionsClosed'
  }
}

/** Arrays come as the bytes of Postgres's binary format. */
export type Parameter = string | null | Buffer

/** Asks in one session, one statement after the other. Answers are as Postgres wrote them, whatever the host's parsers. */
export type Ask = (
  statement: Statement | string,
  values?: ReadonlyArray<Parameter>,
) => Promise<{ readonly rows: ReadonlyArray<Row>; readonly count: number }>

/** Sends the bytes that a `COPY … FROM STDIN` reads. */
export type Copy = (sql: string, chunks: ReadonlyArray<Buffer>) => Promise<void>

export interface Sessions {
  /** Runs the work on a session of its own. A session whose work failed is dropped: nobody knows what it is left with. */
  use<A>(work: (ask: Ask, copy: Copy) => Promise<A>): Promise<A>
  /** Drops the sessions, those at work once they are done. No work begins after this. */
  close(): void
}

const asWritten = { getTypeParser: () => (value: string) => value }

interface Waiter {
  readonly take: () => void
  readonly fail: (error: Error) => void
}

/** A few sessions of our own from the host's pool, opened as they are needed. */
export const sessionsOf = (pool: Pool, { max, waitMs, answerMs, prepare }: SessionOptions): Sessions => {
  const idle: Array<OwnSession> = []
  const waiting: Array<Waiter> = []
  let busy = 0
  const closing = new AbortController()
  const isClosed = (): boolean => closing.signal.aborted

  const turn = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const waiter: Waiter = {
        take: () => {
          clearTimeout(timer)
          resolve()
        },
        fail: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      }
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(waiter), 1)
        reject(new NoSession(waitMs))
      }, waitMs)
      waiting.push(waiter)
    })

  const idleSession = (): OwnSession | undefined => {
    let session = idle.pop()
    while (session?.lost.aborted === true) session = idle.pop()
    return session
  }

  const asking =
    ({ client }: OwnSession): Ask =>
    async (statement, values = []) => {
      const { name, text } = typeof statement === 'string' ? { name: '', text: statement } : statement
      const query = { text, types: asWritten, ...(name === '' ? {} : { name, values: [...values] }) }
      const { rows, rowCount } = await withDeadline(client.query<Row>(query), answerMs)
      return { rows, count: rowCount ?? 0 }
    }

  return {
    use: async (work) => {
      if (isClosed()) throw new SessionsClosed()
      // Whoever ends hands its turn to the one who waits longest.
      if (busy >= max) await turn()
      else busy += 1
      let session: OwnSession | undefined
      try {
        session = idleSession() ?? (await ownSession(pool, waitMs, prepare))
        const { client } = session
        const copy: Copy = (sql, chunks) => withDeadline(copyIn(client, sql, chunks), answerMs)
        const result = await work(asking(session), copy)
        if (isClosed()) session.drop()
        else idle.push(session)
        return result
      } catch (error) {
        session?.drop()
        throw error
      } finally {
        const next = waiting.shift()
        if (next === undefined) busy -= 1
        else next.take()
      }
    },
    close: () => {
      closing.abort()
      for (const session of idle.splice(0)) session.drop()
      for (const { fail } of waiting.splice(0)) fail(new SessionsClosed())
    },
  }
}
