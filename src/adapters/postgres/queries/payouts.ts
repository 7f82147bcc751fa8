import { PayoutId } from '../../../domain/kernel/accountIds.js'
import { SellerId } from '../../../domain/kernel/ids.js'
import type { PayoutPart, PayoutView } from '../../../application/moneyViews.js'
import type { PayoutKey, Queries } from '../../../application/queries.js'
import { pageOf } from './page.js'
import { statement, type Ask, type Row } from './reader.js'
import * as read from './row.js'
import type { IsKnown } from './sellers.js'

const viewOf = (row: Row): PayoutView & PayoutKey => ({
  payoutId: read.text(row, 'payout_id'),
  sellerId: read.text(row, 'seller_id'),
  date: read.day(row, 'date'),
  status: read.text(row, 'status'),
  held: read.flag(row, 'held'),
  amount: read.money(row, 'amount_minor'),
  entries: read.count(row, 'entries'),
  attempts: read.count(row, 'attempts'),
  ...read.present({
    waitReason: read.optional(row, 'wait_reason'),
    toDate: read.optionalDay(row, 'to_date'),
    bankReference: read.optional(row, 'bank_reference'),
    plannedAt: read.optionalInstant(row, 'planned_at'),
    paidAt: read.optionalInstant(row, 'paid_at'),
  }),
  cutOffAt: read.instant(row, 'cut_off_at'),
  updatedAt: read.instant(row, 'updated_at'),
})

const partOf = (row: Row): PayoutPart => ({
  kind: read.text(row, 'kind'),
  source: read.text(row, 'source'),
  amount: read.money(row, 'amount_minor'),
  addedAt: read.instant(row, 'added_at'),
})

const columns = `payout_id, seller_id, ${read.daySql('date')}, currency, status, held, amount_minor, entries, attempts, wait_reason,
  ${read.daySql('to_date')}, bank_reference,
  ${['cut_off_at', 'planned_at', 'paid_at', 'updated_at'].map((column) => read.instantSql(column)).join(', ')}`

export const payoutQueries = (
  ask: Ask,
  schema: string,
  isKnown: IsKnown,
): Pick<Queries, 'payoutsOf' | 'payout'> => {
  const page = statement(
    'payouts_of_seller',
    `SELECT ${columns} FROM ${schema}.payouts
       WHERE seller_id = $1 AND (date, payout_id) < ($2::date, $3)
       ORDER BY payouts.date DESC, payout_id DESC LIMIT $4`,
  )
  const one = statement('payout', `SELECT ${columns} FROM ${schema}.payouts WHERE payout_id = $1`)
  // One per day since the payout before, and what that one left: few enough to be told at once.
  const parts = statement(
    'payout_entries',
    `SELECT kind, source, currency, amount_minor, ${read.instantSql('added_at')}
       FROM ${schema}.payout_entries WHERE payout_id = $1
       ORDER BY payout_entries.added_at, kind COLLATE "C", source COLLATE "C"`,
  )
  return {
    payoutsOf: async (sellerId, { limit, after }) => {
      if (!SellerId.is(sellerId)) return undefined
      const key = [read.beforeDay(after?.date), after?.payoutId ?? '']
      const rows = await ask(page, [sellerId, ...key, limit + 1])
      if (rows.length === 0 && !(await isKnown(sellerId))) return undefined
      return pageOf(rows.map(viewOf), limit, ({ date, payoutId }) => ({ date, payoutId }))
    },
    payout: async (payoutId) => {
      if (!PayoutId.is(payoutId)) return undefined
      const [row] = await ask(one, [payoutId])
      if (row === undefined) return undefined
      return { ...viewOf(row), pays: (await ask(parts, [payoutId])).map(partOf) }
    },
  }
}
