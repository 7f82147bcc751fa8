import { jsonEvent, NO_STREAM } from '@eventstore/db-client'
import type { System } from '../../application/ports.js'
import { ReadsUnavailable } from '../../application/queries.js'
import { withDeadline } from '../deadline.js'
import type { Clients } from './clients.js'
import { AccessDenied, appendErrorOf } from './failures.js'
import { wantedMs, type EventStoreDbTimes } from './options.js'
import type { Reading } from './reading.js'

const TYPE = 'StoreIncarnation'
const ATTEMPTS_MAX = 5

/** The first event of the store's own stream does not say which store it is. */
export class IncarnationUnreadable extends Error {
  readonly type = 'IncarnationUnreadable'
  constructor(readonly stream: string) {
    super(`the first event of ${stream} on the server is not the one that we would have written`)
    this.name = 'IncarnationUnreadable'
  }
}

/**
 * The server has no name of its own that the client could ask for: the first of us who comes to an empty log gives it
 * one, in a stream beside ours. Read anew each time: the server may have been replaced.
 */
export const incarnationOf = async (
  reads: Reading,
  { appends, credentials }: Pick<Clients, 'appends' | 'credentials'>,
  {
    stream,
    system,
    times,
  }: { stream: string; system: Pick<System, 'newId' | 'sleep' | 'jitter'>; times: EventStoreDbTimes },
): Promise<string> => {
  for (let attempt = 1; ; attempt++) {
    const [first] = await reads.stream(stream, 0n, 1)
    if (first !== undefined) {
      const json: unknown = first.type === TYPE && first.revision === 0n ? JSON.parse(first.data) : undefined
      if (
        typeof json === 'object' &&
        json !== null &&
        'incarnation' in json &&
        typeof json.incarnation === 'string'
      )
        return json.incarnation
      throw new IncarnationUnreadable(stream)
    }
    const named = jsonEvent({ id: system.newId(), type: TYPE, data: { incarnation: system.newId() } })
    try {
      const options = {
        expectedRevision: NO_STREAM,
        requiresLeader: true,
        deadline: wantedMs(times),
        ...(credentials && { credentials }),
      } as const
      await withDeadline(appends.appendToStream(stream, named, options), times.answerMs)
    } catch (error) {
      const failure = appendErrorOf(error)
      if (failure.type === 'refused') throw new AccessDenied({ cause: error })
      if (failure.type !== 'conflict' && attempt >= ATTEMPTS_MAX)
        throw new ReadsUnavailable('unreachable', { source: 'event store', cause: error })
    }
    // Whoever was first, it is read back.
    await system.sleep(system.jitter(20 * attempt))
  }
}
