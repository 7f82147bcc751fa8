import type { EventStore } from '../../src/application/ports.js'
import { postgresReadStore } from '../../src/adapters/postgres/index.js'
import { projector } from '../../src/application/projector.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { isLeft, right } from '../../src/fp.js'
import { kpis } from '../../src/projections/kpis.js'
import type { Projection } from '../../src/projections/projection.js'
import { watchedPool } from './crashPoints.js'
import { append, process, projection } from './cutKinds.js'
import { payout } from './cutPayouts.js'
import { cutEverywhere, quick, sound, storeOf, type CutKind, type Cuts, type Flaw } from './cuts.js'
import { tableProblems, type Database } from './invariants.js'
import { foundation, orders } from './marketplace.js'
import { repeatingUnderNewIds } from './newIds.js'
import { work } from './work.js'

const never = (): void => undefined

/** Says that it is stored before it is. */
const acknowledgingEarly = (store: EventStore): EventStore => ({
  ...store,
  appendToStream: (stream, expected, events) => {
    store.appendToStream(stream, expected, events).catch(never)
    const position = { commit: 1n, prepare: 1n }
    return Promise.resolve(right({ revision: BigInt(events.length - 1), position, repeated: false }))
  },
})

/** Events of every tenth second are left out. */
const leavingOut = <E>(on: E, nothing: unknown): E => {
  const handlers = Object.entries(
    on as Record<string, (event: { occurredAt: string }, more: unknown) => unknown>,
  )
  return Object.fromEntries(
    handlers.map(([type, handler]) => [
      type,
      (event: { readonly occurredAt: string }, more: unknown) =>
        event.occurredAt.endsWith('7.000Z') ? nothing : handler(event, more),
    ]),
  ) as E
}

const cutting =
  (kind: CutKind, cuts: Cuts) =>
  async (database: Database): Promise<ReadonlyArray<string>> =>
    (await cutEverywhere('a flaw', database, kind, cuts)).problems

/** Of every page, the last but one is not there yet when it is read. */
const forgetful = (store: EventStore): EventStore => ({
  ...store,
  readAll: async (read) => {
    const page = await store.readAll(read)
    return { ...page, events: page.events.filter((_, i, { length }) => i !== length - 2) }
  },
})

type Sums = ReturnType<typeof postgresReadStore>

interface Flaws {
  readonly events?: Flaw<EventStore>
  readonly reads?: Flaw<Sums>
  readonly projection?: Flaw<Projection>
}

/** Some orders, and two projectors that take them in at once. */
const followed =
  ({ events = sound, reads = sound, projection: flawed = sound }: Flaws) =>
  async (database: Database): Promise<ReadonlyArray<string>> => {
    const store = storeOf(database)
    const direct = postgresReadStore(database)
    try {
      const center = sellerCenter({ store, system: quick })
      await work(center, foundation)
      await work(center, orders(0, 60))
      const deps = { events: events(store), reads: reads(direct), projections: [flawed(kpis)], system: quick }
      const one = () => projector({ ...deps, batchMax: 40 }).catchUp()
      await Promise.allSettled([one(), one()])
      const problems = await tableProblems(store, direct, database, [kpis])
      const head = await store.head()
      const behind = (await direct.statuses()).some(({ position }) => position?.commit !== head?.commit)
      return [...problems, ...(behind ? ['kpis is stuck'] : [])]
    } finally {
      direct.close()
      await store.close()
    }
  }

const TOGETHER_MS = 2_000

/** Two who come are let go on together, once; one that stays alone, after a while. */
const meeting = (): (() => Promise<void>) => {
  let [come, meet] = [0, never]
  const met = new Promise<void>((resolve) => (meet = resolve))
  return async () => {
    come += 1
    if (come >= 2) meet()
    else await Promise.race([met, quick.sleep(TOGETHER_MS)])
  }
}

/** Whoever holds the checkpoint, and wherever it stands: two that have read the same events both write them. */
const unfenced = (reads: Sums): Sums => {
  const meet = meeting()
  return {
    ...reads,
    commit: async ({ name, version, incarnation }, ...rest) => {
      await meet()
      for (;;) {
        const committed = await reads.commit(await reads.claim(name, version, incarnation), ...rest)
        if (!isLeft(committed)) return committed
      }
    },
  }
}

/** Bugs of which each has to be found; what finds them tells at least one problem. */
export const plantedBugs: Readonly<Record<string, (database: Database) => Promise<ReadonlyArray<string>>>> = {
  'appends of unknown outcome are repeated under new ids': cutting(append(repeatingUnderNewIds), {
    stride: 41,
    first: 600,
  }),
  'appends are acknowledged before they are stored': cutting(append(acknowledgingEarly), {
    stride: 211,
    first: 100,
  }),
  'the checkpoint is committed apart from the rows': cutting(
    projection((pool) => watchedPool(pool, never, true)),
    { stride: 331, first: 5_000 },
  ),
  'whoever commits takes the checkpoint for its own': followed({ reads: unfenced }),
  'a read model skips what it cannot take': followed({
    projection: (projection) => ({ ...projection, on: leavingOut(projection.on, []) }),
  }),
  'a reader passes over a gap': followed({ events: forgetful }),
  'a process skips an event': cutting(
    process((reacting) => ({ ...reacting, on: leavingOut(reacting.on, right([])) })),
    { stride: 3_000, first: 0 },
  ),
  'the bank is asked again under a new key': cutting(
    payout((bank) => {
      let keys = 0
      return {
        ...bank,
        transfer: (transfer) => bank.transfer({ ...transfer, key: `${transfer.key}/${(keys += 1)}` }),
      }
    }),
    { stride: 331, first: 0 },
  ),
}
