import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeScratch } from '../../src/adapters/postgres/generations/scratch.js'
import { migrate, openPostgres } from '../../src/adapters/postgres/index.js'
import { withWhatIfScratch } from '../../src/adapters/postgres/whatIfScratch.js'
import { whatIfTables } from '../../src/application/whatIfScratch.js'
import { bought, delivered } from '../support/lives.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { runCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-settle-'))
let database: TestDatabase
let flags: ReadonlyArray<string>

/** A schema with two delivered orders of two sellers, and one that is still on its way. */
beforeAll(async () => {
  database = await testDatabase()
  flags = ['--database-url', database.url, '--data', directory, '--quiet']
  await migrate(database.pool, database.schema)
  const comptoir = openPostgres({ pool: database.pool })
  for (const [orderId, sellerId] of [
    ['o1', 's1'],
    ['o2', 's2'],
    ['o3', 's1'],
  ] as const) {
    await bought(comptoir.center, orderId, 9, sellerId)
    if (orderId !== 'o3') await delivered(comptoir.center, orderId, 20)
  }
  await comptoir.catchUp()
  await comptoir.close()
})
afterAll(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

const asked = async <R extends object>(sql: string): Promise<ReadonlyArray<R>> =>
  (await database.pool.query<R>(sql.replaceAll('$schema', database.schema))).rows

describe('comptoir settle', () => {
  it('wants to know until when, as a day or an instant', async () => {
    const without = await runCli(['settle', ...flags])
    expect(without).toMatchObject({ code: 2, stdout: '' })
    expect(without.stderr).toContain('--until')
    const wrong = await runCli(['settle', '--until', 'tomorrow', ...flags])
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('such as 2018-12-31T06:00Z')
  })

  it('settles nothing before its day', async () => {
    const { code, stdout } = await runCli(['settle', '--until', '2026-03-05', '--json', ...flags])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ asked: 0, payoutsEnded: 0 })
    expect(await asked(`SELECT * FROM $schema.statements`)).toEqual([])
  })

  it('pays what was delivered, and leaves orders that are on their way', async () => {
    const { code, stdout } = await runCli(['settle', '--until', '2026-06-01', '--json', ...flags])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ payoutsEnded: 2, payoutsWaiting: 0, askOperator: [] })
    expect(
      await asked(`SELECT seller_id, status FROM $schema.payouts WHERE status = 'PAID' ORDER BY 1`),
    ).toEqual([
      { seller_id: 's1', status: 'PAID' },
      { seller_id: 's2', status: 'PAID' },
    ])
    expect(await asked(`SELECT status FROM $schema.order_board WHERE order_id = 'o3'`)).toEqual([
      { status: 'AWAITING_SHIPMENT' },
    ])
    expect(await asked(`SELECT sum(amount_minor)::int AS sum FROM $schema.ledger_postings`)).toEqual([
      { sum: 0 },
    ])
  })

  it('tells people what it did, and does nothing twice', async () => {
    const { code, stdout } = await runCli(['settle', '--until', '2026-06-01', ...flags])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Everything that was due by 2026-06-01T00:00:00\.000Z has been asked\.\n/)
    expect(stdout).toMatch(/deadlines asked +0\n/)
  })

  it('is taken back with the rest when another history is accepted', async () => {
    await database.pool.query(`UPDATE ${database.schema}.projection_checkpoints SET incarnation = 'another'`)
    const { code, stdout } = await runCli(['accept-restore', '--yes', ...flags])
    expect(code).toBe(0)
    for (const part of ['deadlines', 'process:ticker', 'process:settlements']) expect(stdout).toContain(part)
    const again = await runCli(['settle', '--until', '2026-06-01', '--json', ...flags])
    expect(JSON.parse(again.stdout)).toMatchObject({ asked: 0, payoutsEnded: 0 })
  })
})

