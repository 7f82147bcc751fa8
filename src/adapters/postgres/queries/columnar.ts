import type { Json } from '../../../domain/kernel/message.js'
import type { Money } from '../../../application/views.js'
import { instantOf, type Instant } from '../../../domain/kernel/time.js'
import type { Row } from './reader.js'
import { text } from './row.js'

/**
 * A column of all rows as one JSON array: thousands of rows are dearer to take apart one by one, in the database and in the
 * driver. Arrays of one statement have the same order.
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

// What 2^53 cannot hold has more digits than this.
const MANY_DIGITS = /-?\d{16,}/g

const withDigits = (json: string): string =>
  MANY_DIGITS.test(json) ? json.replace(MANY_DIGITS, '"$&"') : json

/** Whole numbers of any size, to be made a bigint: as text where they are large. */
type Digits = number | string

export const digitsIn = (row: Row, name: string): ReadonlyArray<Digits> =>
  JSON.parse(withDigits(text(row, name))) as ReadonlyArray<Digits>

export const optionalDigitsIn = (row: Row, name: string): ReadonlyArray<Digits | null> =>
  JSON.parse(withDigits(text(row, name))) as ReadonlyArray<Digits | null>

/** Texts of which there are few, each of them once: what is kept of thousands is small, and compared at once. */
export const wordsIn = (row: Row, name: string): ReadonlyArray<string> => {
  const known = new Map<string, string>()
  return textsIn(row, name).map((word) => {
    const same = known.get(word)
    if (same === undefined) known.set(word, word)
    return same ?? word
  })
}

/** Amounts of one currency. */
export interface MoneyIn {
  readonly currency: string
  readonly of: (minor: Digits) => Money
}

/** Each amount is made once: on its way money is the same on several accounts. `before` is gone on with, if it is of this currency. */
export const moneyIn = (currency: string, before?: MoneyIn): MoneyIn => {
  if (before?.currency === currency) return before
  const known = new Map<Digits, Money>()
  const of = (minor: Digits): Money => {
    const same = known.get(minor)
    if (same !== undefined) return same
    const money = { minor: BigInt(minor), currency }
    known.set(minor, money)
    return money
  }
  return { currency, of }
}

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

/** The places of rows that are numbered from 0 in groups, group by group. */
export const groupsIn = (row: Row, name: string): ReadonlyArray<ReadonlyArray<number>> => {
  const groups: Array<ReadonlyArray<number>> = []
  const numbers = countsIn(row, name)
  const places = numbers.map((_, i) => i)
  for (let begin = 0; begin < places.length;) {
    let end = begin + 1
    while (end < places.length && numbers[end] !== 0) end++
    groups.push(places.slice(begin, end))
    begin = end
  }
  return groups
}

const quoted = (value: string | number): string => `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`

/** A Postgres array of these, as text. */
export const arrayOf = (values: ReadonlyArray<string | number>): string => `{${values.map(quoted).join(',')}}`
