import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { simulatedBank } from '../../src/adapters/bank/simulated.js'
import { migrate, openPostgres } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import { bought, delivered, hour, placed } from '../support/lives.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { instant } from '../support/spec.js'

const DAY = 24
const databases: Array<TestDatabase> = []
afterAll(async () => {
  for (const database of databases) await database.close()
})

/** A marketplace on a database of its own, where nothing was asked yet; programs come and go there at a time that stands. */
const marketplace = async () => {
  const database = await testDatabase()
  databases.push(database)
  await migrate(database.pool, database.schema)
  let now = instant(hour(0))
  const clock = {
    ...system,
    now: () => now,
    sleep: (ms: number, signal?: AbortSignal) => system.sleep(Math.min(ms, 50), signal),
  }
  const bank = simulatedBank({ seed: 1, now: clock.now })
  const rows = async <R extends object>(sql: string): Promise<ReadonlyArray<R>> =>
    (await database.pool.query<R>(sql.replaceAll('$schema', database.schema))).rows
  const open = (pool = database.pool) =>
    openPostgres({ ...database, pool, clock: { payouts: bank }, system: clock })

  const { center, close } = open()
  await placed(center, 'unpaid', 1)
  for (const [i, seller] of ['s1', 's2', 's1'].entries()) {
    await bought(center, `o${i}`, 2 + i, seller)
    await delivered(center, `o${i}`, 10 + 30 * i)
  }
  await close()

  return {
    bank,
    goTo: (day: number): void => {
      now = instant(hour(day * DAY))
    },
    /** A program that begins to run. */
    start: () => {
      const pool = new pg.Pool({ connectionString: database.url })
      const comptoir = open(pool)
      const stop = new AbortController()
      const running = comptoir.run(stop.signal)
      const end = async (): Promise<ReadonlyArray<string>> => {
        stop.abort()
        await running
        await comptoir.close()
        await pool.end()
        return comptoir.stopped().map(({ component, detail }) => `${component} ${detail}`)
      }
      return { end }
    },
    /** Until nothing is due any more, everybody has taken in everything, and each payout was brought to the bank. */
    quiet: async (): Promise<void> => {
      const left = `SELECT (SELECT count(*) FROM $schema.deadlines d
            WHERE d.state = 'STANDING' AND d.due_at <= '${now}' AND NOT EXISTS (
              SELECT FROM $schema.deadlines_asked a
                WHERE a.deadline_id = d.deadline_id AND a.scheduled_by = d.scheduled_by))::int AS due,
          (SELECT count(*) FROM unnest(ARRAY['deadlines', 'payouts', 'process:ticker', 'process:settlements',
            'process:statements', 'process:payouts']) AS t (name) LEFT JOIN $schema.projection_checkpoints c USING (name)
            WHERE c.commit_position IS DISTINCT FROM (SELECT max(position) FROM $schema.events))::int AS behind,
          (SELECT count(*) FROM $schema.payouts WHERE status = 'PLANNED')::int AS planned`
      await vi.waitFor(async () => expect(await rows(left)).toEqual([{ due: 0, behind: 0, planned: 0 }]), {
        timeout: 20_000,
      })
    },
    /** What the clocks made of it, with its business time. */
    outcome: async (): Promise<ReadonlyArray<string>> => {
      const what = `SELECT stream || ' ' || type || ' ' || (metadata::json ->> 'occurredAt') AS text FROM $schema.events
        WHERE type IN ('OrderCancelled', 'OrderCompleted', 'OrderSettled', 'StatementClosed', 'PayoutPlanned')
        ORDER BY 1`
      return (await rows<{ text: string }>(what)).map(({ text }) => text)
    },
  }
}

/** What all of them must come to: the ticker that was there only once, when all of it was overdue. */
let expected: ReadonlyArray<string>

beforeAll(async () => {
  const it = await marketplace()
  it.goTo(30)
  const { end } = it.start()
  await it.quiet()
  expect(await end()).toEqual([])
  expected = await it.outcome()
}, 30_000)

test('a ticker that comes after a month asks everything at the business time of its deadline', () => {
  expect(expected.filter((text) => /OrderCancelled|OrderSettled|OrderCompleted/.test(text))).toEqual([
    // Days of returning end with the day in Paris.
    'order-o0 OrderCompleted 2026-03-18T22:59:59.000Z',
    'order-o1 OrderCompleted 2026-03-19T22:59:59.000Z',
    'order-o2 OrderCompleted 2026-03-20T22:59:59.000Z',
    `order-unpaid OrderCancelled ${hour(1 + DAY)}`,
    `settlement-o0 OrderSettled ${hour(10 + 48 + 8 * DAY)}`,
    `settlement-o1 OrderSettled ${hour(40 + 48 + 8 * DAY)}`,
    `settlement-o2 OrderSettled ${hour(70 + 48 + 8 * DAY)}`,
  ])
  expect(expected.filter((text) => text.includes('StatementClosed'))).toHaveLength(3)
  expect(expected.filter((text) => text.includes('PayoutPlanned'))).toHaveLength(3)
})

test('a ticker that was down for a week, more than once, has done the same in the end, once', async () => {
  const it = await marketplace()
  for (const day of [4, 11, 12, 19, 30]) {
    it.goTo(day)
    const { end } = it.start()
    await it.quiet()
    expect(await end()).toEqual([])
  }
  expect(await it.outcome()).toEqual(expected)
  expect(new Set(it.bank.transfers().map(({ key }) => key)).size).toBe(3)
  expect(it.bank.transfers()).toHaveLength(3)
}, 60_000)

test('of two tickers at once one asks while the other stands by, and nothing happens twice', async () => {
  const it = await marketplace()
  it.goTo(30)
  const programs = [it.start(), it.start()]
  await it.quiet()
  const stopped = await Promise.all(programs.map(({ end }) => end()))
  expect(stopped.flat()).toEqual([])
  expect(await it.outcome()).toEqual(expected)
  expect(it.bank.transfers()).toHaveLength(3)
}, 60_000)
