import { Instant } from '../../../domain/kernel/time.js'
import type { Row } from '../queries/reader.js'
import { valueFrom } from '../rowText.js'

export const text = (row: Row, column: string): string => row[column] ?? ''
export const optionalText = (row: Row, column: string): string | undefined => row[column] ?? undefined
export const big = (row: Row, column: string): bigint => BigInt(row[column] ?? 0)
export const optionalBig = (row: Row, column: string): bigint | undefined => {
  const found = optionalText(row, column)
  return found === undefined ? undefined : BigInt(found)
}
export const isSet = (row: Row, column: string): boolean => row[column] === 't'
export const instant = (row: Row, column: string): Instant => {
  const value = valueFrom('timestamptz', text(row, column))
  if (!Instant.is(value)) throw new Error(`${column} is not an instant`)
  return value
}
