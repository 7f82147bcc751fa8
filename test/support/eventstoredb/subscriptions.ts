import { v4 } from 'uuid'
import { filterOf } from './filters.js'
import { linkResolver } from './links.js'
import { indexAt, isBoundary, isExpired, visibleFrom } from './logReads.js'
import type { Node } from './node.js'
import type { Outlet } from './outlet.js'
import { consumerTooSlow, streamDeleted } from './problems.js'
import { ALL, invalidPosition, type ReadOrder } from './readOrder.js'
import type { LogRecord } from './records.js'
import { checkpoints } from './checkpoints.js'
import { CAUGHT_UP, confirmation } from './subscriptionMessages.js'

/** Where a subscription takes its records from. */
interface Source {
  /** Grows as events are appended; `undefined`: the stream does not exist. */
  records(): ReadonlyArray<LogRecord> | undefined
  /** Where to begin. */
  readonly first: number
  wants(record: LogRecord): boolean
  isGone(): boolean
}

const allSource = (node: Node, { from, options }: ReadOrder): Source => {
  const { log } = node
  const at = from === 'start' ? 0 : from === 'end' ? log.records.length : indexAt(log.records, from + 1n)
  // A position behind the end is skipped to before anything is told.
  const behind = typeof from === 'bigint' ? from : -1n
  const filter = filterOf(options)
  return {
    records: () => log.records,
    first: at,
    wants: (record) => record.position > behind && (filter?.wants(record) ?? true),
    isGone: () => false,
  }
}

const streamSource = (node: Node, { stream, from }: ReadOrder): Source => {
  const { log } = node
  const { records } = log.stream(stream)
  const visible = (record: LogRecord): boolean =>
    record.revision >= visibleFrom(log, stream) && !isExpired(log, record, node.nowMs())
  return {
    records: () => {
      const now = log.stream(stream)
      return now.records.length === 0 || now.softDeleted ? undefined : now.records
    },
    first: from === 'start' ? 0 : from === 'end' ? records.length : Number(from) + 1,
    wants: visible,
    isGone: () => log.stream(stream).tombstoned,
  }
}

/** First what is there, then what comes, at the reader's pace. */
export const subscribe = (node: Node, order: ReadOrder, out: Outlet): void => {
  const { log, version } = node
  const { stream, from, options } = order
  const isAll = stream === ALL
  if (isAll && typeof from === 'bigint' && !isBoundary(log, from)) {
    out.fail(invalidPosition(node))
    return
  }
  const source = isAll ? allSource(node, order) : streamSource(node, order)
  const bytesOf = linkResolver(log, options.getResolveLinks())
  const mark = checkpoints(node, filterOf(options), out)
  let next = source.first
  let live = false
  let waitsForRoom = false
  // Live events that the reader has no room for: counted up to here.
  let counted = 0
  let waiting = 0

  const goLive = (): void => {
    if (live) return
    if (version !== '24.2' && source.records() === undefined) return
    live = true
    if (version === '24.2') mark.atSwitchToLive()
    if (version !== '22.10') out.message(CAUGHT_UP)
  }

  const pump = (): void => {
    if (waitsForRoom || out.isClosed()) return
    if (source.isGone()) {
      out.fail(streamDeleted(stream))
      return
    }
    const records = source.records() ?? []
    while (next < records.length && !out.isClosed()) {
      const record = records[next]!
      next += 1
      const hasRoom = !source.wants(record) || out.event(bytesOf(record))
      if (!(mark.considered(record) && hasRoom)) {
        waitsForRoom = true
        counted = next
        waiting = 0
        out.onRoom(() => {
          waitsForRoom = false
          pump()
        })
        return
      }
    }
    goLive()
  }

  /** More came while the reader has no room: the older servers give up on it, the newer ones read again later. */
  const overflow = (): void => {
    const records = source.records() ?? []
    for (; counted < records.length; counted += 1) if (source.wants(records[counted]!)) waiting += 1
    if (waiting <= node.liveBufferEvents) return
    if (version !== '24.2') out.fail(consumerTooSlow())
    else live = false
  }

  let woken = false
  const wake = (): void => {
    if (woken) return
    woken = true
    queueMicrotask(() => {
      woken = false
      node.whenAwake(() => (waitsForRoom && live ? overflow() : pump()))
    })
  }

  const concerns = (records: ReadonlyArray<LogRecord>): boolean =>
    isAll || records.some((record) => record.stream === stream || record.stream === `$$${stream}`)
  out.onClosed(log.onWritten((records) => concerns(records) && wake()))
  out.message(confirmation(v4()))
  pump()
}
