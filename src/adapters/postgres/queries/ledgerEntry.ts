import type { LedgerEntry } from '../../../application/moneyViews.js'
import type { PostingKey } from '../../../application/queries.js'
import type { PostingView } from '../../../application/views.js'
import { citedSql, ruleIn } from './cited.js'
import { statement, type Ask, type Row } from './reader.js'
import { big, count, instant, instantSql, money, optional, present, text } from './row.js'

/** The columns that every posting is told by. */
export const postingSql = `position, posting, event_id, event_type, account, owner, order_id, period_id, currency, amount_minor,
  ${instantSql('occurred_at')}, ${instantSql('recorded_at')}`

export const viewOf = (row: Row): PostingView => ({
  position: big(row, 'position'),
  posting: count(row, 'posting'),
  eventId: text(row, 'event_id'),
  eventType: text(row, 'event_type'),
  account: text(row, 'account'),
  owner: text(row, 'owner'),
  ...present({ orderId: optional(row, 'order_id'), periodId: optional(row, 'period_id') }),
  amount: money(row, 'amount_minor'),
  occurredAt: instant(row, 'occurred_at'),
  recordedAt: instant(row, 'recorded_at'),
})

/** A posting by its place in the log, with the rule behind it and the legs of the same event. */
export const entryQuery = (
  ask: Ask,
  postings: string,
): ((key: PostingKey) => Promise<LedgerEntry | undefined>) => {
  const legs = statement(
    'ledger_entry',
    `SELECT ${postingSql}, sku_id, ${citedSql} FROM ${postings} WHERE position = $1 ORDER BY posting`,
  )
  return async ({ position, posting }) => {
    const rows = await ask(legs, [position.toString()])
    const row = rows.find((leg) => count(leg, 'posting') === posting)
    if (row === undefined) return undefined
    const cited = present({ skuId: optional(row, 'sku_id'), rule: ruleIn(row) })
    return { ...viewOf(row), ...cited, legs: rows.map(viewOf) }
  }
}
