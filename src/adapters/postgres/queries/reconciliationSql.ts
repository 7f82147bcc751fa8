/** Columns of every check: `of`, currency, expected, found, and the id of an event. */
type Check = (schema: string, whose: (column: string) => string) => string

const walletTypes = [
  'OrderSettled',
  'RefundSettled',
  'ChargebackSettled',
  'ChargebackOffset',
  'StatementAdjusted',
]
  .map((type) => `'${type}'`)
  .join(', ')

const newest = (schema: string, condition: string): string =>
  `(SELECT p.event_id FROM ${schema}.ledger_postings p WHERE ${condition} ORDER BY p.position DESC LIMIT 1)`

const first = (schema: string, condition: string): string =>
  `(SELECT p.event_id FROM ${schema}.ledger_postings p WHERE ${condition} ORDER BY p.position LIMIT 1)`

const booksBalance: Check = (schema, whose) =>
  `SELECT 'BOOKS_BALANCE', coalesce(min(order_id), min(period_id)), currency, 0, sum(amount_minor), min(event_id)
     FROM ${schema}.ledger_postings WHERE true${whose('seller_id')}
     GROUP BY position, currency HAVING sum(amount_minor) <> 0`

const walletIsItsMovements: Check = (schema, whose) =>
  `SELECT 'WALLET_IS_ITS_MOVEMENTS', owner || '.' || account, currency, coalesce(m.minor, 0), coalesce(b.minor, 0),
       ${newest(schema, 'p.owner = b.owner AND p.account = b.account')}
     FROM (SELECT owner, account, currency, sum(amount_minor) AS minor FROM ${schema}.ledger_postings
             WHERE true${whose('seller_id')}${whose('owner')} GROUP BY 1, 2, 3) m
     FULL JOIN (SELECT owner, account, currency, balance_minor AS minor FROM ${schema}.ledger_balances
             WHERE true${whose('owner')}) b USING (owner, account, currency)
     WHERE coalesce(m.minor, 0) <> coalesce(b.minor, 0)`

/** Sellers' terms let no order wait longer than 31 days; the fees are charged at once. */
const deliveredIsSettled: Check = (schema, whose) =>
  `SELECT 'DELIVERED_IS_SETTLED', u.order_id, currency, coalesce(estimated_settlement_minor, estimated_gross_minor), 0,
       ${first(schema, `p.order_id = u.order_id AND p.event_type = 'OrderDelivered'`)}
     FROM ${schema}.unsettled_orders u
     WHERE delivered_at IS NOT NULL AND settled_at IS NULL AND cancelled_at IS NULL AND open_cases = 0
       AND coalesce(due_at, delivered_at + interval '32 days') < $1::timestamptz
       AND coalesce(estimated_settlement_minor, estimated_gross_minor) <> 0${whose('seller_id')}`

const settledIsEarned: Check = (schema, whose) =>
  `SELECT 'SETTLED_IS_EARNED', e.order_id, e.currency, 0, e.minor,
       ${newest(schema, `p.order_id = e.order_id AND p.account = 'seller_pending'`)}
     FROM (SELECT order_id, currency, sum(minor) AS minor
       FROM (
         SELECT order_id, currency, amount_minor AS minor, occurred_at AS at, NULL::timestamptz AS settled_at
           FROM ${schema}.ledger_postings WHERE account = 'seller_pending'${whose('seller_id')}
         UNION ALL
         SELECT order_id, currency, 0, NULL, settled_at
           FROM ${schema}.unsettled_orders WHERE settled_at IS NOT NULL${whose('seller_id')}
       ) parts
       GROUP BY 1, 2
       HAVING sum(minor) <> 0 AND max(settled_at) IS NOT NULL AND max(at) < $1::timestamptz - interval '1 day') e`

const settledIsStated: Check = (schema, whose) =>
  `SELECT 'SETTLED_IS_STATED', order_id, currency, coalesce(t.minor, 0), coalesce(l.minor, 0),
       coalesce(l.event_id, ${first(schema, `p.order_id = t.order_id AND p.event_type IN (${walletTypes})`)})
     FROM (SELECT order_id, currency, sum(amount_minor) AS minor, max(occurred_at) AS at FROM ${schema}.ledger_postings
             WHERE order_id IS NOT NULL AND account IN ('seller_payable', 'seller_reserved')
               AND event_type IN (${walletTypes})${whose('seller_id')} GROUP BY 1, 2) t
     FULL JOIN (SELECT order_id, currency, sum(settlement_minor) AS minor, min(event_id) AS event_id
             FROM ${schema}.statement_lines WHERE order_id IS NOT NULL${whose('seller_id')} GROUP BY 1, 2) l
       USING (order_id, currency)
     WHERE coalesce(t.minor, 0) <> coalesce(l.minor, 0)
       AND coalesce(t.at, '-infinity') < $1::timestamptz - interval '1 day'`

