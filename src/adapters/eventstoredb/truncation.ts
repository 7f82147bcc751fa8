import { EVENT_TYPE, type EventStoreDBClient, type Filter } from '@eventstore/db-client'
import { ReadsUnavailable } from '../../application/queries.js'
import { isAfter } from '../../domain/kernel/recorded.js'
import { HistoryTruncated } from './failures.js'
import { subscribeLive } from './live.js'
import type { Log } from './log.js'
import type { EventStoreDbTimes } from './options.js'
import type { LogRecord } from './records.js'
import type { StreamNames } from './streamNames.js'

const METADATA_OF = '$$'
const PAGE = 500
const WINDOW = 5_000
const metadataRecords: Filter = {
  filterOn: EVENT_TYPE,
  prefixes: ['$metadata'],
  maxSearchWindow: WINDOW,
  checkpointInterval: 1,
}

/** What takes events away sooner or later: too old, too many, or before a revision (which deleting a stream sets, too). */
const takesAway = (metadata: string): boolean => {
  try {
    const json: unknown = JSON.parse(metadata)
    return (
      typeof json === 'object' && json !== null && ['$maxAge', '$maxCount', '$tb'].some((key) => key in json)
    )
  } catch {
    return false
  }
}

/**
 * Rejects with `HistoryTruncated` when a stream of ours carries `$maxAge`, `$maxCount` or `$tb`: part of its history is
 * gone, or will be. The server looks through its whole log for that, and sends the metadata of streams only.
 */
export const refuseTruncation = async (
  client: EventStoreDBClient,
  {
    log,
    names,
    times,
    closing,
  }: { log: Log; names: StreamNames; times: EventStoreDbTimes; closing: AbortSignal },
): Promise<void> => {
  const end = await log.end()
  if (end === undefined) return
  const truncated = new Set<string>()
  const take = ({ stream: name, data }: LogRecord): void => {
    const stream = name.startsWith(METADATA_OF) ? names.ours(name.slice(METADATA_OF.length)) : undefined
    if (stream === undefined) return
    // The last word counts.
    if (takesAway(data)) truncated.add(stream)
    else truncated.delete(stream)
  }
  const live = subscribeLive(client, { after: undefined, filter: metadataRecords })
  try {
    for (let silentSince = performance.now(); ;) {
      const { records, checkpoint, isCaughtUp } = live.take(PAGE)
      records.forEach(take)
      const isThere = records.some(({ position }) => !isAfter(end, position))
      if (isThere || isCaughtUp || (checkpoint !== undefined && !isAfter(end, checkpoint))) break
      if (records.length > 0 || checkpoint !== undefined) silentSince = performance.now()
      else if (performance.now() - silentSince > times.readMs) throw new ReadsUnavailable('timeout')
      await live.news(times.idleMs, closing)
      closing.throwIfAborted()
    }
  } finally {
    await live.end()
  }
  if (truncated.size > 0)
    throw new HistoryTruncated([...truncated], 'carry $maxAge, $maxCount or $tb: a history must stay whole')
}
