import { existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import type { Log } from './log.js'
import type { LogRecord } from './records.js'

interface Line extends Omit<LogRecord, 'data' | 'metadata' | 'revision' | 'position'> {
  readonly data: string
  readonly metadata: string
  readonly revision: string
  readonly position: string
}

const lineOf = (record: LogRecord): string => {
  const line: Line = {
    ...record,
    data: Buffer.from(record.data).toString('base64'),
    metadata: Buffer.from(record.metadata).toString('base64'),
    revision: record.revision.toString(),
    position: record.position.toString(),
  }
  return `${JSON.stringify(line)}\n`
}

const recordOf = (text: string): LogRecord => {
  const line = JSON.parse(text) as Line
  return {
    ...line,
    data: Buffer.from(line.data, 'base64'),
    metadata: Buffer.from(line.metadata, 'base64'),
    revision: BigInt(line.revision),
    position: BigInt(line.position),
  }
}

/** Lets a log outlive its process: takes up what the file holds, and writes to it whatever comes, before it is answered. */
export const keepJournal = (log: Log, file: string): void => {
  // A line that was cut by a crash was never answered.
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) writeFileSync(file, whole)
  const lines = whole.split('\n').slice(0, -1)
  if (lines.length > 0) log.restart(lines.map(recordOf))
  const descriptor = openSync(file, 'a')
  const write = (records: ReadonlyArray<LogRecord>): void => {
    writeSync(descriptor, records.map(lineOf).join(''))
  }
  if (lines.length === 0) write(log.records)
  log.onWritten(write)
}
