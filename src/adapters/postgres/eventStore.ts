import { left } from '../../fp.js'
import { ReadsUnavailable } from '../../application/queries.js'
import type { Batch, EventStore, ReadAllOptions } from '../../application/ports.js'
import { bytesOf, checkAppend, checkRead, checkStream } from '../appendRules.js'
import { EventStoreClosed } from '../eventStoreClosed.js'
import { follow, type Feed } from '../subscription.js'
import { eventReads } from './eventReads.js'
import { limitsOf, timesOf, type PostgresEventStoreOptions } from './eventStoreOptions.js'
import { groupCommit } from './groupCommit.js'
import { groupWriter } from './groupWriter.js'
import { notifications } from './notifications.js'
import { reader } from './queries/reader.js'
import { quotedSchema } from './schemaName.js'

const BACKOFF_MS = 50
const BACKOFF_MS_MAX = 5_000

/**
 * The log in a schema of a Postgres database. Positions are dense from 1 and in the order of commit, so a reader that
 * goes on after the last position it saw misses nothing. Reads reject with `ReadsUnavailable` while the database is
 * away, everything with `EventStoreClosed` after `close`, which leaves the host's pool open. Throws `EventStoreMisuse`
 * for arguments that break the port's contract, `InvalidSchemaName` at once for a schema that is not a plain name.
 */
export const postgresEventStore = (options: PostgresEventStoreOptions): EventStore => {
  const { pool, system } = options
  const schema = quotedSchema(options.schema)
  const limits = limitsOf(options.limits)
  const times = timesOf(options.times)
  const closing = new AbortController()
  const reads = eventReads(reader(pool, times.readMs), schema)
  const writer = groupWriter(pool, schema, times)
  const group = groupCommit(writer, limits)
  const tail = notifications(options, { channel: schema, closing: closing.signal }, times)

  const asked = <A>(read: () => Promise<A>): Promise<A> =>
    closing.signal.aborted ? Promise.reject(new EventStoreClosed()) : read()

  const readPatiently = async (read: ReadAllOptions, signal: AbortSignal): Promise<Batch> => {
    const begin = performance.now()
    for (let backoffMs = BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX)) {
      signal.throwIfAborted()
      try {
        return await reads.readAll(read)
      } catch (error) {
        const isPatient = error instanceof ReadsUnavailable && performance.now() - begin < times.patienceMs
        if (!isPatient) throw error
      }
      await system.sleep(system.jitter(backoffMs), signal)
    }
  }

  const feedOf = (read: ReadAllOptions): Feed => {
    let heard = 0
    return {
      read: (after, signal) => {
        heard = tail.count()
        return readPatiently({ ...read, ...(after && { after }) }, signal)
      },
      grown: (_, signal) => tail.since(heard, signal),
    }
  }

  return {
    tellsRepeats: true,
    keepsOrder: true,
    isDense: true,
    appendToStream: async (stream, expected, events) => {
      checkAppend(stream, expected, events)
      const bytes = bytesOf(events)
      if (bytes > limits.appendBytes)
        return left({ type: 'AppendTooLarge', bytes, bytesMax: limits.appendBytes })
      return group.append({ stream, expected, events, bytes })
    },
    readStream: async (stream, read = {}) => {
      checkStream(stream)
      checkRead({ limit: 1, ...read })
      return asked(() => reads.readStream(stream, read))
    },
    readAll: async (read) => {
      checkRead(read)
      return asked(() => reads.readAll(read))
    },
    subscribeToAll: ({ signal, ...read }) => {
      checkRead(read)
      return follow(feedOf(read), { after: read.after, signal, closing: closing.signal })
    },
    eventAt: (position) => asked(() => reads.eventAt(position)),
    head: () => asked(reads.head),
    lag: (after) => asked(() => reads.lag(after)),
    incarnation: () => asked(reads.incarnation),
    close: async () => {
      closing.abort()
      await group.close()
      writer.close()
      await tail.ended()
    },
  }
}
