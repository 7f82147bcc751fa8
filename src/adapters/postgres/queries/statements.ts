import { StatementId } from '../../../domain/kernel/accountIds.js'
import { SellerId } from '../../../domain/kernel/ids.js'
import type { StatementView } from '../../../application/moneyViews.js'
import type { Queries, StatementKey } from '../../../application/queries.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import {
  beforeDay,
  count,
  day,
  daySql,
  instant,
  instantSql,
  optional,
  optionalInstant,
  present,
  text,
} from './row.js'
import type { IsKnown } from './sellers.js'
import { amountsIn, amountsSql } from './statementAmounts.js'
import { linesQuery } from './statementLines.js'

const viewOf = (row: Row): StatementView & StatementKey => ({
  statementId: text(row, 'statement_id'),
  sellerId: text(row, 'seller_id'),
  date: day(row, 'date'),
  currency: text(row, 'currency'),
  status: text(row, 'status'),
  lines: count(row, 'lines'),
  ...amountsIn(row),
  closesAt: instant(row, 'closes_at'),
  ...present({ closedAt: optionalInstant(row, 'closed_at'), payoutId: optional(row, 'payout_id') }),
})

const columns = `statement_id, seller_id, ${daySql('date')}, currency, status, lines, ${amountsSql},
  ${instantSql('closes_at')}, ${instantSql('closed_at')}, payout_id`

export const statementQueries = (
  ask: Ask,
  schema: string,
  isKnown: IsKnown,
): Pick<Queries, 'statementsOf' | 'statement' | 'linesOf'> => {
  const page = statement(
    'statements_of_seller',
    `SELECT ${columns} FROM ${schema}.statements
       WHERE seller_id = $1 AND (date, statement_id) < ($2::date, $3)
       ORDER BY statements.date DESC, statement_id DESC LIMIT $4`,
  )
  const one = statement('statement', `SELECT ${columns} FROM ${schema}.statements WHERE statement_id = $1`)
  const linesAfter = linesQuery(ask, schema)
  const statementOf = async (statementId: string): Promise<StatementView | undefined> => {
    if (!StatementId.is(statementId)) return undefined
    const [row] = await ask(one, [statementId])
    return row === undefined ? undefined : viewOf(row)
  }
  return {
    statementsOf: async (sellerId, { limit, after }) => {
      if (!SellerId.is(sellerId)) return undefined
      const rows = await ask(page, [sellerId, beforeDay(after?.date), after?.statementId ?? '', limit + 1])
      if (rows.length === 0 && !(await isKnown(sellerId))) return undefined
      return pageOf(rows.map(viewOf), limit, ({ date, statementId }) => ({ date, statementId }))
    },
    statement: statementOf,
    linesOf: async (statementId, asked) => {
      if ((await statementOf(statementId)) === undefined) return undefined
      return pageOf(await linesAfter(statementId, asked), asked.limit, ({ line }) => ({ line }))
    },
  }
}
