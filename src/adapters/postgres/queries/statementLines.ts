import type { StatementDetail, StatementLineView } from '../../../application/moneyViews.js'
import type { PageRequest, StatementLineKey } from '../../../application/queries.js'
import { citedSql, ruleIn } from './cited.js'
import { statement, type Ask, type Row } from './reader.js'
import { count, instant, instantSql, money, optional, present, text } from './row.js'
import { amountsIn, amountsSql } from './statementAmounts.js'

const detailOf = (row: Row): StatementDetail => ({
  part: text(row, 'part'),
  name: text(row, 'name'),
  ...present({ skuId: optional(row, 'sku_id'), rule: ruleIn(row) }),
  amount: money(row, 'amount_minor'),
})

const lineOf = (row: Row, details: ReadonlyArray<Row>): StatementLineView => ({
  line: count(row, 'line'),
  transactionId: text(row, 'transaction_id'),
  type: text(row, 'type'),
  ...present({ orderId: optional(row, 'order_id') }),
  currency: text(row, 'currency'),
  ...amountsIn(row),
  eventId: text(row, 'event_id'),
  occurredAt: instant(row, 'occurred_at'),
  details: details.map((detail) => detailOf({ ...detail, currency: text(row, 'currency') })),
})

/** Up to `limit` + 1 lines of a statement after a line, in their order, each with its details. */
export const linesQuery = (
  ask: Ask,
  schema: string,
): ((
  statementId: string,
  page: PageRequest<StatementLineKey>,
) => Promise<ReadonlyArray<StatementLineView>>) => {
  const lines = statement(
    'statement_lines',
    `SELECT line, transaction_id, type, order_id, currency, ${amountsSql}, event_id, ${instantSql('occurred_at')}
       FROM ${schema}.statement_lines WHERE statement_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
  )
  const details = statement(
    'statement_details',
    `SELECT line, part, name, sku_id, amount_minor, ${citedSql}
       FROM ${schema}.statement_details
       WHERE statement_id = $1 AND line > $2 AND line <= $3 ORDER BY line, detail`,
  )
  return async (statementId, { limit, after }) => {
    const from = after?.line ?? 0
    const rows = await ask(lines, [statementId, from, limit + 1])
    const last = rows.at(-1)
    if (last === undefined) return []
    const byLine = new Map<number, ReadonlyArray<Row>>()
    for (const row of await ask(details, [statementId, from, count(last, 'line')])) {
      const line = count(row, 'line')
      byLine.set(line, [...(byLine.get(line) ?? []), row])
    }
    return rows.map((row) => lineOf(row, byLine.get(count(row, 'line')) ?? []))
  }
}
