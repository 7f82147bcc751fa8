import type { Pool } from 'pg'
import { postgresReadStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import type { EventStore } from '../../src/application/ports.js'
import { processRunner } from '../../src/application/processRunner.js'
import { projector } from '../../src/application/projector.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { processes } from '../../src/domain/processes/index.js'
import { isLeft } from '../../src/fp.js'
import { ledger } from '../../src/projections/ledger.js'
import { orderBoard } from '../../src/projections/orderBoard.js'
import type { Projection } from '../../src/projections/projection.js'
import { newEvent } from '../support/log.js'
import { differs, streamProblems, tableProblems, type Database } from './invariants.js'
import { expectedOf, foundation, orders, ordersMax, streamsIn } from './marketplace.js'
import { payout } from './cutPayouts.js'
import { quick, sound, storeOf, type CutKind, type Flaw } from './cuts.js'
import { passing, work } from './work.js'

const count = async ({ pool, schema }: Database, from: string): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${schema}.${from}`)
  return rows[0]?.n ?? 0
}

/** Two events, appended together. `flawed` plants a bug into the store. */
export const append =
  (flawed: Flaw<EventStore> = sound): CutKind =>
  async ({ database, cuttable }) => {
    const store = flawed(storeOf(cuttable))
    const known = new Map<number, ReadonlyArray<ReturnType<typeof newEvent>>>()
    const eventsOf = (nr: number) => {
      const events = known.get(nr) ?? [newEvent(), newEvent()]
      known.set(nr, events)
      return events
    }
    return {
      attempt: async (nr) => !isLeft(await store.appendToStream(`cut-${nr}`, 'no_stream', eventsOf(nr))),
      problems: async (nrs) => differs('events', await count(database, 'events'), nrs * 2),
      close: () => store.close(),
    }
  }

const openMarket = async (database: Database) => {
  const store = storeOf(database)
  const center = sellerCenter({ store, system })
  await work(center, foundation)
  return { store, center }
}

/** What a command caused, taken into rows, sums and a log. `flawed` plants a bug into the pool, or into a projection. */
export const projection =
  (flawedPool: Flaw<Pool> = sound, flawed: Flaw<Projection> = sound): CutKind =>
  async ({ database, cuttable: { pool, ...cut } }) => {
    const cuttable = { ...cut, pool: flawedPool(pool) }
    const { store, center } = await openMarket(database)
    const events = storeOf(cuttable)
    const reads = postgresReadStore({ ...cuttable, statementMs: 2_000, waitMs: 2_000 })
    const projections = [orderBoard, ledger]
    const requests = orders(0, ordersMax).flat()
    const asked = new Set<number>()
    return {
      attempt: async (nr) => {
        const request = requests[nr]
        if (request === undefined) throw new Error('no more requests')
        if (!asked.has(nr)) await work(center, [[request]])
        asked.add(nr)
        const outcomes = await projector({
          events,
          reads,
          projections: projections.map(flawed),
          system: quick,
        }).catchUp()
        return outcomes.every(({ halt }) => halt === undefined)
      },
      problems: async () => {
        const direct = postgresReadStore(database)
        return tableProblems(store, direct, database, projections).finally(direct.close)
      },
      close: async () => {
        reads.close()
        await events.close()
        await store.close()
      },
    }
  }

/** What the processes do about an order. `flawed` plants a bug into them. */
export const process =
  (flawed: Flaw<(typeof processes)[number]> = sound): CutKind =>
  async ({ database, cuttable }) => {
    const { store, center } = await openMarket(database)
    const events = storeOf(cuttable)
    const reads = postgresReadStore({ ...cuttable, statementMs: 2_000, waitMs: 2_000 })
    const reacting = sellerCenter({ store: events, system: quick })
    const runner = processRunner(processes.map(flawed), {
      store: events,
      readStore: reads,
      center: reacting,
      system: quick,
    })
    const asked = new Set<number>()
    return {
      attempt: async (nr) => {
        if (!asked.has(nr)) await work(center, orders(nr, nr + 1))
        asked.add(nr)
        const outcomes = await runner.catchUp()
        for (const { halt } of outcomes)
          if (halt?.type === 'ProcessStopped' && !passing.has(halt.cause.type))
            throw new Error(halt.cause.type)
        return outcomes.every(({ halt }) => halt === undefined)
      },
      problems: async (count) =>
        streamProblems(await streamsIn(store), await expectedOf([...foundation, ...orders(0, count)])),
      close: async () => {
        reads.close()
        await events.close()
        await store.close()
      },
    }
  }

/** Every kind of transaction, with how far apart the whole run cuts: each has to be done once more for every cut. */
export const cutKinds = {
  append: [append(), 1],
  projection: [projection(), 13],
  process: [process(), 17],
  payout: [payout(), 7],
} as const
