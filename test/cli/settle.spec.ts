import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, openPostgres } from '../../src/adapters/postgres/index.js'
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
