import { deliveredFrom } from '../../src/application/delivered.js'
import type { EventStore, ReadStore } from '../../src/application/ports.js'
import { isLeft } from '../../src/fp.js'
import type { Values } from '../../src/projections/column.js'
import { foldAll } from '../../src/projections/fold.js'
import { projections } from '../../src/projections/index.js'
import type { Projection } from '../../src/projections/projection.js'
import type { TableShape } from '../../src/projections/table.js'
import type pg from 'pg'
import { readToEnd } from '../support/log.js'
import { streamsOf, type Streams } from './marketplace.js'

export interface Database {
  readonly pool: pg.Pool
  readonly url: string
  readonly schema: string
}

const textOf = (row: Values): string =>
  JSON.stringify(
    Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)),
    (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
  )

const differing = (a: ReadonlyArray<Values>, b: ReadonlyArray<Values>): number => {
  const known = new Set(b.map(textOf))
  return a.filter((row) => !known.has(textOf(row))).length
}

const rowsIn = async ({ pool, schema }: Database, { name }: TableShape): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${schema}.${name}`)
  return rows[0]?.n ?? 0
}

/** Of every table of these projections, what is not as the fold of the log says. */
export const tableProblems = async (
  store: EventStore,
  reads: ReadStore,
  database: Database,
  checked: ReadonlyArray<Projection> = projections,
): Promise<ReadonlyArray<string>> => {
  const occurrences = (await readToEnd(store, { after: undefined, limit: 2_000 })).map((event) => {
    const read = deliveredFrom(event)
    if (isLeft(read)) throw new Error(`${event.type} cannot be read`)
    return read.right
  })
  const problems: Array<string> = []
  for (const projection of checked)
    for (const { table, rows } of foldAll(projection, occurrences)) {
      const keys = rows.map((row) => table.key.map((column) => row[column] ?? null))
      const there = await reads.rows(table, keys)
      const wrong = differing(rows, there) + Math.abs((await rowsIn(database, table)) - rows.length)
      if (wrong > 0) problems.push(`${table.name}: ${wrong} rows differ from the fold`)
    }
  return problems
}

/** The first that differs, with what comes after it. */
const firstDiffering = (there: ReadonlyArray<string>, expected: ReadonlyArray<string>): string => {
  const at = there.findIndex((mark, nr) => mark !== expected[nr])
  const from = at < 0 ? there.length : at
  return `from number ${from}: ${there.slice(from).join(', ')} instead of ${expected.slice(from).join(', ')}`
}

/** Of every stream, what is not as it would be where nothing goes wrong. */
export const streamProblems = (there: Streams, expected: Streams): ReadonlyArray<string> => {
  const problems: Array<string> = []
  for (const [stream, ids] of expected)
    if (String(there.get(stream)) !== String(ids)) {
      const found = there.get(stream) ?? []
      problems.push(
        `${stream}: ${found.length} events instead of ${ids.length}, or others, ${firstDiffering(found, ids)}`,
      )
    }
  for (const stream of there.keys()) if (!expected.has(stream)) problems.push(`${stream}: not expected`)
  return problems
}

/**
 * What is wrong in the end; nothing, if all is well: every stream holds exactly the events that it holds where nothing
 * goes wrong, each acknowledged event once, every table is the fold, and every checkpoint stands at the last event.
 */
export const problemsOf = async (
  { store, reads, database }: { store: EventStore; reads: ReadStore; database: Database },
  { expected, acknowledged }: { expected: Streams; acknowledged: ReadonlySet<string> },
): Promise<ReadonlyArray<string>> => {
  const events = await readToEnd(store, { after: undefined, limit: 2_000 })
  const there = streamsOf(events)
  const ids = events.map(({ id }) => id)
  const known = new Set(ids)
  const lost = [...acknowledged].filter((id) => !known.has(id)).length
  const head = await store.head()
  const behind = (await reads.statuses()).filter(({ position }) => position?.commit !== head?.commit)
  return [
    ...(lost > 0 ? [`${lost} acknowledged events are lost`] : []),
    ...(known.size < ids.length ? [`${ids.length - known.size} events are doubled`] : []),
    ...streamProblems(there, expected),
    ...(await tableProblems(store, reads, database)),
    ...behind.map(({ name }) => `${name} is stuck`),
  ]
}

/** So many there should be. */
export const differs = (what: string, there: number, expected: number): ReadonlyArray<string> =>
  there === expected ? [] : [`${there} ${what} instead of ${expected}`]
