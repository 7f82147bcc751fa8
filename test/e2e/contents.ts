import type { Pool } from 'pg'
import { projections } from '../../src/projections/index.js'
import type { TableShape } from '../../src/projections/table.js'

/**
 * Columns that a store sets, in each table that has them, and the SQL of what they stand for where that is to be equal.
 *
 * - `ledger_postings.position`: where the event is in the log, which is counted in events by one store and in bytes by
 *   the other, and both may interleave streams in their own way. It says which event it is, as `event_id` does, and in
 *   which order an order's postings were made.
 * - `seller_streams.position`: the same, of a stream's first event; which stream it is stands beside it.
 * - `recorded_at`: when this store took the event in. Of no other column is anything left out: `updated_at` of the order
 *   board is the time at which it happened.
 */
const setByTheStore: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  ledger_postings: {
    position: 'row_number() OVER (PARTITION BY order_id ORDER BY position, posting)',
    recorded_at: undefined,
  },
  seller_streams: { position: undefined },
  after_sales_steps: { recorded_at: undefined },
  order_timeline: { recorded_at: undefined },
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** What a table holds, whichever rows came first. */
export interface Contents {
  readonly rows: number
  /** MD5 of the sorted MD5s of its rows. */
  readonly hash: string
}

const contentsOf = async (pool: Pool, schema: string, table: TableShape): Promise<Contents> => {
  const own = setByTheStore[table.name] ?? {}
  const values = Object.keys(table.columns)
    .map(snake)
    .flatMap((column) => (column in own ? (own[column] ?? []) : column))
  const { rows } = await pool.query<{ rows: number; hash: string }>(
    `SELECT count(*)::int AS rows, coalesce(md5(string_agg(hash, '' ORDER BY hash)), '') AS hash
       FROM (SELECT md5(ROW(${values.join(', ')})::text) AS hash FROM ${schema}.${table.name}) AS hashed`,
  )
  const [row] = rows
  if (row === undefined) throw new Error(`nothing is told of ${table.name}`)
  return row
}

/** What every table of every projection holds, by its name. */
export const contents = async (pool: Pool, schema: string): Promise<Readonly<Record<string, Contents>>> => {
  const told: Record<string, Contents> = {}
  for (const table of projections.flatMap(({ tables }) => tables))
    told[table.name] = await contentsOf(pool, schema, table)
  return told
}
