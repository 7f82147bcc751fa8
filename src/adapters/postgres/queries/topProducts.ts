import { SellerId } from '../../../domain/kernel/ids.js'
import { Currency } from '../../../domain/kernel/money.js'
import type { Measure, Queries } from '../../../application/queries.js'
import type { TopProduct } from '../../../application/views.js'
import { statement, type Ask, type Row, type Statement } from './reader.js'
import { count, daysOf, money, optional, present, text } from './row.js'

const productOf = (row: Row): TopProduct => ({
  productId: text(row, 'product_id'),
  sellerId: text(row, 'seller_id'),
  ...present({ title: optional(row, 'title'), category: optional(row, 'category') }),
  orders: count(row, 'orders'),
  units: count(row, 'units'),
  gmv: money(row, 'gmv'),
})

/** The titles are looked up for the few that are told, not for all that were compared. */
const ranking = (schema: string, by: Measure, whose: 'everyone' | 'seller'): Statement =>
  statement(
    `top_products_by_${by}_of_${whose}`,
    `SELECT top.*, p.title, p.category
       FROM (
         SELECT product_id, max(seller_id) AS seller_id, currency,
             sum(orders) AS orders, sum(units) AS units, sum(gmv_minor) AS gmv
           FROM ${schema}.product_kpis
           WHERE day >= $1::date AND day < $2::date AND ($4::text IS NULL OR currency = $4)
             ${whose === 'seller' ? 'AND seller_id = $5' : ''}
           GROUP BY product_id, currency
           HAVING sum(orders) > 0
           ORDER BY ${by} DESC, product_id COLLATE "C", currency
           LIMIT $3
       ) AS top
       LEFT JOIN ${schema}.products p USING (product_id)
       ORDER BY top.${by} DESC, product_id COLLATE "C", top.currency`,
  )

export const topProductsQuery = (ask: Ask, schema: string): Pick<Queries, 'topProducts'> => {
  const rankings = (whose: 'everyone' | 'seller') => ({
    gmv: ranking(schema, 'gmv', whose),
    units: ranking(schema, 'units', whose),
    orders: ranking(schema, 'orders', whose),
  })
  const ofEveryone = rankings('everyone')
  const ofSeller = rankings('seller')
  return {
    topProducts: async ({ by, limit, sellerId, currency, ...range }) => {
      if (sellerId !== undefined && !SellerId.is(sellerId)) return []
      if (currency !== undefined && !Currency.is(currency)) return []
      const values = [...daysOf(range), limit, currency ?? null]
      const rows = await (sellerId === undefined
        ? ask(ofEveryone[by], values)
        : ask(ofSeller[by], [...values, sellerId]))
      return rows.map(productOf)
    },
  }
}
