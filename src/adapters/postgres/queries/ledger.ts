import { owedToSeller } from '../../../projections/accounts.js'
import { SellerId } from '../../../domain/kernel/ids.js'
import type { Queries } from '../../../application/queries.js'
import type { BalanceView, PostingView } from '../../../application/views.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import { big, count, instant, instantSql, money, optional, present, text } from './row.js'
import type { IsKnown } from './sellers.js'

const postingOf = (row: Row): PostingView => ({
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
): Pick<Queries, 'ledgerOf' | 'balancesOf'> => {
  const page = statement(
    'ledger_of_seller',
    `SELECT position, posting, event_id, event_type, account, owner, order_id, period_id, currency, amount_minor,
         ${instantSql('occurred_at')}, ${instantSql('recorded_at')}
       FROM ${schema}.ledger_postings
       WHERE seller_id = $1 AND (position, posting) < ($2::int8, $3::int4)
       ORDER BY position DESC, posting DESC LIMIT $4`,
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
    ledgerOf: async (sellerId, { limit, after }) => {
      if (!SellerId.is(sellerId)) return undefined
      const key = [after?.position.toString() ?? LAST_POSITION, after?.posting ?? 0]
      const rows = await ask(page, [sellerId, ...key, limit + 1])
      if (rows.length === 0 && !(await isKnown(sellerId))) return undefined
      return pageOf(rows.map(postingOf), limit, ({ position, posting }) => ({ position, posting }))
    },
    balancesOf: async (sellerId) => {
      if (!SellerId.is(sellerId)) return undefined
      const rows = await ask(balances, [sellerId])
      return rows.length === 0 && !(await isKnown(sellerId)) ? undefined : balancesIn(rows)
    },
  }
}
