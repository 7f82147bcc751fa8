import { SellerId } from '../../../domain/kernel/ids.js'
import type { Queries } from '../../../application/queries.js'
import type { OrderCounts } from '../../../application/views.js'
import { statement, type Ask, type Row } from './reader.js'
import { count, status } from './row.js'
import type { IsKnown } from './sellers.js'

const none: OrderCounts = {
  UNPAID: 0,
  ON_HOLD: 0,
  AWAITING_SHIPMENT: 0,
  PARTIALLY_SHIPPING: 0,
  AWAITING_COLLECTION: 0,
  IN_TRANSIT: 0,
  DELIVERED: 0,
  COMPLETED: 0,
  CANCELLED: 0,
}

const countsIn = (rows: ReadonlyArray<Row>): OrderCounts => ({
  ...none,
  ...Object.fromEntries(rows.map((row) => [status(row, 'status'), count(row, 'orders')])),
})

/** The row of all sellers together; no id can be this. */
const EVERYONE = '*'

/** At most nine rows by primary key, however many orders there are. */
export const countQueries = (
  ask: Ask,
  schema: string,
  isKnown: IsKnown,
): Pick<Queries, 'countsOf' | 'counts'> => {
  const counts = statement(
    'order_counts',
    `SELECT status, orders FROM ${schema}.order_counts WHERE seller_id = $1`,
  )
  return {
    countsOf: async (sellerId) => {
      if (!SellerId.is(sellerId)) return undefined
      const rows = await ask(counts, [sellerId])
      return rows.length === 0 && !(await isKnown(sellerId)) ? undefined : countsIn(rows)
    },
    counts: async () => countsIn(await ask(counts, [EVERYONE])),
  }
}
