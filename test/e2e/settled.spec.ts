import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noFaults, simulatedBank, type SimulatedBank } from '../../src/adapters/bank/simulated.js'
import { ClockMissing, migrate, openPostgres, type Comptoir } from '../../src/adapters/postgres/index.js'
import type { SettleReport } from '../../src/application/settle.js'
import type { Instant } from '../../src/domain/kernel/time.js'
import { bought, delivered, hour } from '../support/lives.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { instant, valueOf } from '../support/spec.js'

const DAYS_LATER = instant(hour(24 * 40))

let database: TestDatabase
let comptoir: Comptoir
let bank: SimulatedBank
let report: SettleReport

const rows = async <R extends object>(sql: string): Promise<ReadonlyArray<R>> =>
  (await database.pool.query<R>(sql.replaceAll('$schema', database.schema))).rows

const settle = (until: Instant, faults = noFaults): Promise<SettleReport> =>
  comptoir.settle(until, {
    bank: (now) => {
      bank = simulatedBank({ seed: 3, now, faults })
      return bank
    },
  })

beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
  comptoir = openPostgres({ ...database, clock: {} })
  await bought(comptoir.center, 'o1', 9)
  await delivered(comptoir.center, 'o1', 20)
  await bought(comptoir.center, 'o2', 10, 's2')
  await delivered(comptoir.center, 'o2', 200)
  await bought(comptoir.center, 'o3', 12)
  await delivered(comptoir.center, 'o3', 21)
  // It arrived, and is given back before it settles.
  valueOf(
    await comptoir.center.execute({
      type: 'RefundOrderLines',
      at: hour(21 + 72),
      data: {
        orderId: 'o3',
        refundId: 'r1',
        reason: 'goodwill',
        lines: [
          { lineId: 'l1', saleMinor: '2500', shippingMinor: '250' },
          { lineId: 'l2', saleMinor: '2500', shippingMinor: '249' },
        ],
      },
    }),
  )
  report = await settle(DAYS_LATER)
  await comptoir.catchUp()
})

afterAll(async () => {
  await comptoir.close()
  await database.close()
})

describe('orders that were delivered, on Postgres', () => {
  test('are settled, stated and paid when their time has come, and nothing has stopped', async () => {
    expect(comptoir.stopped()).toEqual([])
    expect(await rows(`SELECT status, count(*)::int AS n FROM $schema.statements GROUP BY 1`)).toEqual([
      { status: 'SETTLED', n: 2 },
    ])
    const paid = await rows<{ seller_id: string; status: string }>(
      `SELECT DISTINCT seller_id, status FROM $schema.payouts WHERE amount_minor > 0 ORDER BY 1`,
    )
    expect(paid).toEqual([
      { seller_id: 's1', status: 'PAID' },
      { seller_id: 's2', status: 'PAID' },
    ])
    expect(report).toMatchObject({ payoutsWaiting: 0, askOperator: [] })
    expect(report.payoutsEnded).toBe(2)
  })

  test('leave books that are balanced, and a bank that has paid what was confirmed', async () => {
    expect(await rows(`SELECT sum(amount_minor)::text AS sum FROM $schema.ledger_postings`)).toEqual([
      { sum: '0' },
    ])
    const [confirmed] = await rows<{ sum: string }>(
      `SELECT sum(amount_minor)::text AS sum FROM $schema.payouts WHERE status = 'PAID'`,
    )
    const transferred = bank.transfers().reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
    expect(transferred).toBe(BigInt(confirmed?.sum ?? ''))
    expect(transferred).toBeGreaterThan(0n)
    expect(bank.transfers().map(({ status }) => status)).toEqual(['PAID', 'PAID'])
  })

  test('wait no more, each with the reason why', async () => {
    const waiting = await rows(`SELECT order_id, reason FROM $schema.unsettled_orders ORDER BY 1`)
    expect(waiting).toEqual([
      { order_id: 'o1', reason: 'SETTLED' },
      { order_id: 'o2', reason: 'SETTLED' },
      { order_id: 'o3', reason: expect.any(String) },
    ])
  })

  test('are settled at the business time of their deadlines, however late they are asked', async () => {
    const settled = await rows<{ late: string }>(
      `SELECT (settled_at - due_at)::text AS late FROM $schema.unsettled_orders WHERE reason = 'SETTLED'`,
    )
    expect(new Set(settled.map(({ late }) => late))).toEqual(new Set(['00:00:00']))
    const paid = await rows<{ soon: boolean }>(
      `SELECT paid_at - planned_at < '3 days' AS soon FROM $schema.payouts WHERE status = 'PAID'`,
    )
    expect(paid).toEqual([{ soon: true }, { soon: true }])
  })

  test('are not settled again when it is asked again', async () => {
    const head = await comptoir.store.head()
    expect(await settle(DAYS_LATER)).toMatchObject({ asked: 0, payoutsEnded: 0, payoutsWaiting: 0 })
    expect(await comptoir.store.head()).toEqual(head)
  })

  test('keep their deadlines when all is built anew', async () => {
    const before = await rows(`SELECT * FROM $schema.deadlines ORDER BY deadline_id`)
    expect(before.length).toBeGreaterThan(5)
    await comptoir.acceptRestore({ all: true })
    expect(await rows(`SELECT * FROM $schema.deadlines ORDER BY deadline_id`)).toEqual(before)
    const head = await comptoir.store.head()
    await settle(DAYS_LATER)
    expect(await comptoir.store.head()).toEqual(head)
    expect(comptoir.stopped()).toEqual([])
  })
})

test('nothing becomes due where no clock was asked for', async () => {
  const still = openPostgres(database)
  const bankOf = { bank: () => bank }
  await expect(still.settle(DAYS_LATER, bankOf)).rejects.toBeInstanceOf(ClockMissing)
  await still.close()
})
