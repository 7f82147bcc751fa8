import { memoryBooks } from '../../src/adapters/bank/books.js'
import { bankWith } from '../../src/adapters/bank/simulated.js'
import { postgresEventStore, postgresReadStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import { payoutRunner } from '../../src/application/payoutRunner.js'
import { processRunner } from '../../src/application/processRunner.js'
import { projector } from '../../src/application/projector.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { instantOf } from '../../src/domain/kernel/time.js'
import { processes } from '../../src/domain/processes/index.js'
import { isLeft } from '../../src/fp.js'
import { ledger } from '../../src/projections/ledger.js'
import { orderBoard } from '../../src/projections/orderBoard.js'
import { newEvent } from '../support/log.js'
import { CUT_OFF_AT, period, statementEntry } from '../support/payouts.js'
import { plainTerms } from '../support/settlements.js'
import { streamProblems, tableProblems, type Database } from './invariants.js'
import {
  expectedOf,
  foundation,
  orders,
  ordersMax,
  passing,
  streamsIn,
  work,
  type Item,
} from './marketplace.js'
import type { CutKind } from './cuts.js'

/** Nobody waits long here: what is lost is lost at once. */
const times = { connectMs: 2_000, answerMs: 2_000, readMs: 2_000 }
const quick = { ...system, jitter: () => 1 }

const storeOf = ({ pool, schema }: Database) => postgresEventStore({ pool, schema, system: quick, times })

const count = async ({ pool, schema }: Database, from: string): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${schema}.${from}`)
  return rows[0]?.n ?? 0
}

const differs = (what: string, there: number, expected: number): ReadonlyArray<string> =>
  there === expected ? [] : [`${there} ${what} instead of ${expected}`]

/** Two events, appended together. */
const append: CutKind = async ({ database, cuttable }) => {
  const store = storeOf(cuttable)
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

/** What a command caused, taken into rows, sums and a log. */
const projection: CutKind = async ({ database, cuttable }) => {
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
      const outcomes = await projector({ events, reads, projections, system: quick }).catchUp()
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

/** What the processes do about an order. */
const process: CutKind = async ({ database, cuttable }) => {
  const { store, center } = await openMarket(database)
  const events = storeOf(cuttable)
  const reads = postgresReadStore({ ...cuttable, statementMs: 2_000, waitMs: 2_000 })
  const reacting = sellerCenter({ store: events, system: quick })
  const runner = processRunner(processes, {
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
        if (halt?.type === 'ProcessStopped' && !passing.has(halt.cause.type)) throw new Error(halt.cause.type)
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

/** A payout from its plan to the bank's answer, and that stored. */
const payout: CutKind = async ({ database, cuttable }) => {
  const store = storeOf(database)
  const events = storeOf(cuttable)
  let nowMs = Date.parse(CUT_OFF_AT)
  const clock = { ...quick, now: () => instantOf(nowMs) }
  const planning = sellerCenter({ store, system: clock })
  const paying = sellerCenter({ store: events, system: clock })
  const books = memoryBooks()
  const provider = bankWith(books, { seed: 1, now: clock.now })
  const runner = payoutRunner({ store: events, center: paying, provider, system: clock })
  const planned = new Set<number>()
  const idOf = (nr: number): string => `s${nr}.2026-03-13.EUR`

  const plan = async (nr: number): Promise<void> => {
    const data = { ...period, payoutId: idOf(nr), sellerId: `s${nr}` }
    const entry = { ...statementEntry, source: `s${nr}.2026-03-12.EUR` }
    nowMs = Date.parse(CUT_OFF_AT)
    await work(planning, [
      [
        { type: 'AddPayoutEntry', data: { ...data, terms: plainTerms, entry } },
        { type: 'CutOffPayout', data: { payoutId: idOf(nr) } },
      ] as Item,
    ])
    planned.add(nr)
  }

  return {
    attempt: async (nr) => {
      if (!planned.has(nr)) await plan(nr)
      const advanced = await runner.advance(idOf(nr))
      // The bank has its time, also where the answer was lost with the connection.
      nowMs += 2 * 3_600_000
      return !isLeft(advanced) && advanced.right.type === 'NOTHING'
    },
    problems: async (count) => {
      const sent = books.orders()
      const paid = (await streamsIn(store, ({ type }) => type === 'PayoutPaid')).size
      return [
        ...differs('transfers at the bank', sent.length, count),
        ...differs('transfers under one key', new Set(sent.map(({ key }) => key)).size, count),
        ...differs('payouts that are paid', paid, count),
      ]
    },
    close: async () => {
      await events.close()
      await store.close()
    },
  }
}

/** Every kind of transaction, with how far apart the whole run cuts: each has to be done once more for every cut. */
export const cutKinds = {
  append: [append, 1],
  projection: [projection, 13],
  process: [process, 17],
  payout: [payout, 7],
} as const
