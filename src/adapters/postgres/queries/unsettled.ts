import { SellerId } from '../../../domain/kernel/ids.js'
import type { UnsettledView } from '../../../application/moneyViews.js'
import type { Queries, UnsettledKey } from '../../../application/queries.js'
import { textOf } from '../rowText.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import { count, instantSql, money, optionalInstant, optionalMoney, present, text } from './row.js'
import type { IsKnown } from './sellers.js'

const viewOf = (row: Row): UnsettledView => ({
  orderId: text(row, 'order_id'),
  sellerId: text(row, 'seller_id'),
  reason: text(row, 'reason'),
  openCases: count(row, 'open_cases'),
  estimatedGross: money(row, 'estimated_gross_minor'),
  ...present({
    estimatedSettlement: optionalMoney(row, 'estimated_settlement_minor'),
    deliveredAt: optionalInstant(row, 'delivered_at'),
    dueAt: optionalInstant(row, 'due_at'),
  }),
})

const keyOf = ({ dueAt, orderId }: UnsettledView): UnsettledKey => ({ ...present({ dueAt }), orderId })

/** What every order comes after: no instant, and no id, is before these. */
const BEGINNING = ['-infinity', '']

export const unsettledQuery = (ask: Ask, schema: string, isKnown: IsKnown): Pick<Queries, 'unsettledOf'> => {
  const page = (label: string, condition: string) =>
    statement(
      label,
      `SELECT order_id, seller_id, currency, reason, open_cases, estimated_gross_minor, estimated_settlement_minor,
         ${instantSql('delivered_at')}, ${instantSql('due_at')}
       FROM ${schema}.unsettled_orders u
       WHERE seller_id = $1 AND settled_at IS NULL AND cancelled_at IS NULL
         AND (coalesce(u.due_at, 'infinity'), order_id) > ($2::timestamptz, $3) ${condition}
       ORDER BY coalesce(u.due_at, 'infinity'), order_id LIMIT $4`,
    )
  const every = page('unsettled_of_seller', '')
  const ofReason = page('unsettled_of_seller_for_reason', 'AND reason = $5')
  return {
    unsettledOf: async (sellerId, { limit, after, reason }) => {
      if (!SellerId.is(sellerId)) return undefined
      const due = after?.dueAt === undefined ? 'infinity' : textOf('timestamptz', after.dueAt)
      const key = after === undefined ? BEGINNING : [due, after.orderId]
      const values = [sellerId, ...key, limit + 1]
      const rows = await (reason === undefined ? ask(every, values) : ask(ofReason, [...values, reason]))
      if (rows.length === 0 && !(await isKnown(sellerId))) return undefined
      return pageOf(rows.map(viewOf), limit, keyOf)
    },
  }
}
