import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrate, openPostgres } from '../../src/adapters/postgres/index.js'
import { bought, delivered } from '../support/lives.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { startCli, type RunningCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-clock-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

let database: TestDatabase
const started: Array<RunningCli> = []

beforeEach(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
})
afterEach(async () => {
  for (const cli of started.splice(0)) {
    cli.signal('SIGKILL')
    await cli.ended
  }
  await database.close()
})

/** A service on the test's database, and where it answers. */
const serving = async (...args: ReadonlyArray<string>) => {
  const data = join(directory, 'keys')
  const cli = startCli([...args, '--json', '--port', '0', '--database-url', database.url, '--data', data])
  started.push(cli)
  await cli.saying('}\n')
  const { url }: { url: string } = JSON.parse(cli.stdout())
  const ask = async (path: string): Promise<{ readonly status: number; readonly body: unknown }> => {
    const answer = await fetch(`${url}${path}`)
    return { status: answer.status, body: await answer.json() }
  }
  return { cli, ask }
}

const rows = async <R extends object>(sql: string): Promise<ReadonlyArray<R>> =>
  (await database.pool.query<R>(sql.replaceAll('$schema', database.schema))).rows

describe('a demo whose time goes on', () => {
  const DAY = 24
  /** Days from 2 March 2026 to the end of the demo's story. */
  const END = 91

  interface Readiness {
    readonly clock: { readonly runs: boolean; readonly speed: number; readonly now: string }
  }

  /** Orders of five sellers that settle in the first days of June, one a day. */
  const sell = async (): Promise<void> => {
    const { center, close } = openPostgres(database)
    for (let i = 0; i < 15; i++) {
      const at = (END - 13 + Math.floor(i / 5)) * DAY
      await bought(center, `o${i}`, at, `shop-${i % 5}`)
      await delivered(center, `o${i}`, at + 5)
    }
    await close()
  }

  const count = async (sql: string): Promise<number> =>
    (await rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`))[0]?.n ?? 0

  test('is killed and comes back: nobody is paid twice, nobody waits for ever, and time never runs backwards', async () => {
    await sell()
    const first = await serving('demo', '--clock', '86400x')
    const nowOf = async ({ ask }: Pick<typeof first, 'ask'>): Promise<string> =>
      ((await ask('/readyz')).body as Readiness).clock.now
    // Some are with the bank, some are still to come.
    await expect
      .poll(() => count(`$schema.payouts WHERE status IN ('PLANNED', 'PROCESSING')`), { timeout: 40_000 })
      .toBeGreaterThan(0)
    const before = await nowOf(first)
    first.cli.signal('SIGKILL')
    await first.cli.ended
    const told = await rows<{ key: string }>('SELECT key, number FROM $schema.simulated_bank ORDER BY number')
    expect(told.length).toBeGreaterThan(0)

    const second = await serving('demo', '--clock', '86400x')
    expect((await nowOf(second)) > before).toBe(true)
    const settled = `$schema.unsettled_orders WHERE settled_at IS NOT NULL`
    const open = `$schema.payouts WHERE status NOT IN ('PAID', 'RETURNED', 'FAILED', 'CARRIED_OVER')`
    await expect
      .poll(async () => [await count(settled), await count(open)], { timeout: 60_000, interval: 200 })
      .toEqual([15, 0])

    const again = await rows('SELECT key, number FROM $schema.simulated_bank ORDER BY number')
    expect(again.slice(0, told.length)).toEqual(told)
    expect(
      await count(`(SELECT key FROM $schema.simulated_bank GROUP BY key HAVING count(*) > 1) AS twice`),
    ).toBe(0)
    const sums = await rows(
      `SELECT (SELECT sum(amount_minor) FROM $schema.payouts WHERE status = 'PAID')::text AS confirmed,
        (SELECT sum(amount_minor) FROM $schema.simulated_bank WHERE outcome = 'PAID')::text AS transferred`,
    )
    expect(sums).toEqual([
      {
        confirmed: sums[0] && 'transferred' in sums[0] && sums[0].transferred,
        transferred: expect.any(String),
      },
    ])
    expect(await rows('SELECT sum(amount_minor)::text AS sum FROM $schema.ledger_postings')).toEqual([
      { sum: '0' },
    ])
    expect(await second.ask('/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ready', clock: { runs: true, speed: 86_400 } },
    })
  }, 120_000)
})

describe('comptoir serve', () => {
  test('tells that nothing becomes due, unless it was given a clock', async () => {
    const still = await serving('serve')
    await sleep(100)
    await expect
      .poll(async () => (await still.ask('/readyz')).body)
      .toEqual({ status: 'ready', clock: { runs: false } })
  })

  test('asks what is due by the real clock where it was given one, and cannot be ready without its deadlines', async () => {
    const { center, close } = openPostgres(database)
    await bought(center, 'o1', 0)
    await close()
    const { ask } = await serving('serve', '--clock')
    await expect
      .poll(async () => (await ask('/readyz')).body, { timeout: 10_000 })
      .toMatchObject({
        clock: { runs: true, speed: 1, now: expect.stringMatching(/^\d{4}-.*Z$/) },
      })
    const board = `SELECT status FROM $schema.order_board`
    await expect.poll(() => rows(board), { timeout: 20_000 }).toEqual([{ status: 'CANCELLED' }])
    const names = (await rows<{ name: string }>('SELECT name FROM $schema.projection_checkpoints')).map(
      ({ name }) => name,
    )
    expect(names).toEqual(expect.arrayContaining(['deadlines', 'process:ticker']))
  }, 40_000)
})
