import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { postgresQueries } from '../../src/adapters/postgres/queries.js'
import { measures, type Queries } from '../../src/application/queries.js'
import type { LocalDate } from '../../src/domain/kernel/time.js'
import {
  orderRow,
  productKpiRow,
  productRow,
  readModels,
  sellerKpiRow,
  sellerRow,
  timelineRow,
  type ReadModels,
} from '../support/readModels.js'

let models: ReadModels
let queries: Queries
beforeAll(async () => {
  models = await readModels()
  ;({ queries } = models)
})
afterAll(() => models.close())

const tables = [
  'sellers',
  'products',
  'order_board',
  'order_counts',
  'order_timeline',
  'seller_kpis',
  'product_kpis',
]
beforeEach(async () => {
  await models.pool.query(tables.map((table) => `TRUNCATE ${models.schema}.${table}`).join(';'))
})

const day = (text: string) => text as LocalDate

describe('periods', () => {
  const soldOn = async (days: ReadonlyArray<string>) => {
    await models.insert('sellers', [sellerRow('shop-1')])
    await models.insert(
      'seller_kpis',
      days.map((on) => sellerKpiRow('shop-1', on, { orders: 1, units: 2, gmv_minor: 1999 })),
    )
  }
  const periodsBy = async (period: 'day' | 'week' | 'month') =>
    (await queries.kpisOfSeller('shop-1', { period }))?.rows.map((row) => [row.period, row.orders])

  test('weeks are ISO weeks: new year belongs to the week of its Thursday', async () => {
    await soldOn([
      '2018-12-30',
      '2018-12-31',
      '2019-01-06',
      '2020-12-31',
      '2021-01-01',
      '2021-01-03',
      '2021-01-04',
    ])
    expect(await periodsBy('week')).toEqual([
      ['2018-W52', 1],
      ['2019-W01', 2],
      ['2020-W53', 3],
      ['2021-W01', 1],
    ])
  })

  test('months end with their last day, in leap years too', async () => {
    await soldOn(['2020-01-31', '2020-02-01', '2020-02-29', '2020-03-01'])
    expect(await periodsBy('month')).toEqual([
      ['2020-01', 1],
      ['2020-02', 2],
      ['2020-03', 1],
    ])
  })

  test('days without anything are left out', async () => {
    await soldOn(['2020-03-01', '2020-03-03'])
    expect(await periodsBy('day')).toEqual([
      ['2020-03-01', 1],
      ['2020-03-03', 1],
    ])
  })

  test('from is included and to is not', async () => {
    await soldOn(['2020-03-01', '2020-03-02', '2020-03-03'])
    const kpis = await queries.kpisOfSeller('shop-1', {
      period: 'month',
      from: day('2020-03-02'),
      to: day('2020-03-03'),
    })
    expect(kpis?.rows.map((row) => [row.period, row.orders])).toEqual([['2020-03', 1]])
  })

  test('the year 0, which Postgres does not have, is before everything', async () => {
    await soldOn(['2020-03-01'])
    const asked = { period: 'day', from: day('0000-02-29') } as const
    expect((await queries.kpisOfSeller('shop-1', asked))?.rows).toHaveLength(1)
    expect((await queries.kpisOfSeller('shop-1', { period: 'day', to: day('0000-02-29') }))?.rows).toEqual([])
  })

  test('several currencies give one row each per period', async () => {
    await models.insert('seller_kpis', [
      sellerKpiRow('shop-1', '2020-03-01', { orders: 1, gmv_minor: 100 }),
      sellerKpiRow('shop-1', '2020-03-02', { orders: 1, gmv_minor: 50 }),
      sellerKpiRow('shop-1', '2020-03-02', { orders: 2, gmv_minor: 300, currency: 'BRL' }),
    ])
    expect((await queries.kpisOfSeller('shop-1', { period: 'month' }))?.rows.map(({ gmv }) => gmv)).toEqual([
      { minor: 300n, currency: 'BRL' },
      { minor: 150n, currency: 'EUR' },
    ])
  })

  test('a product tells its days in the zone of its seller', async () => {
    await models.insert('sellers', [sellerRow('shop-1', { zone: 'America/Sao_Paulo' })])
    await models.insert('product_kpis', [productKpiRow('p-1', 'shop-1', '2020-03-01', { orders: 1 })])
    expect(await queries.kpisOfProduct('p-1', { period: 'day' })).toMatchObject({ zone: 'America/Sao_Paulo' })
  })

  test('a product that never sold has a zone and no rows; one that is not known has no answer', async () => {
    await models.insert('sellers', [sellerRow('shop-1')])
    await models.insert('products', [productRow('p-1', 'shop-1')])
    expect(await queries.kpisOfProduct('p-1', { period: 'day' })).toEqual({ zone: 'Europe/Paris', rows: [] })
    expect(await queries.kpisOfProduct('p-2', { period: 'day' })).toBeUndefined()
  })
})

