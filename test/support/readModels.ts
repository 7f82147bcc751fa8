import type pg from 'pg'
import { migrate } from '../../src/adapters/postgres/migrate.js'
import { postgresQueries } from '../../src/adapters/postgres/queries.js'
import type { Queries } from '../../src/application/queries.js'
import { testDatabase } from './postgres.js'

export type Cells = Readonly<Record<string, string | number | bigint | boolean | null>>

export interface ReadModels {
  readonly pool: pg.Pool
  readonly url: string
  readonly schema: string
  readonly queries: Queries
  /** Rows as the projections would write them, by their SQL names. */
  insert(table: string, rows: ReadonlyArray<Cells>): Promise<void>
  close(): Promise<void>
}

/** Migrated, empty read models in a database of their own. */
export const readModels = async (): Promise<ReadModels> => {
  const { pool, url, schema, close } = await testDatabase()
  await migrate(pool, schema)
  return {
    pool,
    url,
    schema,
    queries: postgresQueries({ pool, schema }),
    insert: async (table, rows) => {
      const json = JSON.stringify(rows, (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      )
      const columns = Object.keys(rows[0] ?? {}).join(', ')
      await pool.query(
        `INSERT INTO ${schema}.${table} (${columns})
           SELECT ${columns} FROM jsonb_populate_recordset(null::${schema}.${table}, $1::jsonb)`,
        [json],
      )
    },
    close,
  }
}

const AT = '2017-10-02T08:00:00.000Z'

export const sellerRow = (sellerId: string, other: Cells = {}): Cells => ({
  seller_id: sellerId,
  shop_name: `Boutique ${sellerId}`,
  legal_form: 'COMPANY',
  market: 'FR',
  zone: 'Europe/Paris',
  currency: 'EUR',
  status: 'VERIFIED',
  suspended_from: null,
  registered_at: AT,
  verified_at: null,
  ...other,
})

export const productRow = (productId: string, sellerId: string, other: Cells = {}): Cells => ({
  product_id: productId,
  seller_id: sellerId,
  title: `Article ${productId}`,
  category: 'home',
  price_minor: 1999,
  currency: 'EUR',
  stock: null,
  status: 'LIVE',
  listed_at: AT,
  ...other,
})

/** `buyer_id` is there to be kept out of every answer. */
export const orderRow = (orderId: string, sellerId: string, other: Cells = {}): Cells => ({
  order_id: orderId,
  seller_id: sellerId,
  buyer_id: `buyer-of-${orderId}`,
  status: 'UNPAID',
  order_type: 'NORMAL',
  purpose: 'SALE',
  market: 'FR',
  zone: 'Europe/Paris',
  currency: 'EUR',
  units: 2,
  total_minor: 4498,
  refunded_minor: 0,
  placed_at: AT,
  paid_at: null,
  shipped_at: null,
  delivered_at: null,
  completed_at: null,
  cancelled_at: null,
  cancel_reason: null,
  seller_fault: null,
  packages: 0,
  updated_at: AT,
  ...other,
})

export const timelineRow = (orderId: string, revision: number, other: Cells = {}): Cells => ({
  order_id: orderId,
  revision,
  event_type: 'OrderPlaced',
  occurred_at: AT,
  recorded_at: AT,
  inferred: false,
  status: null,
  detail: '{}',
  ...other,
})

export const postingRow = (
  position: number,
  posting: number,
  sellerId: string,
  other: Cells = {},
): Cells => ({
  position,
  posting,
  event_id: `00000000-0000-5000-8000-${position.toString().padStart(12, '0')}`,
  event_type: 'OrderPaid',
  account: posting === 0 ? 'bank' : 'buyer_funds_held',
  owner: posting === 0 ? 'platform' : sellerId,
  seller_id: sellerId,
  order_id: `order-${position}`,
  currency: 'EUR',
  amount_minor: posting === 0 ? -4498 : 4498,
  occurred_at: AT,
  recorded_at: AT,
  ...other,
})

/** The postings with what they lack to balance, which Postgres insists on, on the books of nobody else here. */
export const balanced = (rows: ReadonlyArray<Cells>): ReadonlyArray<Cells> => {
  const sums = new Map<string, { readonly row: Cells; readonly minor: bigint }>()
  for (const row of rows) {
    const event = `${String(row['position'])} ${String(row['currency'])}`
    const minor = (sums.get(event)?.minor ?? 0n) + BigInt(row['amount_minor'] as string | number)
    sums.set(event, { row, minor })
  }
  const lacking = [...sums.values()].filter(({ minor }) => minor !== 0n)
  const books = { seller_id: 'books', owner: 'platform', account: 'adjustments' }
  return [
    ...rows,
    ...lacking.map(({ row, minor }, i) => ({ ...row, ...books, posting: 90 + i, amount_minor: -minor })),
  ]
}

const noFigures = {
  orders: 0,
  units: 0,
  gmv_minor: 0,
  cancelled_orders: 0,
  cancelled_units: 0,
  cancelled_minor: 0,
  refunded_units: 0,
  refunded_minor: 0,
  reviews: 0,
  stars: 0,
}

export const sellerKpiRow = (sellerId: string, day: string, other: Cells = {}): Cells => ({
  seller_id: sellerId,
  day,
  currency: 'EUR',
  zone: 'Europe/Paris',
  ...noFigures,
  ...other,
})

export const productKpiRow = (
  productId: string,
  sellerId: string,
  day: string,
  other: Cells = {},
): Cells => ({
  product_id: productId,
  day,
  currency: 'EUR',
  seller_id: sellerId,
  ...noFigures,
  ...other,
})

/** An event in the log with just enough to be counted: positions must be dense. */
export const eventRow = (position: number, recordedAt: string): Cells => ({
  position,
  stream: `order-${position}`,
  revision: 0,
  event_id: `00000000-0000-5000-8000-${position.toString().padStart(12, '0')}`,
  type: 'OrderPlaced',
  data: '{}',
  metadata: '{}',
  recorded_at: recordedAt,
})

export const checkpointRow = (name: string, position: number | null, other: Cells = {}): Cells => ({
  name,
  version: 1,
  commit_position: position,
  prepare_position: position,
  event_id: null,
  incarnation: 'first',
  epoch: 1,
  updated_at: AT,
  ...other,
})
