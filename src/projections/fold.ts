import type { DomainEvent } from '../domain/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import { left, right, type Either } from '../fp.js'
import { touchesOf, type Projection } from './projection.js'
import { rowOf, type Row, type TableShape, type Value, type Values } from './table.js'

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

/** The rows that must be read before these events are folded into them: each key once. */
export const keysOf = (
  projection: Projection,
  occurrences: Iterable<Occurrence>,
): ReadonlyArray<TableKeys> => {
  const touched = new Map<TableShape, Map<string, ReadonlyArray<Value> | undefined>>()
  for (const table of projection.tables) if (!table.appendOnly) touched.set(table, new Map())
  for (const { event, recorded } of occurrences) {
    for (const { table, key, needsRow } of touchesOf(projection, event, recorded)) {
      const keys = touched.get(table)
      if (keys === undefined) continue
      const name = nameOf(key)
      if (!keys.has(name)) keys.set(name, needsRow ? key : undefined)
    }
  }
  return [...touched]
    .map(([table, keys]) => ({ table, keys: [...keys.values()].filter((key) => key !== undefined) }))
    .filter(({ keys }) => keys.length > 0)
}

/** Rows in the making: of tables that evolve by the name of their key, of the others as they are added. */
interface Tables {
  readonly keyed: ReadonlyMap<TableShape, Map<string, Row>>
  readonly added: ReadonlyMap<TableShape, Array<Values>>
}

const tablesOf = ({ tables }: Projection): Tables => ({
  keyed: new Map(tables.filter(({ appendOnly }) => !appendOnly).map((table) => [table, new Map()])),
  added: new Map(tables.filter(({ appendOnly }) => appendOnly).map((table) => [table, []])),
})

const inKeyOrder = (rows: ReadonlyMap<string, Row> = new Map()): ReadonlyArray<Values> => {
  const sorted: Array<Values> = []
  for (const name of [...rows.keys()].sort()) {
    const row = rows.get(name)
    if (row !== undefined) sorted.push(row.values)
  }
  return sorted
}

const foldInto = (
  { keyed, added }: Tables,
  projection: Projection,
  occurrences: Iterable<Occurrence>,
): ReadonlyArray<TableRows> => {
  for (const { event, recorded } of occurrences) {
    for (const { table, key, evolve } of touchesOf(projection, event, recorded)) {
      const rows = keyed.get(table)
      if (rows === undefined) {
        const row = evolve(undefined)
        if (row !== undefined) added.get(table)?.push(row.values)
        continue
      }
      const name = nameOf(key)
      const row = evolve(rows.get(name))
      if (row !== undefined) rows.set(name, row)
    }
  }
  return projection.tables.map((table) => ({ table, rows: added.get(table) ?? inKeyOrder(keyed.get(table)) }))
}

/**
 * The rows that these events touch, as they are after them, in key order; `read` are those of `keysOf` that are there.
 * Handlers are run again instead of keeping what they said for `keysOf`: a page of closures is dearer than the calls.
 */
export const fold = (
  projection: Projection,
  occurrences: Iterable<Occurrence>,
  read: ReadonlyArray<TableRows>,
): Either<UnfitRow, ReadonlyArray<TableRows>> => {
  const tables = tablesOf(projection)
  for (const { table, rows } of read) {
    for (const values of rows) {
      const key = table.key.map((column) => values[column] ?? null)
      const row = rowOf(table, values)
      if (row === undefined) return left({ type: 'UnfitRow', table: table.name, key })
      tables.keyed.get(table)?.set(nameOf(key), row)
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
): ReadonlyArray<TableRows> => foldInto(tablesOf(projection), projection, occurrences)
