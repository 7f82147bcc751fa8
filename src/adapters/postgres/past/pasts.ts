import type { Pool } from 'pg'
import { isLeft, left, right, type Either } from '../../../fp.js'
import type { Past, PastRefusal, PastRows, PastRowsOf, Pasts } from '../../../application/past.js'
import type { System } from '../../../application/ports.js'
import { ReadsUnavailable, type Queries } from '../../../application/queries.js'
import { tableQueries } from '../queries/tables.js'
import type { Ask } from '../queries/reader.js'
import { quotedSchema } from '../schemaName.js'
import { PAST_SCHEMA, pastSession, type PastSession } from './pastSession.js'

export interface PostgresPastsOptions {
  readonly pool: Pool
  readonly schema: string
  /** The rows that are asked. */
  readonly rowsOf: PastRowsOf
  readonly system: Pick<System, 'now'>
  /** Pasts that are asked at once, each on one of the pool's connections; default 2. */
  readonly sessions?: number
  /** Those that wait for one besides; default 32. */
  readonly waitingMax?: number
  /** For a connection, and for an answer; default 5 s. */
  readonly timeoutMs?: number
}

/** After it was asked for the last time, a session is given up. */
const IDLE_MS = 30_000

/** One session, opened when it is needed, and the questions that go there. The questions are made once. */
interface Seat {
  readonly queries: Queries
  readonly open: (rows: PastRows) => Promise<void>
  readonly close: () => Promise<void>
  readonly drop: () => void
}

const seatOf = (make: () => Promise<PastSession>, system: Pick<System, 'now'>): Seat => {
  let session: PastSession | undefined
  let rows: PastRows | undefined
  let idle: NodeJS.Timeout | undefined

  const ask: Ask = (statement, values) =>
    session === undefined
      ? Promise.reject(new ReadsUnavailable('unreachable'))
      : session.ask(statement, values)

  const place = () => ({ commit: rows?.position ?? 0n, prepare: rows?.position ?? 0n })
  const drop = (): void => {
    clearTimeout(idle)
    session?.drop()
    session = undefined
  }
  return {
    queries: {
      ...tableQueries(ask, PAST_SCHEMA, () => rows?.now ?? system.now()),
      deadlines: () => Promise.resolve(undefined),
      projections: () => Promise.resolve({ projections: [] }),
      reflected: () => Promise.resolve(place()),
      reached: (position) =>
        Promise.resolve(
          position.commit <= place().commit
            ? right(place())
            : left({ type: 'PositionBeyondLog', position, head: place() }),
        ),
    },
    open: async (past) => {
      clearTimeout(idle)
      if (session?.isLost() !== false) session = await make()
      rows = past
      await session.begin(past)
    },
    close: async () => {
      try {
        if (session?.isLost() === false) await session.end()
      } catch {
        drop()
      }
      if (session?.isLost() === true) drop()
      idle = setTimeout(drop, IDLE_MS)
      idle.unref()
    },
    drop,
  }
}

/**
 * Read models as of then, for one seller at a time: the rows of then are put into temporary tables, and the same SQL asks
 * these. Opens no connection before it is asked.
 */
export const postgresPasts = ({
  pool,
  schema,
  rowsOf,
  system,
  sessions = 2,
  waitingMax = 32,
  timeoutMs = 5_000,
}: PostgresPastsOptions): Pasts => {
  const quoted = quotedSchema(schema)
  const seats = Array.from({ length: sessions }, () =>
    seatOf(() => pastSession(pool, { schema: quoted, timeoutMs }), system),
  )
  const free = [...seats]
  const waiting: Array<(seat: Seat) => void> = []

  const give = (seat: Seat): void => {
    const next = waiting.shift()
    if (next === undefined) free.push(seat)
    else next(seat)
  }

  const take = (): Promise<Seat> | undefined => {
    const seat = free.pop()
    if (seat !== undefined) return Promise.resolve(seat)
    if (waiting.length >= waitingMax) return undefined
    return new Promise((resolve) => waiting.push(resolve))
  }

  return {
    open: async (subject, at): Promise<Either<PastRefusal, Past>> => {
      const taken = take()
      if (taken === undefined) return left({ type: 'TooManyPasts', waitingMax })
      const seat = await taken
      try {
        const rows = await rowsOf(subject, at)
        if (isLeft(rows)) {
          give(seat)
          return rows
        }
        await seat.open(rows.right)
      } catch (error) {
        seat.drop()
        give(seat)
        throw error
      }
      let isOpen = true
      return right({
        queries: seat.queries,
        close: async () => {
          if (!isOpen) return
          isOpen = false
          await seat.close()
          give(seat)
        },
      })
    },
    close: () => {
      for (const seat of seats) seat.drop()
    },
  }
}
