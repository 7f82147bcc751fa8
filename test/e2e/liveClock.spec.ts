import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate, openPostgres, type PayoutProvider } from '../../src/adapters/postgres/index.js'
import { bought, delivered } from '../support/lives.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
})
afterAll(() => database.close())

const YEARS_AGO = -24 * 700

test('a clock that runs again after years settles and pays what had become due, once', async () => {
  const transfers: Array<string> = []
  const payouts: PayoutProvider = {
    habits: { keyLifeMs: 86_400_000, patienceMs: 1_000 },
    transfer: async ({ key, amountMinor }) => {
      transfers.push(`${key} ${amountMinor}`)
      return { type: 'ANSWER', status: 'PAID', bankReference: `TR-${transfers.length}` }
    },
    lookUp: async () => ({ type: 'SILENCE' }),
  }
  const comptoir = openPostgres({ ...database, clock: { payouts } })
  await bought(comptoir.center, 'o1', YEARS_AGO)
  await delivered(comptoir.center, 'o1', YEARS_AGO + 5)
  const end = new AbortController()
  const running = comptoir.run(end.signal)
  const paid = async (): Promise<ReadonlyArray<object>> => {
    const sql = `SELECT seller_id, amount_minor::text AS minor FROM ${database.schema}.payouts WHERE status = 'PAID'`
    return (await database.pool.query<object>(sql)).rows
  }
  while ((await paid()).length === 0 && comptoir.stopped().length === 0) await sleep(50)
  const board = `SELECT status FROM ${database.schema}.order_board`
  // Its own clock, too: nobody sends anything back after all that time.
  while ((await database.pool.query<{ status: string }>(board)).rows[0]?.status !== 'COMPLETED')
    await sleep(50)
  end.abort()
  await running
  await comptoir.catchUp()
  expect(comptoir.stopped()).toEqual([])
  const [payout] = await paid()
  expect(payout).toEqual({ seller_id: 's1', minor: expect.stringMatching(/^\d{4}$/) })
  expect(transfers).toHaveLength(1)
  await comptoir.close()
}, 30_000)
