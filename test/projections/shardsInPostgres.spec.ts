import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate, postgresReadStore } from '../../src/adapters/postgres/index.js'
import { postgresEventStore } from '../../src/adapters/postgres/eventStore.js'
import { shardSql } from '../../src/adapters/postgres/shardSql.js'
import { system } from '../../src/adapters/system.js'
import { openLane } from '../../src/application/lane.js'
import { feedLanes, shardsOf, startOf } from '../../src/application/lanes.js'
import { lanesOf, layOut } from '../../src/application/layout.js'
import { pagesOf } from '../../src/application/pages.js'
import type { EventStore } from '../../src/application/ports.js'
import { redrivePartition } from '../../src/application/redrive.js'
import { isOfShard, SHARDS_MAX } from '../../src/application/shard.js'
import { deadlines } from '../../src/projections/deadlines.js'
import type { Occurrence } from '../../src/projections/fold.js'
import { projections as readModels } from '../../src/projections/index.js'
import type { Projection } from '../../src/projections/projection.js'
import { tableProblems } from '../faults/invariants.js'
import { histories } from '../support/arbitraries/history.js'
import { stored } from '../support/deliveries.js'
import { poisoned } from '../support/poisoned.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { valueOf } from '../support/spec.js'

const projections = [...readModels, deadlines]
const told = fc
  .sample(histories(8), { numRuns: 12, seed: 11 })
  .filter(({ occurrences }) => occurrences.length > 20)

let database: TestDatabase
let events: EventStore
let reads: ReturnType<typeof postgresReadStore>

beforeAll(async () => {
  database = await testDatabase()
  const { pool, schema } = database
  await migrate(pool, schema)
  await pool.query(`ALTER TABLE ${schema}.events DISABLE TRIGGER events_are_final`)
  events = postgresEventStore({ pool, schema, system })
  reads = postgresReadStore(database)
})

beforeEach(() => emptied())

afterAll(async () => {
  reads.close()
  await events.close()
  await database.close()
})

/** Rows by rows: to truncate takes longer, as long as there are few. */
const emptied = async (): Promise<void> => {
  const tables = projections.flatMap((projection) => projection.tables.map(({ name }) => name))
  const names = ['events', 'projection_checkpoints', 'parked_events', ...tables]
  await database.pool.query(names.map((name) => `DELETE FROM ${database.schema}.${name}`).join(';'))
}

const happened = async (occurrences: ReadonlyArray<Occurrence>): Promise<void> => {
  const rows = occurrences.map(stored)
  const of = (column: (row: (typeof rows)[number]) => string): ReadonlyArray<string> => rows.map(column)
  await database.pool.query(
    `INSERT INTO ${database.schema}.events
       SELECT * FROM unnest($1::int8[], $2::text[], $3::int8[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])`,
    [
      ...[of(({ position }) => String(position.commit)), of(({ stream }) => stream)],
      ...[of(({ revision }) => String(revision)), of(({ id }) => id), of(({ type }) => type)],
      ...[of(({ data }) => data), of(({ metadata }) => metadata), of(({ recordedAt }) => recordedAt)],
    ],
  )
}

interface Sitting {
  /** Events that happen before it. */
  readonly more: number
  readonly shards: number
  readonly workers: number
  readonly page: number
  /** That each lane remembers and holds back. */
  readonly rows: number
  /** Everything is delivered again, from the first event on. */
  readonly again: boolean
}

