import { RowsRefused } from '../../application/refusedRows.js'
import type { Column, Value } from '../../projections/column.js'

export type SqlType = Column<Value>['sqlType']

/** How values of one type are written: each answers how many bytes it took. */
export interface Format {
  /** Source: pg_type.dat. */
  readonly oid: number
  readonly bytesMax: (value: Value) => number
  readonly write: (bytes: Buffer, view: DataView, at: number, value: Value) => number
}

// Postgres counts time from 2000-01-01.
const EPOCH_MS = Date.UTC(2000, 0, 1)
const DAY_MS = 86_400_000

const held = (isHeld: boolean): void => {
  // «Numeric value out of range»: bytes would hold another number, and nobody would notice.
  if (!isHeld) throw new RowsRefused('22003')
}

/** Neighbours mostly have the same instant, and it is dear to read: the last one is remembered. */
const instants = (): ((instant: string) => bigint) => {
  let [known, micros] = ['', 0n]
  return (instant) => {
    if (instant !== known) {
      const ms = Date.parse(instant)
      held(!Number.isNaN(ms))
      ;[known, micros] = [instant, BigInt(ms - EPOCH_MS) * 1_000n]
    }
    return micros
  }
}

const timestamps = (): Format => {
  const microsOf = instants()
  return {
    oid: 1184,
    bytesMax: () => 8,
    write: (_, view, at, value) => {
      view.setBigInt64(at, microsOf(String(value)))
      return 8
    },
  }
}

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

const formats: Readonly<Record<Exclude<SqlType, 'timestamptz'>, Format>> = {
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
      const number = BigInt(value ?? 0)
      held(BigInt.asIntN(64, number) === number)
      view.setBigInt64(at, number)
      return 8
    },
  },
  int4: {
    oid: 23,
    bytesMax: () => 4,
    write: (_, view, at, value) => {
      const number = Number(value)
      held((number | 0) === number)
      view.setInt32(at, number)
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
  date: {
    oid: 1082,
    bytesMax: () => 4,
    write: (_, view, at, value) => {
      const days = (Date.parse(String(value)) - EPOCH_MS) / DAY_MS
      held((days | 0) === days)
      view.setInt32(at, days)
      return 4
    },
  },
}

/** Postgres's binary format of each type, for one column: instants are remembered by column. */
export const formatOf = (sqlType: SqlType): Format =>
  sqlType === 'timestamptz' ? timestamps() : formats[sqlType]
