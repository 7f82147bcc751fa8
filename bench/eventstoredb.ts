import {
  EventStoreDBClient,
  FORWARDS,
  START,
  type AllStreamSubscription,
  type ResolvedEvent,
  type StreamingRead,
} from '@eventstore/db-client'
import type { Pool } from 'pg'
import { openEventStoreDb } from '../src/adapters/eventstoredb/index.js'
import { openPostgres, postgresReadStore, system, type Comptoir } from '../src/adapters/postgres/index.js'
import { copyEvents } from '../src/application/copyEvents.js'
import type { EventStore, ReadStore } from '../src/application/ports.js'
import { PROCESS_VERSION, processName } from '../src/application/processLane.js'
import { processes } from '../src/domain/processes/index.js'
import { isLeft } from '../src/fp.js'
import { projections } from '../src/projections/index.js'
import { startStandInProcess } from '../test/support/eventstoredb/child.js'
import { bareReads } from './bareReads.js'
import { demoHistory } from './demoHistory.js'
import { figure, type Figure } from './figure.js'
import { inTurn } from './inTurn.js'

export interface EventStoreDbOptions {
  readonly pool: Pool
  /** Migrated, its read models empty. */
  readonly schema: string
}

/** Of the demo; some 70,000 events. */
const SEASONS = 4
const ROUNDS = { rounds: 5, warmUps: 1 }

/** What the history holds of commissions was charged before: the processes have nothing to do. */
const settleProcesses = async (reads: ReadStore, store: EventStore): Promise<void> => {
  const position = await store.head()
  const last = position && (await store.eventAt(position))
  if (position === undefined || last === undefined) throw new Error('the log is empty')
  const incarnation = await store.incarnation()
  for (const { name } of processes) {
    const owner = await reads.claim(processName(name), PROCESS_VERSION, incarnation)
    const moved = await reads.commit(owner, { position, eventId: last.id }, [])
    if (isLeft(moved)) throw new Error(moved.left.type)
  }
}

/** Resolves when so many events have come; whatever else the bare client's user does with them is left out. */
const counted = (events: StreamingRead<ResolvedEvent> | AllStreamSubscription, upTo: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let count = 0
    events.on('error', reject)
    events.on('data', ({ event }: ResolvedEvent) => {
      if (event?.streamId.startsWith('$') === false) count += 1
      if (count === upTo) resolve()
    })
  })

/**
 * All read models brought from nothing to the head of some 70,000 events of the demo in EventStoreDB, written to Postgres,
 * against the bare client in our adapter's place, and against the bare client that only reads the same log, both ways.
 * By turns, from one stand-in in a process of its own.
 */
export const measureEventStoreDbCatchUp = async ({
  pool,
  schema,
}: EventStoreDbOptions): Promise<ReadonlyArray<Figure>> => {
  const server = await startStandInProcess()
  const { connectionString } = server
  const store = await openEventStoreDb({ connectionString, system })
  const client = EventStoreDBClient.connectionString(connectionString)
  const reads = postgresReadStore({ pool, schema })
  const comptoir = openPostgres({ pool, schema, eventStore: store })
  const bare = openPostgres({ pool, schema, eventStore: bareReads(client, store) })
  try {
    const copied = await copyEvents({ source: await demoHistory(SEASONS), target: store, system })
    if (isLeft(copied)) throw new Error(copied.left.type)
    const { events } = copied.right
    await settleProcesses(reads, store)
    const incarnation = await store.incarnation()

    const rateOf = async (work: () => Promise<void>): Promise<number> => {
      const begin = performance.now()
      await work()
      return (events * 1_000) / (performance.now() - begin)
    }
    const caughtUp = async (of: Comptoir): Promise<number> => {
      for (const { name, version, tables } of projections)
        await reads.reset(name, version, tables, incarnation)
      const rate = await rateOf(() => of.catchUp())
      if (of.stopped().length > 0) throw new Error('a read model has stopped')
      return rate
    }
    const rates = await inTurn(
      {
        ours: () => caughtUp(comptoir),
        bare: () => caughtUp(bare),
        reading: () =>
          rateOf(() => counted(client.readAll({ direction: FORWARDS, fromPosition: START }), events)),
        subscribing: () =>
          rateOf(async () => {
            const subscription = client.subscribeToAll({ fromPosition: START })
            try {
              await counted(subscription, events)
            } finally {
              await subscription.unsubscribe()
            }
          }),
      },
      ROUNDS,
    )
    const name = 'EventStoreDB: catch-up of all read models'
    const against = (rival: string, value: number): Figure =>
      figure(name, rates.ours, 'events/s', { with: `the bare client ${rival}`, value })
    return [
      against('writing the same read models', rates.bare),
      against('only reading', rates.reading),
      against('only subscribing', rates.subscribing),
    ]
  } finally {
    await comptoir.close()
    await bare.close()
    reads.close()
    await store.close()
    await client.dispose()
    await server.stop()
  }
}
