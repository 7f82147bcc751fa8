import type { Value } from '../../projections/column.js'
import { formatOf, type SqlType } from './binaryFormat.js'

const HEADER_BYTES = 20
const LENGTH_BYTES = 4

/**
 * A column as an array parameter in Postgres's binary format: nothing to escape, nothing to parse, and no session
 * setting that could read it otherwise. At least one value.
 */
export const arrayBytes = (sqlType: SqlType, values: ReadonlyArray<Value>): Buffer => {
  const { oid, bytesMax, write } = formatOf(sqlType)
  let size = HEADER_BYTES + LENGTH_BYTES * values.length
  let nulls = 0
  for (const value of values) {
    if (value === null) nulls = 1
    else size += bytesMax(value)
  }
  const bytes = Buffer.allocUnsafe(size)
  const view = new DataView(bytes.buffer, bytes.byteOffset, size)
  const [dimensions, lowerBound] = [1, 1]
  for (const [i, word] of [dimensions, nulls, oid, values.length, lowerBound].entries())
    view.setInt32(i * 4, word)
  let at = HEADER_BYTES
  for (const value of values) {
    const length = value === null ? 0 : write(bytes, view, at + LENGTH_BYTES, value)
    view.setInt32(at, value === null ? -1 : length)
    at += LENGTH_BYTES + length
  }
  return bytes.subarray(0, at)
}
