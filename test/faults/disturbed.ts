import { openEventStoreDb } from '../../src/adapters/eventstoredb/index.js'
import type { EventStoreDbTimes } from '../../src/adapters/eventstoredb/index.js'
import { postgresReadStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import { followersOf } from '../../src/application/followers.js'
import type { EventStore } from '../../src/application/ports.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { startStandIn, type StandIn } from '../support/eventstoredb/index.js'
import { problemsOf, type Database } from './invariants.js'
import { expectedOf, foundation, orders, ordersMax } from './marketplace.js'
import type { Score } from './score.js'
import { work, type Item } from './work.js'

export interface Disturbance {
  readonly name: string
  readonly times?: Partial<EventStoreDbTimes>
  /** Does harm while commands come in and read models follow; tells how often, and with its end the work ends. */
  readonly disturb: (server: StandIn) => Promise<number>
  /** A planted bug, between the event store and everything else. */
  readonly flawed?: (store: EventStore) => EventStore
}

const quick: Partial<EventStoreDbTimes> = {
  answerMs: 500,
  appendMs: 20_000,
  readMs: 1_000,
  readPatienceMs: 5_000,
  idleMs: 200,
}

/**
 * A marketplace at work on a stand-in that is disturbed: commands from several sides, processes and read models that
 * follow all the while. In the end everything must be as if nothing had happened.
 */
export const disturbed = async (
  database: Database,
  { name, times = quick, disturb, flawed = (store) => store }: Disturbance,
): Promise<Score> => {
  const server = await startStandIn()
  const connectionString = server.connectionString()
  const store = flawed(await openEventStoreDb({ connectionString, system, times }))
  const reads = postgresReadStore(database)
  const center = sellerCenter({ store, system })
  const followers = followersOf({ store, reads, center, system })
  const acknowledged = new Set<string>()
  const acknowledge = (ids: ReadonlyArray<string>): void => {
    ids.forEach((id) => acknowledged.add(id))
  }
  const end = new AbortController()
  let taken = 0
  function* untilTheEnd(): Iterable<Item> {
    for (; taken < ordersMax && !(end.signal.aborted && taken > 0); taken++) yield* orders(taken, taken + 1)
  }
  try {
    const following = followers.run(end.signal)
    const working = work(center, foundation, acknowledge).then(() => work(center, untilTheEnd(), acknowledge))
    // They are awaited once the disturbance is over.
    for (const each of [working, following]) each.catch(() => undefined)
    const faults = await disturb(server).finally(() => {
      end.abort()
    })
    await Promise.all([working, following])
    server.faults.clear()
    await followers.catchUp()
    const expected = await expectedOf([...foundation, ...orders(0, taken)])
    const problems = await problemsOf({ store, reads, database }, { expected, acknowledged })
    const stopped = followers.stopped().map(({ component, detail }) => `${component}: ${detail}`)
    return { name, faults, events: acknowledged.size, problems: [...stopped, ...problems] }
  } finally {
    reads.close()
    await store.close()
    await server.stop()
  }
}
