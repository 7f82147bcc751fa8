import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { postgresQueries } from '../../src/adapters/postgres/queries.js'
import type {
  Page,
  PageRequest,
  PayoutKey,
  PostingKey,
  Queries,
  StatementKey,
  StatementLineKey,
  UnsettledKey,
} from '../../src/application/queries.js'
import type { LocalDate } from '../../src/domain/kernel/time.js'
import {
  citedCells,
  payoutEntryRow,
  payoutRow,
  statementDetailRow,
  statementLineRow,
  statementRow,
  unsettledRow,
} from '../support/moneyRows.js'
import { balanced, postingRow, readModels, sellerRow, type ReadModels } from '../support/readModels.js'

let models: ReadModels
let queries: Queries
beforeAll(async () => {
  models = await readModels()
  ;({ queries } = models)
})
afterAll(() => models.close())

const tables = [
  'sellers',
  'ledger_postings',
  'statements',
  'statement_lines',
  'statement_details',
  'payouts',
  'payout_entries',
  'unsettled_orders',
]
beforeEach(async () => {
  await models.pool.query(tables.map((table) => `TRUNCATE ${models.schema}.${table}`).join(';'))
  await models.insert('sellers', [sellerRow('s1')])
})

const day = (text: string) => text as LocalDate
const eur = (minor: bigint) => ({ minor, currency: 'EUR' })

/** All items of a list, one page after another. */
const all = async <A, K>(
  limit: number,
  ask: (page: PageRequest<K>) => Promise<Page<A, K> | undefined>,
): Promise<ReadonlyArray<A>> => {
  const items: Array<A> = []
  for (let after: K | undefined; ;) {
    const page = await ask({ limit, ...(after === undefined ? {} : { after }) })
    items.push(...(page?.items ?? []))
    if (page?.next === undefined) return items
    after = page.next
  }
}

test.each(['*', '', '\0', 'é', "x' OR '1'='1", 's2', 's1.2026-03-02.EUR'])(
  'nothing of money is known by the id %j',
  async (id) => {
    expect(await queries.statementsOf(id, { limit: 1 })).toBeUndefined()
    expect(await queries.statement(id)).toBeUndefined()
    expect(await queries.linesOf(id, { limit: 1 })).toBeUndefined()
    expect(await queries.payoutsOf(id, { limit: 1 })).toBeUndefined()
    expect(await queries.payout(id)).toBeUndefined()
    expect(await queries.unsettledOf(id, { limit: 1 })).toBeUndefined()
  },
)

describe('statements', () => {
  test('come newest first, those of one day by currency, each once whatever the page', async () => {
    await models.insert('statements', [
      statementRow('s1', '2026-03-02'),
      statementRow('s1', '2026-03-04'),
      statementRow('s1', '2026-03-02', { statement_id: 's1.2026-03-02.GBP', currency: 'GBP' }),
      statementRow('s2', '2026-03-03'),
    ])
    const expected = ['s1.2026-03-04.EUR', 's1.2026-03-02.GBP', 's1.2026-03-02.EUR']
    for (const limit of [1, 2, 3, 4]) {
      const found = await all(limit, (page: PageRequest<StatementKey>) => queries.statementsOf('s1', page))
      expect(found.map(({ statementId }) => statementId)).toEqual(expected)
    }
  })

  test('tell their days whatever the date style of the session', async () => {
    await models.insert('statements', [statementRow('s1', '2026-03-02')])
    const options = '-c timezone=America/Sao_Paulo -c datestyle=German'
    const pool = new pg.Pool({ connectionString: models.url, options, max: 1 })
    pool.on('error', () => undefined)
    const ofSession = postgresQueries({ pool, schema: models.schema })
    expect(await ofSession.statement('s1.2026-03-02.EUR')).toMatchObject({ date: '2026-03-02' })
    await pool.end()
  })

  test('tell each line with its own details and the rule behind them', async () => {
    const id = 's1.2026-03-02.EUR'
    await models.insert('statements', [statementRow('s1', '2026-03-02', { lines: 3 })])
    await models.insert(
      'statement_lines',
      [3, 1, 2].map((line) => statementLineRow(id, line)),
    )
    await models.insert('statement_details', [
      statementDetailRow(id, 1, 1),
      statementDetailRow(id, 1, 0, { part: 'REVENUE', name: 'sale', amount_minor: 4000, ...none }),
      statementDetailRow(id, 3, 0),
    ])
    for (const limit of [1, 2, 3]) {
      const found = await all(limit, (page: PageRequest<StatementLineKey>) => queries.linesOf(id, page))
      expect(found.map(({ line, details }) => [line, details.map(({ name }) => name)])).toEqual([
        [1, ['sale', 'platform_commission']],
        [2, []],
        [3, ['platform_commission']],
      ])
      expect(found[0]?.details[0]).toEqual({
        part: 'REVENUE',
        name: 'sale',
        skuId: 'sku-1',
        amount: eur(4000n),
      })
      expect(found[2]?.details[0]?.rule).toEqual({
        ruleId: 'eu-standard',
        version: 2,
        rateBps: 900,
        of: 'GROSS',
        base: eur(4499n),
        result: eur(405n),
        roundedBy: 900,
      })
    }
  })
})

