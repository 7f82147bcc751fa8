import { SellerId } from '../../../domain/kernel/ids.js'
import type { Queries } from '../../../application/queries.js'
import type { SellerView } from '../../../application/views.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import { instant, instantSql, optionalInstant, present, text } from './row.js'

const viewOf = (row: Row): SellerView => ({
  sellerId: text(row, 'seller_id'),
  shopName: text(row, 'shop_name'),
  legalForm: text(row, 'legal_form'),
  market: text(row, 'market'),
  zone: text(row, 'zone'),
  currency: text(row, 'currency'),
  status: text(row, 'status'),
  registeredAt: instant(row, 'registered_at'),
  ...present({ verifiedAt: optionalInstant(row, 'verified_at') }),
})

/** Whether anything is known of a seller: its orders may be projected before its registration. */
export type IsKnown = (sellerId: string) => Promise<boolean>

export const knownSeller = (ask: Ask, schema: string): IsKnown => {
  const known = statement(
    'seller_is_known',
    `SELECT 1 WHERE EXISTS (SELECT FROM ${schema}.sellers WHERE seller_id = $1)
       OR EXISTS (SELECT FROM ${schema}.order_counts WHERE seller_id = $1)`,
  )
  return async (sellerId) => (await ask(known, [sellerId])).length > 0
}

export const sellerQueries = (ask: Ask, schema: string): Pick<Queries, 'sellers' | 'seller'> => {
  const columns = `seller_id, shop_name, legal_form, market, zone, currency, status,
    ${instantSql('registered_at')}, ${instantSql('verified_at')}`
  const page = statement(
    'sellers',
    `SELECT ${columns} FROM ${schema}.sellers WHERE seller_id > $1 ORDER BY seller_id LIMIT $2`,
  )
  const one = statement('seller', `SELECT ${columns} FROM ${schema}.sellers WHERE seller_id = $1`)
  return {
    sellers: async ({ limit, after }) => {
      const rows = await ask(page, [after?.sellerId ?? '', limit + 1])
      return pageOf(rows.map(viewOf), limit, ({ sellerId }) => ({ sellerId }))
    },
    seller: async (sellerId) => {
      if (!SellerId.is(sellerId)) return undefined
      const [row] = await ask(one, [sellerId])
      return row === undefined ? undefined : viewOf(row)
    },
  }
}
