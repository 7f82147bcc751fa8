import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Measure } from '../../src/application/queries.js'
import type { LocalDate } from '../../src/domain/kernel/time.js'
import { readModels, type Cells, type ReadModels } from '../support/readModels.js'

let models: ReadModels
beforeAll(async () => {
  models = await readModels()
})
afterAll(() => models.close())

const day = (text: string) => text as LocalDate

/** A week as ISO 8601 says it: that of the Thursday of the same Monday-to-Sunday week. */
const isoWeekOf = (date: string): string => {
  const thursday = new Date(`${date}T00:00:00Z`)
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7))
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  const week = 1 + Math.floor((thursday.getTime() - newYear) / (7 * 86_400_000))
  return `${thursday.getUTCFullYear()}-W${week.toString().padStart(2, '0')}`
}
const periodOf = { day: (on: string) => on, week: isoWeekOf, month: (on: string) => on.slice(0, 7) }

const figures = {
  orders: fc.nat(50),
  units: fc.nat(100),
  gmv_minor: fc.bigInt(0n, 10n ** 15n),
  cancelled_orders: fc.nat(5),
  cancelled_units: fc.nat(5),
  cancelled_minor: fc.bigInt(0n, 10n ** 15n),
  refunded_units: fc.nat(5),
  refunded_minor: fc.bigInt(0n, 10n ** 15n),
  reviews: fc.nat(9),
  stars: fc.nat(45),
}
const someDay = fc
  .date({ min: new Date('2016-12-20'), max: new Date('2018-01-10'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const someRange = fc
  .tuple(fc.option(someDay, { nil: undefined, freq: 1 }), fc.option(someDay, { nil: undefined, freq: 1 }))
  .map(([from, to]) => ({ ...(from && { from: day(from) }), ...(to && { to: day(to) }) }))
const kpiRows = fc.uniqueArray(
  fc.record({
    product_id: fc.constantFrom('a', 'B', 'b', 'c-1', 'c_1', 'd'),
    day: someDay,
    currency: fc.constantFrom('BRL', 'EUR'),
    ...figures,
  }),
  { minLength: 1, maxLength: 60, selector: (row) => `${row.product_id} ${row.day} ${row.currency}` },
)
type KpiCells = typeof kpiRows extends fc.Arbitrary<ReadonlyArray<infer R>> ? R : never

const isWithin =
  ({ from, to }: { readonly from?: string; readonly to?: string }) =>
  (row: KpiCells) =>
    (from === undefined || row.day >= from) && (to === undefined || row.day < to)

const grouped = (rows: ReadonlyArray<KpiCells>, keyOf: (row: KpiCells) => string) => {
  const groups = new Map<string, Array<KpiCells>>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}
const totalOf = (rows: ReadonlyArray<KpiCells>, figure: keyof typeof figures): bigint =>
  rows.reduce((sum, row) => sum + BigInt(row[figure]), 0n)

const sellerOf = (productId: string) => (productId < 'b' ? 'shop-1' : 'shop-2')
const replaceProductKpis = async (rows: ReadonlyArray<KpiCells>) => {
  await models.pool.query(`TRUNCATE ${models.schema}.product_kpis`)
  const cells = rows.map((row): Cells => ({ ...row, seller_id: sellerOf(row.product_id) }))
  await models.insert('product_kpis', cells)
}

describe('what the database sums is what a plain sum gives', () => {
  test('for the key figures of a product, by any period and range', async () => {
    await fc.assert(
      fc.asyncProperty(
        kpiRows,
        fc.constantFrom('day', 'week', 'month'),
        someRange,
        async (rows, period, range) => {
          await replaceProductKpis(rows)
          const of = rows.filter((row) => row.product_id === 'a')
          const groups = grouped(
            of.filter(isWithin(range)),
            (row) => `${periodOf[period](row.day)} ${row.currency}`,
          )
          const expected = [...groups]
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, group]) => {
              const [name = '', currency = ''] = key.split(' ')
              const count = (figure: keyof typeof figures) => Number(totalOf(group, figure))
              const money = (figure: keyof typeof figures) => ({ minor: totalOf(group, figure), currency })
              return {
                period: name,
                orders: count('orders'),
                units: count('units'),
                gmv: money('gmv_minor'),
                cancelledOrders: count('cancelled_orders'),
                cancelledUnits: count('cancelled_units'),
                cancelled: money('cancelled_minor'),
                refundedUnits: count('refunded_units'),
                refunded: money('refunded_minor'),
                reviews: count('reviews'),
                stars: count('stars'),
              }
            })
          const kpis = await models.queries.kpisOfProduct('a', { period, ...range })
          expect(kpis?.rows).toEqual(of.length === 0 ? undefined : expected)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('for the top products by any measure, range, seller and currency, ties by id and then currency', async () => {
    const asked = fc.record(
      {
        by: fc.constantFrom<Measure>('gmv', 'units', 'orders'),
        limit: fc.integer({ min: 1, max: 12 }),
        range: someRange,
        sellerId: fc.constantFrom('shop-1', 'shop-2', 'shop-3'),
        currency: fc.constantFrom('BRL', 'EUR', 'CHF'),
      },
      { requiredKeys: ['by', 'limit', 'range'] },
    )
    // Few distinct figures, so that many are equal.
    const equals = kpiRows.map((rows) =>
      rows.slice(0, 15).map((row) => ({
        ...row,
        orders: row.orders % 3 === 0 ? 0 : 1,
        units: row.units % 2,
        gmv_minor: row.gmv_minor % 2n,
      })),
    )
    await fc.assert(
      fc.asyncProperty(equals, asked, async (rows, { range, ...rest }) => {
        await replaceProductKpis(rows)
        const of = rows
          .filter(isWithin(range))
          .filter((row) => rest.sellerId === undefined || sellerOf(row.product_id) === rest.sellerId)
          .filter((row) => rest.currency === undefined || row.currency === rest.currency)
        const expected = [...grouped(of, (row) => `${row.product_id} ${row.currency}`)]
          .map(([key, group]) => {
            const [productId = '', currency = ''] = key.split(' ')
            return {
              productId,
              sellerId: sellerOf(productId),
              orders: Number(totalOf(group, 'orders')),
              units: Number(totalOf(group, 'units')),
              gmv: { minor: totalOf(group, 'gmv_minor'), currency },
            }
          })
          .filter(({ orders }) => orders > 0)
          .toSorted((a, b) => {
            const measure = (product: typeof a) =>
              rest.by === 'gmv' ? product.gmv.minor : BigInt(product[rest.by])
            const higher = measure(b) - measure(a)
            if (higher !== 0n) return higher > 0n ? 1 : -1
            if (a.productId !== b.productId) return a.productId < b.productId ? -1 : 1
            return a.gmv.currency < b.gmv.currency ? -1 : 1
          })
          .slice(0, rest.limit)
        expect(await models.queries.topProducts({ ...rest, ...range })).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })
})
