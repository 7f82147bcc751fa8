import { ProductId, SellerId } from '../../../domain/kernel/ids.js'
import type { Period, Queries } from '../../../application/queries.js'
import type { KpiRow, Kpis } from '../../../application/views.js'
import { statement, type Ask, type Row, type Statement } from './reader.js'
import { count, daysOf, money, text } from './row.js'

const rowOf = (row: Row): KpiRow => ({
  period: text(row, 'period'),
  orders: count(row, 'orders'),
  units: count(row, 'units'),
  gmv: money(row, 'gmv_minor'),
  cancelledOrders: count(row, 'cancelled_orders'),
  cancelledUnits: count(row, 'cancelled_units'),
  cancelled: money(row, 'cancelled_minor'),
  refundedUnits: count(row, 'refunded_units'),
  refunded: money(row, 'refunded_minor'),
  reviews: count(row, 'reviews'),
  stars: count(row, 'stars'),
})

// An ISO week belongs to the ISO year: 2021-01-01 is in 2020-W53.
const formats: Readonly<Record<Period, string>> = {
  day: 'YYYY-MM-DD',
  week: 'IYYY-"W"IW',
  month: 'YYYY-MM',
}

const sums = [
  'orders',
  'units',
  'gmv_minor',
  'cancelled_orders',
  'cancelled_units',
  'cancelled_minor',
  'refunded_units',
  'refunded_minor',
  'reviews',
  'stars',
]
  .map((column) => `sum(${column}) AS ${column}`)
  .join(', ')

interface Source {
  readonly table: string
  readonly key: 'seller_id' | 'product_id'
  /** The zone of the days, beside their sums. */
  readonly zone: string
  /** One row with the zone for an id that is known, none for one that is not. */
  readonly known: Statement
}

const kpisFrom = (ask: Ask, { table, key, zone, known }: Source) => {
  const byPeriod = (period: Period): Statement =>
    statement(
      `kpis_by_${period}`,
      `SELECT to_char(day, '${formats[period]}') AS period, currency, ${zone} AS zone, ${sums}
         FROM ${table} WHERE ${key} = $1 AND day >= $2::date AND day < $3::date
         GROUP BY 1, currency ORDER BY 1, currency`,
    )
  const statements = { day: byPeriod('day'), week: byPeriod('week'), month: byPeriod('month') }
  return async (
    id: string,
    { period, ...range }: Parameters<Queries['kpisOfSeller']>[1],
  ): Promise<Kpis | undefined> => {
    const rows = await ask(statements[period], [id, ...daysOf(range)])
    const [first] = rows.length > 0 ? rows : await ask(known, [id])
    return first === undefined ? undefined : { zone: text(first, 'zone'), rows: rows.map(rowOf) }
  }
}

export const kpiQueries = (ask: Ask, schema: string): Pick<Queries, 'kpisOfSeller' | 'kpisOfProduct'> => {
  const ofSeller = kpisFrom(ask, {
    table: `${schema}.seller_kpis`,
    key: 'seller_id',
    zone: 'max(zone)',
    known: statement(
      'zone_of_seller',
      `SELECT zone FROM ${schema}.sellers WHERE seller_id = $1
       UNION ALL SELECT zone FROM ${schema}.order_board WHERE seller_id = $1 LIMIT 1`,
    ),
  })
  const zoneOf = (sellerId: string) =>
    `coalesce((SELECT s.zone FROM ${schema}.sellers s WHERE s.seller_id = ${sellerId}), 'UTC')`
  const ofProduct = kpisFrom(ask, {
    table: `${schema}.product_kpis`,
    key: 'product_id',
    zone: zoneOf(`(SELECT k.seller_id FROM ${schema}.product_kpis k WHERE k.product_id = $1 LIMIT 1)`),
    known: statement(
      'zone_of_product',
      `SELECT ${zoneOf('p.seller_id')} AS zone FROM ${schema}.products p WHERE p.product_id = $1
       UNION ALL SELECT ${zoneOf('k.seller_id')} FROM ${schema}.product_kpis k WHERE k.product_id = $1 LIMIT 1`,
    ),
  })
  return {
    kpisOfSeller: async (id, asked) => (SellerId.is(id) ? ofSeller(id, asked) : undefined),
    kpisOfProduct: async (id, asked) => (ProductId.is(id) ? ofProduct(id, asked) : undefined),
  }
}
