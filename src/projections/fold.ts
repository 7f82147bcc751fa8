import type { DomainEvent } from '../domain/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { left, right, type Either } from '../fp.js'
import type { Value, Values } from './column.js'
import { touchesOf, type Projection } from './projection.js'
import { rowOf, type Row, type TableShape } from './table.js'

/** An event, and what the store knows of it. */
export interface Occurrence {
  readonly event: DomainEvent
  readonly recorded: Recorded
}

export interface TableRows {
  readonly table: TableShape
  readonly rows: ReadonlyArray<Values>
}

export interface TableKeys {
  readonly table: TableShape
  readonly keys: ReadonlyArray<ReadonlyArray<Value>>
}

/** A row that was read back and does not fit its table: nothing can be folded into it. */
export interface UnfitRow {
  readonly type: 'UnfitRow'
  readonly table: string
  readonly key: ReadonlyArray<Value>
}

/** A key as one text, unique within its table: no text value holds NUL, because Postgres could not store it. */
const nameOf = (key: ReadonlyArray<Value>): string => {
  let name = String(key[0])
  for (let i = 1; i < key.length; i++) name += `\0${String(key[i])}`
  return name
}

/** The name of a row's key, made without the key: there are as many of them as postings. */
const nameIn = ({ key }: TableShape, values: Values): string => {
  let name = ''
  for (const column of key) name += `${String(values[column] ?? null)}\0`
  return name
}

const keyIn = ({ key }: TableShape, values: Values): ReadonlyArray<Value> =>
  key.map((column) => values[column] ?? null)

/** The rows that must be read before these events are folded into them: each key once. */
export const keysOf = (
  projection: Projection,
  occurrences: Iterable<Occurrence>,
): ReadonlyArray<TableKeys> => {
  if (projection.tables.every(({ kind }) => kind !== 'rows')) return []
  const touched = new Map<TableShape, Map<string, ReadonlyArray<Value> | undefined>>()
  for (const table of projection.tables) touched.set(table, new Map())
  for (const { event, recorded } of occurrences) {
    for (const touch of touchesOf(projection, event, recorded)) {
      if (touch.kind === 'add') continue
      const keys = touched.get(touch.table)
      const name = nameOf(touch.key)
      if (keys?.has(name) === false) keys.set(name, touch.needsRow ? touch.key : undefined)
    }
  }
  return [...touched]
    .map(([table, keys]) => ({ table, keys: [...keys.values()].filter((key) => key !== undefined) }))
    .filter(({ keys }) => keys.length > 0)
}

/** The rows of a table in the making; those of `rows` and `sums` by the name of their key. */
interface Making {
  readonly rows: Map<string, Row>
  readonly sums: Map<string, Record<string, Value>>
  readonly log: Array<Values>
}

const addTo = (sums: Making['sums'], table: TableShape, values: Values): void => {
  const name = nameIn(table, values)
  const sum = sums.get(name)
  if (sum === undefined) {
    sums.set(name, { ...values })
    return
  }
  for (const column of table.sums) {
    const [a, b] = [sum[column], values[column]]
    // Most columns of most additions are nothing.
    if (typeof a === 'bigint' && typeof b === 'bigint' && b !== 0n) sum[column] = a + b
  }
  for (const column of table.least) {
    const [a, b] = [sum[column], values[column]]
    if (typeof a === 'string' && typeof b === 'string' && b < a) sum[column] = b
  }
}

const inKeyOrder = <A>(named: ReadonlyMap<string, A>): ReadonlyArray<A> => {
  const sorted: Array<A> = []
  for (const name of [...named.keys()].sort()) {
    const row = named.get(name)
    if (row !== undefined) sorted.push(row)
  }
  return sorted
}

const rowsIn = ({ kind }: TableShape, making: Making): ReadonlyArray<Values> => {
  switch (kind) {
    case 'rows':
      return inKeyOrder(making.rows).map(({ values }) => values)
    case 'sums':
      return inKeyOrder(making.sums)
    case 'log':
      return making.log
  }
}

const makingOf = ({ tables }: Projection): ReadonlyMap<TableShape, Making> =>
  new Map(tables.map((table) => [table, { rows: new Map(), sums: new Map(), log: [] }]))

const foldInto = (
  tables: ReadonlyMap<TableShape, Making>,
  projection: Projection,
  occurrences: Iterable<Occurrence>,
): ReadonlyArray<TableRows> => {
  for (const { event, recorded } of occurrences) {
    for (const touch of touchesOf(projection, event, recorded)) {
      const { table } = touch
      const making = tables.get(table)
      if (making === undefined) continue
      if (touch.kind === 'evolve') {
        const name = nameOf(touch.key)
        const row = touch.evolve(making.rows.get(name))
        if (row !== undefined) making.rows.set(name, row)
      } else if (table.kind === 'sums') addTo(making.sums, table, touch.values)
      else making.log.push(touch.values)
    }
  }
  return [...tables].map(([table, making]) => ({ table, rows: rowsIn(table, making) }))
}

/**
 * What these events write, in key order; `read` are those rows of `keysOf` that are there. Handlers are run again
 * instead of keeping what they said for `keysOf`: a page of closures is dearer than the calls.
 */
export const fold = (
  projection: Projection,
  occurrences: Iterable<Occurrence>,
  read: ReadonlyArray<TableRows>,
): Either<UnfitRow, ReadonlyArray<TableRows>> => {
  const tables = makingOf(projection)
  for (const { table, rows } of read) {
    for (const values of rows) {
      const key = keyIn(table, values)
      const row = rowOf(table, values)
      if (row === undefined) return left({ type: 'UnfitRow', table: table.name, key })
      tables.get(table)?.rows.set(nameOf(key), row)
    }
  }
  return right(foldInto(tables, projection, occurrences).filter(({ rows }) => rows.length > 0))
}

/**
 * All rows of all tables of a projection after these events, from nothing: an as-of answer, and what the tables in the
 * store are checked against.
 */
export const foldAll = (
  projection: Projection,
  occurrences: Iterable<Occurrence>,
): ReadonlyArray<TableRows> => foldInto(makingOf(projection), projection, occurrences)
