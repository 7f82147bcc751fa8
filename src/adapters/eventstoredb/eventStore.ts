import { setMaxListeners } from 'node:events'
import { left } from '../../fp.js'
import type { AppendFailure, EventStore, ExpectedEvent } from '../../application/ports.js'
import { checkAppend, checkRead, checkStream, revisionIn } from '../appendRules.js'
import { EventStoreClosed } from '../eventStoreClosed.js'
import { appending } from './appending.js'
import { borrowClients } from './clients.js'
import { connectionOf } from './connectionString.js'
import { HistoryTruncated, messageOf } from './failures.js'
import { incarnationOf } from './incarnation.js'
import { eventLog } from './log.js'
import { timesOf, type EventStoreDbOptions } from './options.js'
import { reading } from './reading.js'
import { streamNames } from './streamNames.js'
import { subscribing } from './subscribing.js'
import { refuseTruncation } from './truncation.js'

const APPENDS_MAX = 4_096
const LIMIT = 10_000

/**
 * The log on an EventStoreDB server or cluster, of version 22.10 or newer. Rejects with `InvalidConnectionString`,
 * `SecondConnection`, `AccessDenied`, `ReadsUnavailable` when no server answers in time, and with `HistoryTruncated`
 * when a stream of ours was deleted or carries `$maxAge`, `$maxCount` or `$tb`. The first time, it gives the log a name
 * of its own.
 *
 * Afterwards reads reject with `ReadsUnavailable` while no server answers, everything with `EventStoreClosed` after
 * `close`, subscriptions with `LogReplaced` when the log is no longer the one they have told of. Arguments that break
 * the port's contract throw `EventStoreMisuse`. `repeated` is true of every repetition that this process can know of.
 */
export const openEventStoreDb = async (options: EventStoreDbOptions): Promise<EventStore> => {
  const { system, streamPrefix = '', categories, appendsMax = APPENDS_MAX } = options
  const names = streamNames(streamPrefix, categories)
  const connection = connectionOf(options.connectionString)
  const times = timesOf(options.times)
  const closer = new AbortController()
  const closing = closer.signal
  // Every read that is under way listens to it.
  setMaxListeners(0, closing)
  const clients = borrowClients(connection)
  const reads = reading(clients, { system, times, closing })
  const log = eventLog(reads, names, system)
  const appends = appending(clients, { log, names, system, times, appendsMax, closing })
  const subscribe = subscribing({ client: clients.reads, log, names, system, times, closing })
  const incarnation = (): Promise<string> =>
    incarnationOf(reads, clients, { stream: names.self, system, times })

  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= (async () => {
      closer.abort()
      await appends.ended()
      await clients.release()
    })()
    return closed
  }
  const asked = <A>(answer: () => Promise<A>): Promise<A> =>
    closing.aborted ? Promise.reject(new EventStoreClosed()) : answer()

  /** The server knows revisions only. An event that stands in a stream stays there, so it is looked at before. */
  const refusalOf = async (
    stream: string,
    { revision: expected, eventId }: ExpectedEvent,
  ): Promise<AppendFailure | undefined> => {
    try {
      const [there] = await log.readStream(stream, expected, 1)
      if (there?.id === eventId) return undefined
      const actual = (await log.readStream(stream, 0n, LIMIT)).at(-1)?.revision ?? 'no_stream'
      return { type: 'WrongExpectedRevision', stream, expected, actual }
    } catch (error) {
      if (error instanceof HistoryTruncated) throw error
      return { type: 'StoreUnavailable', reason: messageOf(error) }
    }
  }

  try {
    await log.head()
    await incarnation()
    await refuseTruncation(clients.reads, { log, reads, names, system, times, closing })
  } catch (error) {
    await close()
    throw error
  }

  return {
    tellsRepeats: false,
    keepsOrder: false,
    isDense: false,
    appendToStream: async (stream, onto, events) => {
      checkAppend(stream, onto, events)
      if (closing.aborted) return left({ type: 'StoreUnavailable', reason: 'the event store is closed' })
      const refused = typeof onto === 'object' ? await refusalOf(stream, onto) : undefined
      return refused === undefined ? appends.append(stream, revisionIn(onto), events) : left(refused)
    },
    readStream: async (stream, { from = 0n, limit = LIMIT } = {}) => {
      checkStream(stream)
      checkRead({ from, limit })
      return asked(() => log.readStream(stream, from, limit))
    },
    readAll: async (read) => {
      checkRead(read)
      return asked(() => log.readAll(read))
    },
    subscribeToAll: (read) => {
      checkRead(read)
      return subscribe(read)
    },
    eventAt: (position) => asked(() => log.eventAt(position)),
    head: () => asked(log.head),
    lag: (after) => asked(() => log.lag(after)),
    incarnation: () => asked(incarnation),
    close,
  }
}
