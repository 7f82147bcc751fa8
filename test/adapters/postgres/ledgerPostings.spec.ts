import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../../src/adapters/postgres/migrate.js'
import { postgresReadStore } from '../../../src/adapters/postgres/readStore.js'
import { ledger, ledgerPostingsTable } from '../../../src/projections/ledger.js'
import type { Values } from '../../../src/projections/column.js'
import { testDatabase, type TestDatabase } from '../../support/postgres.js'
import { recorded, rowsIn } from '../../support/projections.js'
import { orderPaid } from '../../support/orders.js'
import { valueOf } from '../../support/spec.js'

let database: TestDatabase
let postings: string

beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
  postings = `${database.schema}.ledger_postings`
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.pool.query(`TRUNCATE ${postings}, ${database.schema}.projection_checkpoints`)
})

const [bank, held] = rowsIn(ledger, ledgerPostingsTable, recorded([orderPaid()]))

/** The two legs of an event at this position. */
const entry = (position: number): ReadonlyArray<Values> =>
  [bank, held].map((leg) => ({ ...leg, position: BigInt(position) }))

/** Writes them as the projector does, all in one commit. */
const write = async (rows: ReadonlyArray<Values>): Promise<void> => {
  const { close, ...reads } = postgresReadStore(database)
  try {
    const owner = await reads.claim('ledger', 1, 'history')
    const position = { commit: (owner.position?.commit ?? 0n) + 1n, prepare: 1n }
    valueOf(await reads.commit(owner, { position, eventId: 'e' }, [{ table: ledgerPostingsTable, rows }]))
  } finally {
    close()
  }
}
const count = async (): Promise<number> =>
  (await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${postings}`)).rows[0]?.n ?? -1

const unbalanced = { code: '23514', message: /^the postings of event \d+ do not balance: -?\d+ [A-Z]{3}$/ }
const refused = async (work: Promise<unknown>): Promise<void> => {
  const error: unknown = await work.catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: unbalanced.code, message: expect.stringMatching(unbalanced.message) })
}

describe('the books in Postgres', () => {
  test('take postings that sum to zero in each event', async () => {
    await write([...entry(1), ...entry(2)])
    expect(await count()).toBe(4)
  })

  test.each([
    ['a leg is missing', entry(1).slice(1)],
    ['a leg is a cent too much', entry(1).map((leg, i) => (i === 0 ? { ...leg, amountMinor: -1n } : leg))],
    [
      'one currency pays for another',
      entry(1).map((leg, i) => (i === 0 ? { ...leg, currency: 'GBP' } : leg)),
    ],
    ['one event pays for another', entry(1).map((leg, i) => ({ ...leg, position: BigInt(i + 1) }))],
  ])('refuse all of a commit in which %s', async (_, wrong) => {
    const outcome: unknown = await write([...entry(8), ...wrong]).catch((caught: unknown) => caught)
    expect(outcome).toMatchObject({ type: 'RowsRefused', code: unbalanced.code })
    expect(await count()).toBe(0)
  })

  test('refuse to be changed or lessened, whoever asks, unless they balance again', async () => {
    await write([...entry(1), ...entry(2)])
    const ask = (sql: string) => database.pool.query(sql)
    await refused(ask(`UPDATE ${postings} SET amount_minor = amount_minor + 1 WHERE posting = 0`))
    await refused(ask(`DELETE FROM ${postings} WHERE position = 1 AND posting = 0`))
    await ask(`UPDATE ${postings} SET amount_minor = amount_minor * 2 WHERE position = 1`)
    await ask(`DELETE FROM ${postings} WHERE position = 2`)
    expect(await count()).toBe(2)
  })

  test('take as many events at once as a page has, however they are parted', async () => {
    const three = (position: number) => {
      const [first, second] = entry(position)
      const half = { ...second, amountMinor: BigInt(String(second?.['amountMinor'])) - 1n }
      return [first, half, { ...second, posting: 2, amountMinor: 1n }] as ReadonlyArray<Values>
    }
    await write(Array.from({ length: 3_500 }, (_, i) => three(i + 1)).flat())
    expect(await count()).toBe(10_500)
  })
})

describe('what is asked of the ledger', () => {
  const planOf = async (sql: string): Promise<string> => {
    const client = await database.pool.connect()
    try {
      await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off')
      const { rows } = await client.query<Record<'QUERY PLAN', string>>(`EXPLAIN ${sql}`)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }

  test('of an account is looked up by seller and account in the index of the seller', async () => {
    const plan = await planOf(
      `SELECT sum(amount_minor) OVER (PARTITION BY currency ORDER BY position, posting)
         FROM ${postings} WHERE seller_id = 's1' AND account = 'seller_payable'`,
    )
    expect(plan).toMatch(/ledger_postings_by_seller[^]*Index Cond: .*seller_id.*account/)
  })

  test('of an order is looked up by the order', async () => {
    expect(await planOf(`SELECT * FROM ${postings} WHERE order_id = 'o1'`)).toContain(
      'ledger_postings_by_order',
    )
  })
})
