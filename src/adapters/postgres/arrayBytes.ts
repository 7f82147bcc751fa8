import type { Column, Value } from '../../projections/column.js'

type SqlType = Column<Value>['sqlType']

/** How values of one type are written: each answers how many bytes it took. */
interface Format {
  /** Source: pg_type.dat. */
  readonly oid: number
  readonly bytesMax: (value: Value) => number
  readonly write: (bytes: Buffer, view: DataView, at: number, value: Value) => number
}

const HEADER_BYTES = 20
const LENGTH_BYTES = 4

// Postgres counts time from 2000-01-01.
const EPOCH_MS = Date.UTC(2000, 0, 1)
const DAY_MS = 86_400_000

/** Neighbours mostly have the same instant, and it is dear to read: the last one is remembered. */
const instants = (): ((instant: string) => bigint) => {
  let [known, micros] = ['', 0n]
  return (instant) => {
    if (instant !== known) [known, micros] = [instant, BigInt(Date.parse(instant) - EPOCH_MS) * 1_000n]
    return micros
  }
}
const microsOf = instants()

/** Up to here, text is written faster character by character than by a call out of JavaScript. */
const SHORT = 24
const ASCII_MAX = 0x7f

const writeText = (bytes: Buffer, at: number, text: string): number => {
  if (text.length > SHORT) return bytes.write(text, at)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > ASCII_MAX) return bytes.write(text, at)
    bytes[at + i] = unit
  }
  return text.length
}

const formats: Readonly<Record<SqlType, Format>> = {
  text: {
    oid: 25,
    // UTF-8 takes at most three bytes for one UTF-16 unit.
    bytesMax: (value) => String(value).length * 3,
    write: (bytes, _, at, value) => writeText(bytes, at, typeof value === 'string' ? value : String(value)),
  },
  int8: {
    oid: 20,
    bytesMax: () => 8,
    write: (_, view, at, value) => {
      view.setBigInt64(at, BigInt(value ?? 0))
      return 8
    },
  },
  int4: {
    oid: 23,
    bytesMax: () => 4,
    write: (_, view, at, value) => {
      view.setInt32(at, Number(value))
      return 4
    },
  },
  bool: {
    oid: 16,
    bytesMax: () => 1,
    write: (_, view, at, value) => {
      view.setUint8(at, value === true ? 1 : 0)
      return 1
    },
  },
  timestamptz: {
    oid: 1184,
    bytesMax: () => 8,
    write: (_, view, at, value) => {
      view.setBigInt64(at, microsOf(String(value)))
      return 8
    },
  },
  date: {
    oid: 1082,
    bytesMax: () => 4,
    write: (_, view, at, value) => {
      view.setInt32(at, (Date.parse(String(value)) - EPOCH_MS) / DAY_MS)
      return 4
    },
  },
}

/**
 * A column as an array parameter in Postgres's binary format: nothing to escape, nothing to parse, and no session
 * setting that could read it otherwise. At least one value.
 */
export const arrayBytes = (sqlType: SqlType, values: ReadonlyArray<Value>): Buffer => {
  const { oid, bytesMax, write } = formats[sqlType]
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