/** Each worker has its lanes, and asks the log for what they need. Tells how many events were read in all. */
const caughtUp = async (as: ReadonlyArray<Projection>, sitting: Sitting): Promise<number> => {
  const head = await events.head()
  await layOut(as, sitting.shards, { events, reads })
  const names = await lanesOf(as, { reads }, () => sitting.shards)
  let read = 0
  for (let worker = 0; worker < sitting.workers; worker++) {
    const memory = { cacheMax: sitting.rows, rowsMax: sitting.rows }
    // As they are shared out in the end: shard by shard.
    const own = names.filter(({ name }) => Number(/#(\d+)/.exec(name)?.[1] ?? 0) % sitting.workers === worker)
    const lanes = await Promise.all(
      own.map(({ name, projection }) => openLane(projection, { events, reads, lane: name, memory })),
    )
    if (head === undefined || lanes.length === 0) continue
    const after = sitting.again ? undefined : startOf(lanes)
    const pages = pagesOf(events, {
      ...{ after, upTo: head, max: sitting.page, shards: shardsOf(lanes), signal: undefined },
    })
    await feedLanes(lanes, pages, (page) => {
      read += page.events.length
    })
    expect(lanes.flatMap((lane) => lane.halt() ?? [])).toEqual([])
    expect(lanes.map((lane) => lane.position())).toEqual(lanes.map(() => head))
  }
  return read
}

const sittings = fc.array(
  fc.record({
    more: fc.nat(60),
    shards: fc.integer({ min: 1, max: 8 }),
    workers: fc.integer({ min: 1, max: 3 }),
    page: fc.integer({ min: 1, max: 60 }),
    rows: fc.constantFrom(0, 3, 20_000),
    again: fc.boolean(),
  }),
  { minLength: 2, maxLength: 3 },
)
const last: Sitting = { more: 100_000, shards: 2, workers: 2, page: 500, rows: 20_000, again: false }

describe('shards in Postgres', () => {
  test('make the same tables as the whole, divided anew while events of them wait, and taken in later', async () => {
    let parkedInAll = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...told), sittings, fc.nat(30), async (history, plan, salt) => {
        await emptied()
        // Few read models of each kind in each run: each lane takes its claims and transactions.
        const chosen = projections.filter((_, i) => (i + salt) % 4 === 0)
        const bad = chosen.map((projection) => poisoned(projection, 9, salt))
        let count = 0
        const happen = async (more: number): Promise<void> => {
          await happened(history.occurrences.slice(count, count + more))
          count = Math.min(history.occurrences.length, count + more)
        }
        for (const sitting of plan) {
          await happen(sitting.more)
          await caughtUp(bad, sitting)
        }
        const redriven = async (): Promise<void> => {
          for (const projection of chosen) {
            const { name } = projection
            for (const { partition, events: waiting } of await reads.parkedPartitions(name)) {
              parkedInAll += 1
              const mended = await redrivePartition(projection, { name, partition }, { events, reads })
              expect(valueOf(mended)).toEqual({ name, partition, taken: waiting, waiting: 0 })
            }
          }
        }
        await happen(30)
        await redriven()
        await caughtUp(chosen, last)
        await happen(last.more)
        await caughtUp(chosen, { ...last, shards: plan[0]?.shards ?? 1 })
        for (const { name } of chosen) expect(await reads.eventsAside(name, { limit: 1 })).toEqual([])
        expect(await tableProblems(events, reads, database, chosen)).toEqual([])
      }),
      { numRuns: 6 },
    )
    expect(parkedInAll).toBeGreaterThan(0)
  })

  test('read little beside what is their own', async () => {
    const { occurrences } = told.toSorted((a, b) => b.occurrences.length - a.occurrences.length)[0] ?? {
      occurrences: [],
    }
    await happened(occurrences)
    const read = await caughtUp([readModels[0] ?? deadlines], { ...last, shards: 4, workers: 4 })
    expect(read).toBeLessThan(occurrences.length + 4 * 4)
  })

  test('notice that an event is missing, though it would be of another shard', async () => {
    const { occurrences } = told[0] ?? { occurrences: [] }
    await happened(occurrences)
    await database.pool.query(`DELETE FROM ${database.schema}.events WHERE position = 9`)
    const gone = occurrences[8]?.recorded.stream ?? ''
    for (const page of [3, 8, 100]) {
      const other = [0, 1].find((index) => !isOfShard({ index, of: 2 }, gone)) ?? 0
      const reading = pagesOf(events, {
        ...{ after: undefined, upTo: { commit: 20n, prepare: 20n }, max: page, signal: undefined },
        shards: { of: 2, indexes: [other] },
      })
      const lane = await openLane(deadlines, { events, reads, lane: `deadlines#${other}/2` })
      await feedLanes([lane], reading, () => undefined)
      expect(lane.halt()).toMatchObject({ type: 'EventsMissing', after: { commit: 8n } })
      expect(lane.position()?.commit).toBe(8n)
    }
  })

  test('are the same for the server as for us, whatever a stream is called', async () => {
    const category = fc.constantFrom('order', 'statement', 'payout', 'seller', 'commission', 'statements', '')
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '_', '0', 'z'), maxLength: 40 })
    const id = fc.oneof(
      word,
      word.map((seller) => `${seller}.2026-03-02.EUR`),
      fc.uuid(),
    )
    const streams = fc.array(
      fc.oneof(
        fc.tuple(category, id).map(([a, b]) => `${a}-${b}`),
        word,
      ),
      {
        minLength: 200,
        maxLength: 200,
      },
    )
    await fc.assert(
      fc.asyncProperty(streams, fc.integer({ min: 1, max: SHARDS_MAX }), async (names, of) => {
        const { rows } = await database.pool.query<{ stream: string; index: number }>(
          `SELECT stream, ${shardSql('$2::int4')} AS index FROM unnest($1::text[]) AS e (stream)`,
          [names, of],
        )
        expect(rows.filter(({ stream, index }) => !isOfShard({ index, of }, stream))).toEqual([])
        expect(rows).toHaveLength(names.length)
      }),
      { numRuns: 20 },
    )
  })
})
