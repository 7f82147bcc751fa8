import { owedToSeller } from '../../../projections/accounts.js'
import { OrderId, SellerId } from '../../../domain/kernel/ids.js'
import type { Queries } from '../../../application/queries.js'
import type { BalanceView, PostingView } from '../../../application/views.js'
import { entryQuery, postingSql, viewOf } from './ledgerEntry.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import { daysOf, money, text } from './row.js'
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
  const midnight = (date: string): string =>
    `${date}::date::timestamp AT TIME ZONE
       coalesce((SELECT zone FROM ${schema}.sellers WHERE seller_id = $1), 'UTC')`
  const page = (label: string, from: string, columns: string) =>
    statement(
      label,
      `SELECT ${columns} FROM ${from} p
         WHERE seller_id = $1 AND (position, posting) < ($2::int8, $3::int4)
           AND p.occurred_at >= ${midnight('$5')} AND p.occurred_at < ${midnight('$6')}
           AND ($7::text IS NULL OR order_id = $7)
         ORDER BY position DESC, posting DESC LIMIT $4`,
    )
  const every = page('ledger_of_seller', postings, postingSql)
  // The sum is taken of all there is in the account, before anything is filtered.
  const ofAccount = page(
    'ledger_of_account',
    `(SELECT *, sum(amount_minor) OVER (PARTITION BY currency ORDER BY position, posting) AS balance_minor
        FROM ${postings} WHERE seller_id = $1 AND account = $8)`,
    `${postingSql}, balance_minor`,
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
    ledgerOf: async (sellerId, { limit, after, account, orderId, ...range }) => {
      if (!SellerId.is(sellerId)) return undefined
      if (orderId !== undefined && !OrderId.is(orderId))
        return (await isKnown(sellerId)) ? { items: [] } : undefined
      const key = [after?.position.toString() ?? LAST_POSITION, after?.posting ?? 0]
      const values = [sellerId, ...key, limit + 1, ...daysOf(range), orderId ?? null]
      const found =
        account === undefined
          ? (await ask(every, values)).map(viewOf)
          : (await ask(ofAccount, [...values, account])).map(withBalance)
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