const statementIsItsLines: Check = (schema, whose) =>
  `SELECT 'STATEMENT_IS_ITS_LINES', statement_id, s.currency, coalesce(l.minor, 0), s.payable_minor, l.event_id
     FROM ${schema}.statements s
     LEFT JOIN (SELECT statement_id, sum(payable_minor) AS minor, (array_agg(event_id ORDER BY line DESC))[1] AS event_id
             FROM ${schema}.statement_lines WHERE true${whose('seller_id')} GROUP BY 1) l USING (statement_id)
     WHERE coalesce(l.minor, 0) <> s.payable_minor${whose('s.seller_id')}`

const entryIsItsSource: Check = (schema, whose) =>
  `SELECT 'ENTRY_IS_ITS_SOURCE', e.source, e.currency, coalesce(f.minor, 0), e.amount_minor, e.event_id
     FROM ${schema}.payout_entries e
     LEFT JOIN ${schema}.statements s ON e.kind = 'STATEMENT' AND s.statement_id = e.source
     LEFT JOIN ${schema}.payouts p ON e.kind <> 'STATEMENT' AND p.payout_id = e.source,
     LATERAL (SELECT CASE e.kind WHEN 'STATEMENT' THEN s.payable_minor WHEN 'ARRIVED_AFTER_ALL' THEN -p.amount_minor
       ELSE p.amount_minor END AS minor) f
     WHERE f.minor IS DISTINCT FROM e.amount_minor${whose('e.seller_id')}
   UNION ALL
   SELECT 'ENTRY_IS_ITS_SOURCE', s.statement_id, s.currency, s.payable_minor, 0,
       (SELECT l.event_id FROM ${schema}.statement_lines l WHERE l.statement_id = s.statement_id ORDER BY line DESC LIMIT 1)
     FROM ${schema}.statements s
     WHERE s.closed_at < $1::timestamptz - interval '1 day' AND s.payable_minor <> 0${whose('s.seller_id')}
       AND NOT EXISTS (SELECT FROM ${schema}.payout_entries e WHERE e.kind = 'STATEMENT' AND e.source = s.statement_id)`

const transfers = (schema: string, event: string, account: string, whose: string): string =>
  `SELECT period_id AS payout_id, currency, amount_minor AS minor, event_id FROM ${schema}.ledger_postings
     WHERE period_id IS NOT NULL AND event_type = '${event}' AND account = '${account}'${whose}`

const planned = (schema: string, whose: string): string =>
  transfers(schema, 'PayoutPlanned', 'payouts_in_transit', whose)

const payoutIsItsEntries: Check = (schema, whose) =>
  `SELECT 'PAYOUT_IS_ITS_ENTRIES', payout_id, max(currency), coalesce(sum(entry_minor), 0), max(minor), max(event_id)
     FROM (
       SELECT payout_id, currency, minor, event_id, NULL::int8 AS entry_minor FROM (${planned(schema, whose('seller_id'))}) t
       UNION ALL
       SELECT payout_id, NULL, NULL, NULL, amount_minor FROM ${schema}.payout_entries WHERE true${whose('seller_id')}
     ) parts
     GROUP BY payout_id HAVING count(minor) > 0 AND coalesce(sum(entry_minor), 0) <> max(minor)`

const paidIsPlanned: Check = (schema, whose) =>
  `SELECT 'PAID_IS_PLANNED', payout_id, max(currency), coalesce(max(planned_minor), 0), sum(minor), max(event_id)
     FROM (
       SELECT payout_id, currency, minor, event_id, NULL::int8 AS planned_minor
         FROM (${transfers(schema, 'PayoutPaid', 'bank', whose('seller_id'))}) b
       UNION ALL
       SELECT payout_id, NULL, NULL, NULL, minor FROM (${planned(schema, whose('seller_id'))}) t
     ) parts
     GROUP BY payout_id HAVING count(minor) > 0 AND coalesce(max(planned_minor), 0) <> sum(minor)`

const checks: ReadonlyArray<Check> = [
  booksBalance,
  walletIsItsMovements,
  deliveredIsSettled,
  settledIsEarned,
  settledIsStated,
  statementIsItsLines,
  entryIsItsSource,
  payoutIsItsEntries,
  paidIsPlanned,
]

/**
 * All checks in one statement: one snapshot of all tables, one time limit, and no more than `limit` rows. `$1`: what is due
 * before it must be settled; `$2`, where it is of a seller: whose.
 *
 * What two sets of postings say is added up by key and not joined: with statistics from before the first payouts, or with
 * none, the planner expects one row of each where there are thousands, and would compare each with each.
 */
export const reconciliationSql = (schema: string, whose: 'everyone' | 'seller', limit: number): string => {
  const of = (column: string): string => (whose === 'seller' ? ` AND ${column} = $2` : '')
  return `SELECT * FROM (${checks.map((check) => check(schema, of)).join('\nUNION ALL\n')})
    AS d ("check", subject, currency, expected, found, event_id) LIMIT ${limit}`
}
