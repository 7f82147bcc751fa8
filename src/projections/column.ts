import { Instant, LocalDate } from '../domain/kernel/time.js'

export type Value = string | number | bigint | boolean | null
export type Values = Readonly<Record<string, Value>>

/** A Postgres type and the JavaScript values that stand for it. */
export interface Column<T extends Value> {
  readonly sqlType: 'text' | 'int8' | 'int4' | 'bool' | 'timestamptz' | 'date'
  readonly nullable: boolean
  readonly is: (value: unknown) => value is T
}

const column = <T extends Value>(
  sqlType: Column<T>['sqlType'],
  is: (value: unknown) => value is T,
): Column<T> => ({ sqlType, nullable: false, is })

/** Columns never hold JSON numbers for money: `int8` is a bigint. */
export const text = column('text', (v): v is string => typeof v === 'string')
export const int8 = column('int8', (v): v is bigint => typeof v === 'bigint' && BigInt.asIntN(64, v) === v)
export const int4 = column('int4', (v): v is number => typeof v === 'number' && (v | 0) === v)
export const bool = column('bool', (v): v is boolean => typeof v === 'boolean')
export const timestamptz = column('timestamptz', Instant.is)
export const date = column('date', LocalDate.is)
export const nullable = <T extends Value>({ sqlType, is }: Column<T>): Column<T | null> => ({
  sqlType,
  nullable: true,
  is: (v): v is T | null => v === null || is(v),
})