const none = Object.fromEntries(Object.keys(citedCells).map((name) => [name, null]))

test('payouts come newest first, and one tells what it pays', async () => {
  await models.insert('payouts', [payoutRow('s1', '2026-03-06'), payoutRow('s1', '2026-03-13')])
  await models.insert('payout_entries', [
    payoutEntryRow('s1.2026-03-13.EUR', 'STATEMENT', 's1.2026-03-08.EUR'),
    payoutEntryRow('s1.2026-03-13.EUR', 'CARRIED_OVER', 's1.2026-03-06.EUR', { amount_minor: -5 }),
    payoutEntryRow('s1.2026-03-06.EUR', 'STATEMENT', 's1.2026-03-01.EUR'),
  ])
  const listed = await all(1, (page: PageRequest<PayoutKey>) => queries.payoutsOf('s1', page))
  expect(listed.map(({ date }) => date)).toEqual(['2026-03-13', '2026-03-06'])
  expect((await queries.payout('s1.2026-03-13.EUR'))?.pays).toMatchObject([
    { kind: 'CARRIED_OVER', source: 's1.2026-03-06.EUR', amount: eur(-5n) },
    { kind: 'STATEMENT', source: 's1.2026-03-08.EUR', amount: eur(3685n) },
  ])
})

test('orders that wait come by the day on which they are due, those without one last, those that are over never', async () => {
  await models.insert('unsettled_orders', [
    unsettledRow('without-1', 's1'),
    unsettledRow('late', 's1', { due_at: '2026-03-09T23:59:59.000Z', reason: 'WAITING_PERIOD' }),
    unsettledRow('without-2', 's1'),
    unsettledRow('early', 's1', { due_at: '2026-03-01T23:59:59.000Z', estimated_settlement_minor: 4094 }),
    unsettledRow('same', 's1', { due_at: '2026-03-09T23:59:59.000Z', reason: 'OPEN_CASE' }),
    unsettledRow('settled', 's1', { settled_at: '2026-03-01T23:59:59.000Z' }),
    unsettledRow('cancelled', 's1', { cancelled_at: '2026-03-01T23:59:59.000Z' }),
    unsettledRow('of-another', 's2'),
  ])
  for (const limit of [1, 2, 3, 9]) {
    const found = await all(limit, (page: PageRequest<UnsettledKey>) => queries.unsettledOf('s1', page))
    expect(found.map(({ orderId }) => orderId)).toEqual(['early', 'late', 'same', 'without-1', 'without-2'])
    expect(found[0]).toMatchObject({ estimatedSettlement: eur(4094n), estimatedGross: eur(4499n) })
    expect(found[3]).not.toHaveProperty('estimatedSettlement')
  }
})

