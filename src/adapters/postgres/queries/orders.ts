import { OrderId, SellerId } from '../../../domain/kernel/ids.js'
import type { Queries } from '../../../application/queries.js'
import type { OrderView } from '../../../application/views.js'
import { textOf } from '../rowText.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import * as read from './row.js'
import type { IsKnown } from './sellers.js'
import { timelineQuery } from './timeline.js'

const viewOf = (row: Row): OrderView => ({
  orderId: read.text(row, 'order_id'),
  sellerId: read.text(row, 'seller_id'),
  status: read.status(row, 'status'),
  orderType: read.text(row, 'order_type'),
  purpose: read.text(row, 'purpose'),
  market: read.text(row, 'market'),
  zone: read.text(row, 'zone'),
  units: read.count(row, 'units'),
  total: read.money(row, 'total_minor'),
  refunded: read.money(row, 'refunded_minor'),
  packages: read.count(row, 'packages'),
  placedAt: read.instant(row, 'placed_at'),
  ...read.present({
    paidAt: read.optionalInstant(row, 'paid_at'),
    shippedAt: read.optionalInstant(row, 'shipped_at'),
    deliveredAt: read.optionalInstant(row, 'delivered_at'),
    completedAt: read.optionalInstant(row, 'completed_at'),
    cancelledAt: read.optionalInstant(row, 'cancelled_at'),
    cancelReason: read.optional(row, 'cancel_reason'),
    sellerFault: read.optionalFlag(row, 'seller_fault'),
  }),
  updatedAt: read.instant(row, 'updated_at'),
})

// The buyer's pseudonym stays in the table: it is about a person.
const columns = `order_id, seller_id, status, order_type, purpose, market, zone, currency, units, total_minor,
  refunded_minor,
  packages, cancel_reason, seller_fault,
  ${['placed_at', 'paid_at', 'shipped_at', 'delivered_at', 'completed_at', 'cancelled_at', 'updated_at']
    .map((column) => read.instantSql(column))
    .join(', ')}`

export const orderQueries = (
  ask: Ask,
  schema: string,
  isKnown: IsKnown,
): Pick<Queries, 'ordersOf' | 'order'> => {
  const page = (label: string, condition: string) =>
    statement(
      label,
      `SELECT ${columns} FROM ${schema}.order_board
         WHERE seller_id = $1 AND (placed_at, order_id) < ($2::timestamptz, $3) ${condition}
         ORDER BY order_board.placed_at DESC, order_id DESC LIMIT $4`,
    )
  const every = page('orders_of_seller', '')
  const inStatus = page('orders_of_seller_in_status', 'AND status = $5')
  const one = statement('order', `SELECT ${columns} FROM ${schema}.order_board WHERE order_id = $1`)
  const timelineOf = timelineQuery(ask, schema)
  return {
    ordersOf: async (sellerId, { limit, after, status }) => {
      if (!SellerId.is(sellerId)) return undefined
      const values = [
        sellerId,
        after ? textOf('timestamptz', after.placedAt) : 'infinity',
        after?.orderId ?? '',
        limit + 1,
      ]
      const rows = await (status === undefined ? ask(every, values) : ask(inStatus, [...values, status]))
      if (rows.length === 0 && !(await isKnown(sellerId))) return undefined
      return pageOf(rows.map(viewOf), limit, ({ placedAt, orderId }) => ({ placedAt, orderId }))
    },
    order: async (orderId) => {
      if (!OrderId.is(orderId)) return undefined
      const [row] = await ask(one, [orderId])
      return row === undefined ? undefined : { ...viewOf(row), ...(await timelineOf(orderId)) }
    },
  }
}
