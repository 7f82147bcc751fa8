import { EVENT_TYPE, type EventStoreDBClient, type Filter } from '@eventstore/db-client'
import { ReadsUnavailable } from '../../application/queries.js'
import type { System } from '../../application/ports.js'
import { isAfter, type Position } from '../../domain/kernel/recorded.js'
import { HistoryTruncated, lastingReadErrorOf, LogReplaced } from './failures.js'
import { subscribeLive } from './live.js'
import type { Log } from './log.js'
import type { EventStoreDbTimes } from './options.js'
import type { Reading } from './reading.js'
import type { LogRecord } from './records.js'
import type { StreamNames } from './streamNames.js'

const METADATA_OF = '$$'
const PAGE = 500
const BACKOFF_MS = 50
const WINDOW = 5_000
const METADATA = '$metadata'
const TOMBSTONE = '$streamDeleted'
const telling: Filter = {
  filterOn: EVENT_TYPE,
  prefixes: [METADATA, TOMBSTONE],
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

export interface TruncationDeps {
  readonly log: Log
  readonly reads: Reading
  readonly names: StreamNames
  readonly system: Pick<System, 'sleep' | 'jitter'>
  readonly times: EventStoreDbTimes
  readonly closing: AbortSignal
}

/** Every record of the log that tells of streams, once at least and in order, up to its end. */
const tellRecords = async (
  client: EventStoreDBClient,
  { log, reads, times, closing }: TruncationDeps,
  take: (record: LogRecord) => void,
): Promise<void> => {
  const end = await log.end()
  if (end === undefined) return
  let seen: Position | undefined
  const passes = (position: Position | undefined): boolean =>
    position !== undefined && !isAfter(end, position)

  const readOn = async (): Promise<void> => {
    while (!passes(seen)) {
      const records = await reads.forwards(seen, PAGE)
      if (records === 'invalid position') throw new LogReplaced(end)
      records.forEach(take)
      if (records.length < PAGE) return
      seen = records.at(-1)?.position
    }
  }

  const live = subscribeLive(client, { after: undefined, filter: telling })
  try {
    while (!passes(seen)) {
      const { records, checkpoint, isCaughtUp } = live.take(PAGE)
      records.forEach(take)
      if (isCaughtUp) return
      const told = checkpoint ?? records.at(-1)?.position
      if (told !== undefined) {
        // A checkpoint beyond the end of the log is none.
        if (!isAfter(told, (await log.end()) ?? end)) seen = told
        continue
      }
      const since = performance.now()
      await live.news(times.idleMs, closing)
      closing.throwIfAborted()
      // Servers before 23.10 do not tell that this was all, and checkpoints only after so many records.
      if (performance.now() - since >= times.idleMs) {
        await readOn()
        return
      }
    }
  } finally {
    await live.end()
  }
}

/**
 * Rejects with `HistoryTruncated` when a stream of ours carries `$maxAge`, `$maxCount` or `$tb`, or was deleted: part of
 * its history is gone, or will be. The server looks through its whole log for that, and sends what tells of streams only.
 */
export const refuseTruncation = async (client: EventStoreDBClient, deps: TruncationDeps): Promise<void> => {
  const { names, system, times, closing } = deps
  const truncated = new Set<string>()
  const take = ({ stream: name, type, data }: LogRecord): void => {
    if (type === TOMBSTONE) {
      const stream = names.ours(name)
      if (stream !== undefined) truncated.add(stream)
    }
    if (type !== METADATA || !name.startsWith(METADATA_OF)) return
    const stream = names.ours(name.slice(METADATA_OF.length))
    if (stream === undefined) return
    // The last word counts.
    if (takesAway(data)) truncated.add(stream)
    else truncated.delete(stream)
  }
  const begin = performance.now()
  for (let backoffMs = BACKOFF_MS; ; backoffMs *= 2) {
    try {
      await tellRecords(client, deps, take)
      break
    } catch (error) {
      if (error instanceof ReadsUnavailable || error instanceof LogReplaced) throw error
      const lasting = lastingReadErrorOf(undefined, error)
      if (lasting !== undefined) throw lasting
      if (performance.now() - begin > times.readPatienceMs)
        throw new ReadsUnavailable('unreachable', { source: 'event store', cause: error })
      await system.sleep(system.jitter(backoffMs), closing)
      closing.throwIfAborted()
    }
  }
  if (truncated.size > 0)
    throw new HistoryTruncated(
      [...truncated],
      'were deleted or carry $maxAge, $maxCount or $tb: a history must stay whole',
    )
}
