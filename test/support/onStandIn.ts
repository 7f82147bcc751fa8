import { afterEach, beforeEach } from 'vitest'
import { openEventStoreDb, system } from '../../src/adapters/eventstoredb/index.js'
import type { EventStoreDbOptions, EventStoreDbTimes } from '../../src/adapters/eventstoredb/index.js'
import type { EventStore } from '../../src/application/ports.js'
import { startStandIn, type StandIn, type StandInOptions } from './eventstoredb/index.js'

/** Short enough for tests that wait for the end of patience. */
export const quick: EventStoreDbTimes = {
  answerMs: 150,
  appendMs: 3_000,
  readMs: 400,
  readPatienceMs: 1_500,
  patienceMs: 8_000,
  idleMs: 150,
}

type Chosen = Partial<EventStoreDbOptions>

export interface OnStandIn {
  readonly server: () => StandIn
  /** A store on it, closed after the test. */
  readonly open: (chosen?: Chosen) => Promise<EventStore>
  /** Another server, stopped after the test. */
  readonly start: (options?: StandInOptions) => Promise<StandIn>
}

/** A stand-in for each test, and stores on it that do not wait long. */
export const onStandIn = (options: StandInOptions = {}): OnStandIn => {
  const stores: Array<EventStore> = []
  const servers: Array<StandIn> = []
  const start: OnStandIn['start'] = async (own = {}) => {
    const server = await startStandIn(own)
    servers.push(server)
    return server
  }
  beforeEach(async () => {
    await start(options)
  })
  afterEach(async () => {
    for (const { faults } of servers) {
      faults.clear()
      faults.thaw()
    }
    await Promise.all(stores.splice(0).map((store) => store.close()))
    await Promise.all(servers.splice(0).map((server) => server.stop()))
  })
  const server = (): StandIn => servers[0]!
  return {
    server,
    start,
    open: async (chosen = {}) => {
      const store = await openEventStoreDb({
        connectionString: server().connectionString(),
        system,
        times: quick,
        ...chosen,
      })
      stores.push(store)
      return store
    },
  }
}

/** Ids of all events of this stream on the server, as they are stored there. */
export const idsIn = ({ log }: StandIn, stream: string): ReadonlyArray<string> =>
  log.records.filter((record) => record.stream === stream).map(({ id }) => id)

/** How many reads and subscriptions are open on the server: each listens to what is written. */
export const openReads = ({ log }: StandIn) => {
  let [count, most] = [0, 0]
  const listen = log.onWritten
  const counting = log as { onWritten: typeof listen }
  counting.onWritten = (listener) => {
    const end = listen(listener)
    let isOpen = true
    count += 1
    most = Math.max(most, count)
    return () => {
      if (isOpen) count -= 1
      isOpen = false
      end()
    }
  }
  return { now: () => count, most: () => most }
}
