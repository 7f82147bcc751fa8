import type { Log } from './log.js'
import { visibleFrom } from './logReads.js'
import { readRespOf, resolvedReadRespOf, type LogRecord } from './records.js'

const LINK = /^(\d+)@(.+)$/s

const targetOf = (log: Log, link: LogRecord): LogRecord | undefined => {
  const [, revision = '', stream = ''] = LINK.exec(Buffer.from(link.data).toString('utf8')) ?? []
  const { records, tombstoned } = log.stream(stream)
  if (tombstoned || BigInt(revision) < visibleFrom(log, stream)) return undefined
  return records[Number(revision)]
}

/** How a record goes out: links with what they point to, if that is asked for. */
export const linkResolver =
  (log: Log, resolves: boolean) =>
  (record: LogRecord): Buffer =>
    resolves && record.type === '$>' ? resolvedReadRespOf(record, targetOf(log, record)) : readRespOf(record)