describe('the ledger', () => {
  const payable = (position: number, amount: number, other = {}) =>
    postingRow(position, 1, 's1', {
      account: 'seller_payable',
      amount_minor: amount,
      order_id: `order-${position % 2}`,
      occurred_at: `2026-03-0${position}T22:30:00.000Z`,
      ...other,
    })

  beforeEach(async () => {
    await models.insert(
      'ledger_postings',
      balanced([
        postingRow(1, 0, 's1', { order_id: 'order-1', occurred_at: '2026-03-01T22:30:00.000Z' }),
        payable(1, 100),
        payable(2, -30),
        payable(3, 7),
        payable(4, 1000, { currency: 'GBP' }),
        payable(5, 20),
        postingRow(6, 1, 's2', { account: 'seller_payable', amount_minor: 9999 }),
      ]),
    )
  })

  const positions = async (filter: Parameters<Queries['ledgerOf']>[1]) =>
    (await queries.ledgerOf('s1', filter))?.items.map(({ position }) => Number(position))

  test('of one account tells what the account held after each posting, by currency', async () => {
    const found = await all(2, (page: PageRequest<PostingKey>) =>
      queries.ledgerOf('s1', { ...page, account: 'seller_payable' }),
    )
    expect(found.map(({ position, balance }) => [position, balance?.minor, balance?.currency])).toEqual([
      [5n, 97n, 'EUR'],
      [4n, 1000n, 'GBP'],
      [3n, 77n, 'EUR'],
      [2n, 70n, 'EUR'],
      [1n, 100n, 'EUR'],
    ])
  })

  test('tells the same balances when only some postings are wanted', async () => {
    const filter = { account: 'seller_payable', orderId: 'order-1', from: day('2026-03-03') } as const
    const page = await queries.ledgerOf('s1', { limit: 9, ...filter })
    expect(page?.items.map(({ position, balance }) => [position, balance?.minor])).toEqual([
      [5n, 97n],
      [3n, 77n],
    ])
  })

  test('of several accounts tells no balance', async () => {
    expect((await queries.ledgerOf('s1', { limit: 9 }))?.items.every((item) => !('balance' in item))).toBe(
      true,
    )
  })

  test('of one order, or of some days, tells those only', async () => {
    expect(await positions({ limit: 9, orderId: 'order-1' })).toEqual([5, 3, 1, 1])
    expect(await positions({ limit: 9, orderId: '\0' })).toEqual([])
    expect(await positions({ limit: 9, from: day('2026-03-02'), to: day('2026-03-04') })).toEqual([3, 2])
  })

  test('takes days for those of the zone of the seller', async () => {
    await models.pool.query(`UPDATE ${models.schema}.sellers SET zone = 'Asia/Tokyo'`)
    expect(await positions({ limit: 9, from: day('2026-03-02'), to: day('2026-03-04') })).toEqual([2, 1, 1])
  })

  test('tells an entry with the rule behind it and all legs of its event', async () => {
    await models.pool.query(`TRUNCATE ${models.schema}.ledger_postings`)
    await models.insert('ledger_postings', [
      postingRow(8, 0, 's1', { ...none, sku_id: null }),
      postingRow(8, 1, 's1', { ...citedCells, sku_id: 'sku-1' }),
      postingRow(9, 0, 's1', none),
      postingRow(9, 1, 's1', none),
    ])
    expect(await queries.ledgerEntry({ position: 8n, posting: 1 })).toMatchObject({
      position: 8n,
      posting: 1,
      skuId: 'sku-1',
      rule: { ruleId: 'eu-standard', version: 2, rateBps: 900, base: eur(4499n), roundedBy: 900 },
      legs: [
        { position: 8n, posting: 0, amount: eur(-4498n) },
        { position: 8n, posting: 1, amount: eur(4498n) },
      ],
    })
    expect(await queries.ledgerEntry({ position: 8n, posting: 0 })).not.toHaveProperty('rule')
    expect(await queries.ledgerEntry({ position: 8n, posting: 2 })).toBeUndefined()
    expect(await queries.ledgerEntry({ position: 7n, posting: 0 })).toBeUndefined()
  })
})
