import type { Log } from './log.js'
import type { LogRecord } from './records.js'

export type Direction = 'forwards' | 'backwards'

/** What of a stream can be read: the rest is truncated, and waits in the log for a scavenge that never comes here. */
export const visibleFrom = (log: Log, stream: string): bigint => {
  const { maxCount, truncateBefore } = log.metadata(stream)
  const length = BigInt(log.stream(stream).records.length)
  const byCount = maxCount === undefined ? 0n : length - maxCount
  return [0n, byCount, truncateBefore].reduce((most, one) => (one > most ? one : most))
}

/** Whether the record is too old for its stream's `$maxAge`. */
export const isExpired = (log: Log, record: LogRecord, nowMs: number): boolean => {
  const { maxAgeMs } = log.metadata(record.stream)
  return maxAgeMs !== undefined && record.createdMs < nowMs - maxAgeMs
}

/** `from` is inclusive; `undefined` is the far end: the start going backwards from the end, or the end. */
export interface StreamRead {
  readonly stream: string
  readonly direction: Direction
  readonly from: bigint | 'start' | 'end'
  readonly count: bigint
  readonly nowMs: number
}

export type StreamAnswer = 'notFound' | 'deleted' | ReadonlyArray<LogRecord>

export const readStream = (log: Log, read: StreamRead): StreamAnswer => {
  const { records, tombstoned, softDeleted } = log.stream(read.stream)
  if (tombstoned) return 'deleted'
  if (records.length === 0 || softDeleted) return 'notFound'
  const first = Number(visibleFrom(log, read.stream))
  const visible = (record: LogRecord): boolean => !isExpired(log, record, read.nowMs)
  const last = records.length - 1
  const count = Number(read.count)
  if (read.direction === 'forwards') {
    if (read.from === 'end') return []
    const from = read.from === 'start' ? 0 : Number(read.from)
    return records.slice(Math.max(from, first)).filter(visible).slice(0, count)
  }
  const from = read.from === 'start' ? 0 : read.from === 'end' ? last : Math.min(Number(read.from), last)
  return records
    .slice(first, from + 1)
    .filter(visible)
    .reverse()
    .slice(0, count)
}

/** Index of the first record at or after the position; the length when there is none. */
export const indexAt = (records: ReadonlyArray<LogRecord>, position: bigint): number => {
  let low = 0
  let high = records.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (records[middle]!.position < position) low = middle + 1
    else high = middle
  }
  return low
}

/** A position that lies before the end and where no record begins cannot be read from. Behind the end is only early. */
export const isBoundary = (log: Log, position: bigint): boolean =>
  position === 0n ||
  position >= log.end() ||
  log.records[indexAt(log.records, position)]?.position === position

export interface AllRead {
  readonly direction: Direction
  /** Forwards inclusive, backwards exclusive. */
  readonly from: bigint | 'start' | 'end'
  readonly count: bigint
}

export const readAll = (log: Log, read: AllRead): ReadonlyArray<LogRecord> => {
  const { records } = log
  const at = read.from === 'start' ? 0 : read.from === 'end' ? records.length : indexAt(records, read.from)
  const count = Number(read.count)
  if (read.direction === 'forwards') return records.slice(at, at + count)
  return records.slice(Math.max(0, at - count), at).reverse()
}
