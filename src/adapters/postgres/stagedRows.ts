import type { StagedRows } from '../../application/ports.js'
import type { TableShape } from '../../projections/table.js'
import { formatOf } from './binaryFormat.js'

/** Source: «COPY», binary format, in the manual of Postgres: signature, flags, no extension. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const TRAILER = Buffer.from([0xff, 0xff])
const CHUNK_BYTES = 262_144
const LENGTH_BYTES = 4
const NULL = -1

/** Rows as `COPY … FROM STDIN (FORMAT binary)` reads them. */
export interface CopyRows extends StagedRows {
  readonly chunks: () => ReadonlyArray<Buffer>
}

/**
 * Rows that are written as soon as they are made: bytes outside the heap, where nothing has to look through them again,
 * instead of so many objects.
 */
export const copyRows = (table: TableShape): CopyRows => {
  const columns = Object.entries(table.columns).map(([name, { sqlType }]) => ({ name, ...formatOf(sqlType) }))
  const full: Array<Buffer> = [HEADER]
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  let view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
  let at = 0
  let bytes = HEADER.length
  let count = 0

  /** Makes room; a value is never parted. */
  const reserve = (size: number): void => {
    if (at + size <= chunk.length) return
    full.push(chunk.subarray(0, at))
    bytes += at
    chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, size))
    view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    at = 0
  }

  return {
    table,
    add: (rows) => {
      for (const row of rows) {
        reserve(2)
        view.setInt16(at, columns.length)
        at += 2
        for (const { name, bytesMax, write } of columns) {
          const value = row[name] ?? null
          reserve(LENGTH_BYTES + (value === null ? 0 : bytesMax(value)))
          const length = value === null ? NULL : write(chunk, view, at + LENGTH_BYTES, value)
          view.setInt32(at, length)
          at += LENGTH_BYTES + Math.max(0, length)
        }
      }
      count += rows.length
    },
    count: () => count,
    bytes: () => bytes + at,
    chunks: () => [...full, chunk.subarray(0, at), TRAILER],
  }
}