test('of equal products the limit keeps the first by id, then by currency', async () => {
  const equal = (productId: string, currency: string) =>
    productKpiRow(productId, 'shop-1', '2020-03-01', { orders: 1, units: 1, gmv_minor: 5, currency })
  await models.insert('product_kpis', [
    equal('c', 'BRL'),
    equal('b', 'BRL'),
    equal('a', 'USD'),
    equal('a', 'EUR'),
    equal('B', 'EUR'),
  ])
  const expected = ['B EUR', 'a EUR', 'a USD', 'b BRL', 'c BRL']
  for (const by of measures) {
    for (const limit of [1, 2, 3, 4, 5]) {
      const top = await queries.topProducts({ by, limit })
      expect(top.map(({ productId, gmv }) => `${productId} ${gmv.currency}`)).toEqual(
        expected.slice(0, limit),
      )
    }
  }
})

describe('what is known', () => {
  test('a seller whose orders were projected before its registration has orders and counts', async () => {
    await models.insert('order_board', [orderRow('order-1', 'shop-1')])
    await models.insert('order_counts', [{ seller_id: 'shop-1', status: 'UNPAID', orders: 1 }])
    expect(await queries.seller('shop-1')).toBeUndefined()
    expect(await queries.countsOf('shop-1')).toMatchObject({ UNPAID: 1, CANCELLED: 0 })
    expect((await queries.ordersOf('shop-1', { limit: 1, status: 'COMPLETED' }))?.items).toEqual([])
    expect(await queries.balancesOf('shop-1')).toEqual([])
    expect(await queries.kpisOfSeller('shop-1', { period: 'day' })).toEqual({
      zone: 'Europe/Paris',
      rows: [],
    })
  })

  test.each(['*', '', '\0', 'é', "x' OR '1'='1", '__proto__', 'x'.repeat(121)])(
    'nobody has the id %j',
    async (id) => {
      await models.insert('order_counts', [{ seller_id: '*', status: 'UNPAID', orders: 1 }])
      expect(await queries.seller(id)).toBeUndefined()
      expect(await queries.countsOf(id)).toBeUndefined()
      expect(await queries.ordersOf(id, { limit: 1 })).toBeUndefined()
      expect(await queries.ledgerOf(id, { limit: 1 })).toBeUndefined()
      expect(await queries.balancesOf(id)).toBeUndefined()
      expect(await queries.kpisOfSeller(id, { period: 'day' })).toBeUndefined()
      expect(await queries.kpisOfProduct(id, { period: 'day' })).toBeUndefined()
      expect(await queries.order(id)).toBeUndefined()
      expect(await queries.topProducts({ by: 'gmv', limit: 1, sellerId: id })).toEqual([])
    },
  )

  test('the timeline of an order says when it is too long to be told whole', async () => {
    await models.insert('order_board', [orderRow('order-1', 'shop-1'), orderRow('order-2', 'shop-1')])
    const events = (orderId: string, n: number) =>
      Array.from({ length: n }, (_, i) => timelineRow(orderId, i))
    await models.insert('order_timeline', [...events('order-1', 2_000), ...events('order-2', 2_001)])
    expect(await queries.order('order-1')).toMatchObject({ timelineIsComplete: true })
    const long = await queries.order('order-2')
    expect(long).toMatchObject({ timelineIsComplete: false })
    expect(long?.timeline).toHaveLength(2_000)
  })

  test('instants are the same whatever the zone and date style of the session', async () => {
    await models.insert('order_board', [
      orderRow('order-1', 'shop-1', { placed_at: '2017-10-29T00:59:59.999Z' }),
    ])
    const options = '-c timezone=America/Sao_Paulo -c datestyle=German'
    const pool = new pg.Pool({ connectionString: models.url, options, max: 1 })
    pool.on('error', () => undefined)
    const ofSession = postgresQueries({ pool, schema: models.schema })
    expect(await ofSession.order('order-1')).toMatchObject({ placedAt: '2017-10-29T00:59:59.999Z' })
    await pool.end()
  })
})
