import type { Json } from '../../../domain/kernel/message.js'
import { instantOf, LocalDate, type Instant } from '../../../domain/kernel/time.js'
import { OrderStatus } from '../../../domain/order/events.js'
import type { DayRange } from '../../../application/queries.js'
import type { Money } from '../../../application/views.js'
import { textOf } from '../rowText.js'
import type { Row } from './reader.js'

/** The read model does not hold what it promised: a bug or a foreign hand. */
const broken = (column: string, rule: string): Error => new Error(`read model column ${column} ${rule}`)

export const optional = (row: Row, column: string): string | undefined => row[column] ?? undefined

export const text = (row: Row, column: string): string => {
  const value = row[column]
  if (value === undefined || value === null) throw broken(column, 'is missing')
  return value
}

export const big = (row: Row, column: string): bigint => BigInt(text(row, column))

/** A number of things. More than 2^53 of them cannot be. */
export const count = (row: Row, column: string): number => {
  const value = Number(text(row, column))
  if (!Number.isSafeInteger(value)) throw broken(column, 'is not a safe integer')
  return value
}

export const money = (row: Row, column: string): Money => ({
  minor: big(row, column),
  currency: text(row, 'currency'),
})

export const optionalCount = (row: Row, column: string): number | undefined =>
  optional(row, column) === undefined ? undefined : count(row, column)

export const optionalMoney = (row: Row, column: string): Money | undefined =>
  optional(row, column) === undefined ? undefined : money(row, column)

/** SQL for a timestamptz column that `instant` reads: milliseconds since 1970, whatever the session's zone and style. */
export const instantSql = (column: string, alias = column): string => `${epochMsSql(column)} AS ${alias}`

export const epochMsSql = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::int8`

const INSTANTS_MAX = 10_000
const instants = new Map<string, Instant>()

/** Rows of one event have the same instants, and pages are asked for again: what is dear to make is remembered. */
const instantIn = (ms: string): Instant => {
  const known = instants.get(ms)
  if (known !== undefined) return known
  const made = instantOf(Number(ms))
  if (instants.size >= INSTANTS_MAX) instants.clear()
  instants.set(ms, made)
  return made
}

export const optionalInstant = (row: Row, column: string): Instant | undefined =>
  optional(row, column) === undefined ? undefined : instantIn(text(row, column))

export const instant = (row: Row, column: string): Instant => instantIn(text(row, column))

export const optionalStatus = (row: Row, column: string): OrderStatus | undefined => {
  const value = optional(row, column)
  if (value === undefined) return undefined
  if (!OrderStatus.is(value)) throw broken(column, 'is not an order status')
  return value
}

export const status = (row: Row, column: string): OrderStatus => {
  const value = optionalStatus(row, column)
  if (value === undefined) throw broken(column, 'is missing')
  return value
}

/** A word that is one of a known few. */
export const oneIn = <A extends string>(
  row: Row,
  column: string,
  { is, name }: { readonly is: (value: unknown) => value is A; readonly name: string },
): A => {
  const value = text(row, column)
  if (!is(value)) throw broken(column, `is no ${name}`)
  return value
}

export const flag = (row: Row, column: string): boolean => text(row, column) === 't'

export const optionalFlag = (row: Row, column: string): boolean | undefined =>
  optional(row, column) === undefined ? undefined : flag(row, column)

/** A small JSON object kept as text. */
export const object = (row: Row, column: string): { readonly [key: string]: Json } => {
  const value: unknown = JSON.parse(text(row, column))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw broken(column, 'is not an object')
  return value as { readonly [key: string]: Json }
}

/** Without the fields that are undefined: absent is how a view says «not so far». */
export const present = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

/** SQL for a date column that `day` reads, whatever the session's style. */
export const daySql = (column: string): string => `to_char(${column}, 'YYYY-MM-DD') AS ${column}`

export const optionalDay = (row: Row, column: string): LocalDate | undefined => {
  const value = optional(row, column)
  if (value !== undefined && !LocalDate.is(value)) throw broken(column, 'is not a day')
  return value
}

export const day = (row: Row, column: string): LocalDate => {
  const value = optionalDay(row, column)
  if (value === undefined) throw broken(column, 'is missing')
  return value
}

/** Where a list of days that begins with the newest goes on. */
export const beforeDay = (date: LocalDate | undefined): string => (date && textOf('date', date)) ?? 'infinity'

/** The ends of a range of days as Postgres reads them. */
export const daysOf = ({ from, to }: DayRange): readonly [string, string] => [
  (from && textOf('date', from)) ?? '-infinity',
  (to && textOf('date', to)) ?? 'infinity',
]