describe('what the log tells of it afterwards', () => {
  const schemas = async (): Promise<ReadonlyArray<string>> =>
    (
      await asked<{ name: string }>(`SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE '$schema%'`)
    ).map(({ name }) => name)

  it('is the same past every time it is replayed', async () => {
    const replay = () => runCli(['audit', 'replay', '--seller', 's1', '--json', ...flags])
    const [once, again] = [await replay(), await replay()]
    expect([once.code, once.stderr]).toEqual([0, ''])
    expect(again.stdout).toBe(once.stdout)
    const { readModels } = JSON.parse(once.stdout) as { readModels: Record<string, { tables: object }> }
    expect(readModels['payouts']?.tables).toMatchObject({ payouts: [{ sellerId: 's1', status: 'PAID' }] })
    const order = await runCli(['audit', 'replay', '--order', 'o1', ...flags])
    expect(order.stdout).toMatch(/^order-o1, up to position \d+: \d+ events, the last at position \d+\n/)
  })

  it.each([
    ['the last event', []],
    ['a position', ['--at', '20']],
    ['an instant of business time', ['--at', '2026-03-05', '--by', 'business']],
  ])('is the same past of everybody as of %s', async (_, at) => {
    const replay = () => runCli(['audit', 'replay', '--read-model', 'payouts', ...at, '--json', ...flags])
    const [once, again] = [await replay(), await replay()]
    expect([once.code, once.stderr]).toEqual([0, ''])
    expect(again.stdout).toBe(once.stdout)
    const rows = once.stdout.split('\n').filter((line) => line.endsWith('"table":"payouts"}'))
    expect(rows).toHaveLength(at.length === 0 ? 2 : 0)
    expect(await schemas()).toEqual([database.schema])
  })

  it('is what the tables hold, until somebody changes them', async () => {
    const same = await runCli(['audit', 'diff', '--read-model', 'payouts', ...flags])
    expect([same.code, same.stderr]).toEqual([0, ''])
    await asked(`UPDATE $schema.payouts SET amount_minor = amount_minor + 1 WHERE seller_id = 's1'`)
    const other = await runCli(['audit', 'diff', '--read-model', 'payouts', ...flags])
    expect([other.code, other.stderr]).toEqual([1, 'comptoir: 1 row is not what the events say\n'])
    expect(other.stdout).toMatch(
      /payouts s1\.\S+: amountMinor is \d+, and \d+ by the events; last touched by Payout/,
    )
    await asked(`UPDATE $schema.payouts SET amount_minor = amount_minor - 1 WHERE seller_id = 's1'`)
  })

  it('would be other fees under another schedule, reckoned in a schema that is gone afterwards', async () => {
    const same = await runCli(['what-if', ...flags])
    expect([same.code, same.stderr]).toEqual([0, ''])
    expect(same.stdout).toMatch(/ events, 2 orders charged anew\n[^]*\nNothing differs\.\n$/)
    const file = join(directory, 'fees.json')
    const rules = JSON.parse((await runCli(['what-if', '--print-fees'])).stdout) as ReadonlyArray<{
      rateBps: number
    }>
    writeFileSync(
      file,
      JSON.stringify(rules.map((rule) => ({ ...rule, rateBps: Math.min(10_000, rule.rateBps + 100) }))),
    )
    const dearer = await runCli(['what-if', '--fees', file, '--csv', ...flags])
    expect(dearer.stdout).toMatch(
      /^seller,month,.*\ns1,2026-03,EUR,\d+,\d+,-\d+\ns2,2026-03,EUR,\d+,\d+,-\d+\n$/,
    )
    expect(await schemas()).toEqual([database.schema])
  })

  it('is reckoned anew where one that was killed has left its schema, and by one at a time', async () => {
    const scratch = `${database.schema}_what_if`
    const { pool, schema } = database
    await makeScratch({ pool, schema, scratch, tables: whatIfTables })
    const within = withWhatIfScratch(database, async () => runCli(['what-if', ...flags]))
    expect(await within).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/somebody else uses/) as string,
    })
    expect(await schemas()).toEqual([schema])
    await asked(`CREATE SCHEMA ${scratch}`)
    const notOurs = await runCli(['what-if', ...flags])
    expect(notOurs).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/was not made as a scratch/) as string,
    })
    await asked(`DROP SCHEMA ${scratch}`)
  })
})
