import type { Pool } from 'pg'
import type { PastRows } from '../../../application/past.js'
import { ReadsUnavailable } from '../../../application/queries.js'
import type { Values } from '../../../projections/column.js'
import { projections } from '../../../projections/index.js'
import type { Projection } from '../../../projections/projection.js'
import type { TableShape } from '../../../projections/table.js'
import { withDeadline } from '../../deadline.js'
import { arrayBytes } from '../arrayBytes.js'
import { ownSession, type OwnSession } from '../ownSession.js'
import type { Ask, Row } from '../queries/reader.js'
import { unavailability } from '../queries/unavailable.js'
import { tableSqlIn } from '../tableSql.js'

/** Where a session has tables of its own, which nobody else sees. */
export const PAST_SCHEMA = 'pg_temp'

const CHECKPOINTS = 'projection_checkpoints'
const ROWS_MAX = 10_000
const asWritten = { getTypeParser: () => (value: string) => value }

const homes: ReadonlyMap<string, readonly [Projection, TableShape]> = new Map(
  projections.flatMap((projection) =>
    projection.tables.map((table) => [table.name, [projection, table] as const]),
  ),
)

/** The tables are those of the live schema, with their indexes; what is in them is gone at the end of each transaction. */
const preparation = (schema: string, timeoutMs: number): string =>
  [
    `SET statement_timeout = ${timeoutMs}`,
    `SET timezone = 'UTC'`,
    `SET datestyle = 'ISO, YMD'`,
    `SET synchronous_commit = off`,
    ...[...homes.keys(), CHECKPOINTS].map(
      (name) => `CREATE TEMPORARY TABLE ${name} (LIKE ${schema}.${name} INCLUDING ALL) ON COMMIT DELETE ROWS`,
    ),
  ].join(';\n')

const tablesIn = (sql: string): ReadonlyArray<string> => [
  ...new Set(
    [...sql.matchAll(/\bpg_temp\.([a-z_]+)/g)].flatMap(([, name]) => (name === undefined ? [] : [name])),
  ),
]

const sqlOf = tableSqlIn(PAST_SCHEMA)

/** A session with tables of its own, for one past after the other. */
export interface PastSession {
  readonly ask: Ask
  /** From here on these rows are what is asked. Each table is filled when it is asked for the first time. */
  begin(rows: PastRows): Promise<void>
  end(): Promise<void>
  readonly isLost: () => boolean
  drop(): void
}

export const pastSession = async (
  pool: Pool,
  { schema, timeoutMs }: { readonly schema: string; readonly timeoutMs: number },
): Promise<PastSession> => {
  const session: OwnSession = await ownSession(pool, timeoutMs, preparation(schema, timeoutMs))
  const { client, lost, drop } = session
  let rows: PastRows | undefined
  let filled = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()

  const tell = async (text: string, values: ReadonlyArray<unknown> = []): Promise<ReadonlyArray<Row>> => {
    const query = client.query<Row>({ text, values: [...values], types: asWritten })
    return (await withDeadline(query, timeoutMs * 1.5, () => new ReadsUnavailable('timeout'))).rows
  }

  const write = async (table: TableShape, all: ReadonlyArray<Values>): Promise<void> => {
    for (let from = 0; from < all.length; from += ROWS_MAX) {
      const part = all.slice(from, from + ROWS_MAX)
      const columns = Object.entries(table.columns).map(([column, { sqlType }]) =>
        arrayBytes(
          sqlType,
          part.map((row) => row[column] ?? null),
        ),
      )
      await tell(sqlOf(table).write.text, columns)
    }
  }

  const fillCheckpoints = async (position: bigint): Promise<void> => {
    if (position === 0n) return
    await tell(
      `INSERT INTO ${PAST_SCHEMA}.${CHECKPOINTS}
         (name, version, commit_position, prepare_position, incarnation, epoch, updated_at)
         SELECT unnest($1::text[]), 1, $2::int8, $2::int8, '', 1, clock_timestamp()`,
      [projections.map(({ name }) => name), position.toString()],
    )
  }

  const fill = async (name: string, past: PastRows): Promise<void> => {
    if (filled.has(name)) return
    filled.add(name)
    if (name === CHECKPOINTS) {
      await fillCheckpoints(past.position)
      return
    }
    const home = homes.get(name)
    if (home === undefined) return
    const [projection, table] = home
    const found = past.rowsOf(projection).find((each) => each.table === table)
    await write(table, found?.rows ?? [])
  }

  const answer = async (text: string, values: ReadonlyArray<unknown>): Promise<ReadonlyArray<Row>> => {
    if (rows === undefined) throw new Error('no past is open here')
    for (const name of tablesIn(text)) await fill(name, rows)
    return tell(text, values)
  }

  /** One statement after the other: a table is filled before it is asked. */
  const inTurn = <A>(work: () => Promise<A>): Promise<A> => {
    const next = turn.then(work, work)
    turn = next.catch(() => undefined)
    return next
  }

  return {
    ask: async ({ text }, values) => {
      try {
        return await inTurn(() => answer(text, values))
      } catch (error) {
        // Whatever it was, the transaction cannot go on.
        drop()
        const reason = unavailability(error)
        throw reason === undefined ? error : new ReadsUnavailable(reason, { cause: error })
      }
    },
    begin: async (past) => {
      rows = past
      filled = new Set()
      await inTurn(() => tell('BEGIN'))
    },
    end: async () => {
      await inTurn(() => tell('COMMIT'))
      rows = undefined
    },
    isLost: () => lost.aborted,
    drop,
  }
}
