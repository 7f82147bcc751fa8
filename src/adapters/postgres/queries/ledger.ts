import { owedToSeller } from '../../../projections/accounts.js'
import { OrderId, SellerId } from '../../../domain/kernel/ids.js'
import type { Queries } from '../../../application/queries.js'
import type { BalanceView, PostingView } from '../../../application/views.js'
import { textOf } from '../rowText.js'
import { conditionsOf } from './filters.js'
import { entryQuery, postingSql, viewOf } from './ledgerEntry.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import { money, text } from './row.js'
import type { IsKnown } from './sellers.js'

const withBalance = (row: Row): PostingView => ({ ...viewOf(row), balance: money(row, 'balance_minor') })

const balancesIn = (rows: ReadonlyArray<Row>): ReadonlyArray<BalanceView> =>
  rows.map((row) => ({
    currency: text(row, 'currency'),
    payable: money(row, 'payable'),
    pending: money(row, 'pending'),
    commission: money(row, 'commission'),
  }))

/** What a seller is told of its accounts. */
const sumsOfAccounts = {
  payable: owedToSeller,
  pending: ['buyer_funds_held'],
  commission: ['platform_fees'],
}

const quoted = (names: ReadonlyArray<string>): string => names.map((name) => `'${name}'`).join(', ')

const LAST_POSITION = '9223372036854775807'

export const ledgerQueries = (
  ask: Ask,
  schema: string,
  isKnown: IsKnown,
): Pick<Queries, 'ledgerOf' | 'ledgerEntry' | 'balancesOf'> => {
  const postings = `${schema}.ledger_postings`
  // The days of a seller that is not registered yet are those of UTC.
  const midnight = `?::date::timestamp AT TIME ZONE
    coalesce((SELECT zone FROM ${schema}.sellers WHERE seller_id = $1), 'UTC')`
  const page = (label: string, from: string, columns: string, conditions: string) =>
    statement(
      label,
      `SELECT ${columns} FROM ${from} p
         WHERE seller_id = $1 AND (position, posting) < ($2::int8, $3::int4) ${conditions}
         ORDER BY position DESC, posting DESC LIMIT $4`,
    )
  const every = (conditions: string) => page('ledger_of_seller', postings, postingSql, conditions)
  // The sum is taken of all there is in the account, before anything is filtered.
  const inAccount = (conditions: string) =>
    page(
      'ledger_of_account',
      `(SELECT *, sum(amount_minor) OVER (PARTITION BY currency ORDER BY position, posting) AS balance_minor
          FROM ${postings} WHERE seller_id = $1 AND account = $5)`,
      `${postingSql}, balance_minor`,
      conditions,
    )
  const balances = statement(
    'balances_of_seller',
    `SELECT currency, ${Object.entries(sumsOfAccounts)
      .map(
        ([name, accounts]) =>
          `coalesce(sum(balance_minor) FILTER (WHERE account IN (${quoted(accounts)})), 0) AS ${name}`,
      )
      .join(', ')}
       FROM ${schema}.ledger_balances
       WHERE owner = $1 AND account IN (${quoted(Object.values(sumsOfAccounts).flat())})
       GROUP BY currency ORDER BY currency`,
  )
  return {
    ledgerOf: async (sellerId, { limit, after, account, orderId, from, to }) => {
      if (!SellerId.is(sellerId)) return undefined
      if (orderId !== undefined && !OrderId.is(orderId))
        return (await isKnown(sellerId)) ? { items: [] } : undefined
      const key = [after?.position.toString() ?? LAST_POSITION, after?.posting ?? 0]
      const values = [sellerId, ...key, limit + 1, ...(account === undefined ? [] : [account])]
      const { sql, values: narrowed } = conditionsOf(
        [
          from === undefined ? undefined : [`p.occurred_at >= ${midnight}`, textOf('date', from)],
          to === undefined ? undefined : [`p.occurred_at < ${midnight}`, textOf('date', to)],
          orderId === undefined ? undefined : ['order_id = ?', orderId],
        ],
        values.length + 1,
      )
      const question = account === undefined ? every(sql) : inAccount(sql)
      const rows = await ask(question, [...values, ...narrowed])
      const found = rows.map(account === undefined ? viewOf : withBalance)
      if (found.length === 0 && !(await isKnown(sellerId))) return undefined
      return pageOf(found, limit, ({ position, posting }) => ({ position, posting }))
    },
    ledgerEntry: entryQuery(ask, postings),
    balancesOf: async (sellerId) => {
      if (!SellerId.is(sellerId)) return undefined
      const rows = await ask(balances, [sellerId])
      return rows.length === 0 && !(await isKnown(sellerId)) ? undefined : balancesIn(rows)
    },
  }
}
