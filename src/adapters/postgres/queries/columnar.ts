import type { Json } from '../../../domain/kernel/message.js'
import { instantOf, type Instant } from '../../../domain/kernel/time.js'
import type { Row } from './reader.js'
import { text } from './row.js'

/**
 * A column of all rows as one JSON array: thousands of rows are dearer to take apart one by one, in the database and in the
 * driver. Arrays of one statement have the same order. What may be more than 2^53 goes as text.
 */
export const columnSql = (name: string, expression: string, where?: string): string =>
  `coalesce(json_agg(${expression})${where === undefined ? '' : ` FILTER (WHERE ${where})`}, '[]') AS ${name}`

const columnIn = (row: Row, name: string): ReadonlyArray<Json> =>
  JSON.parse(text(row, name)) as ReadonlyArray<Json>

export const textsIn = (row: Row, name: string): ReadonlyArray<string> =>
  columnIn(row, name) as ReadonlyArray<string>

export const optionalTextsIn = (row: Row, name: string): ReadonlyArray<string | null> =>
  columnIn(row, name) as ReadonlyArray<string | null>

export const countsIn = (row: Row, name: string): ReadonlyArray<number> =>
  columnIn(row, name) as ReadonlyArray<number>

export const optionalCountsIn = (row: Row, name: string): ReadonlyArray<number | null> =>
  columnIn(row, name) as ReadonlyArray<number | null>

export const flagsIn = (row: Row, name: string): ReadonlyArray<boolean> =>
  columnIn(row, name) as ReadonlyArray<boolean>

/** Milliseconds since 1970 as instants: events of one append have the same, and it is dear to make. */
export const instantsIn = (row: Row, name: string): ReadonlyArray<Instant> => {
  const known = new Map<number, Instant>()
  return countsIn(row, name).map((ms) => {
    const instant = known.get(ms) ?? instantOf(ms)
    known.set(ms, instant)
    return instant
  })
}

const quoted = (value: string | number): string => `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`

/** A Postgres array of these, as text. */
export const arrayOf = (values: ReadonlyArray<string | number>): string => `{${values.map(quoted).join(',')}}`
