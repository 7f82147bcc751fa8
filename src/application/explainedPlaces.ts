import type { ExplainedPayout, Place } from './explanation.js'
import type { StatementView } from './moneyViews.js'
import type { WaitingRow } from './trail.js'
import type { Money } from './views.js'
import { handsOn } from './trail.js'

/** The payout that an amount is in now: one that was not paid hands it on to a later one. */
const lastOf = (
  id: string | undefined,
  payouts: ReadonlyArray<ExplainedPayout>,
): ExplainedPayout | undefined => {
  let payout = payouts.find(({ payoutId }) => payoutId === id)
  for (let steps = 0; payout !== undefined && steps < payouts.length; steps++) {
    const { payoutId, status } = payout
    if (!handsOn(status)) return payout
    const next = payouts.find(({ pays }) =>
      pays.some(({ kind, source }) => kind === status && source === payoutId),
    )
    if (next === undefined) return payout
    payout = next
  }
  return payout
}

const inPayout = (amount: Money, payout: ExplainedPayout): Place => {
  const { payoutId: id, status, held, waitReason, toDate, bankReference, cutOffAt } = payout
  const at = payout.amount.minor < 0n ? 'seller_debt' : 'seller_payable'
  switch (status) {
    case 'PAID':
      return { at: 'bank', amount, id, ...(bankReference === undefined ? {} : { bankReference }) }
    case 'PLANNED':
    case 'PROCESSING':
      return { at: 'payouts_in_transit', amount, id, reason: status }
    case 'OPEN':
      return { at, amount, id, reason: held ? 'HELD' : 'PAYOUT_OPEN', until: cutOffAt }
    default: {
      const reason = waitReason ?? status
      const until = toDate === undefined ? {} : { until: toDate }
      return { at, amount, id, reason, ...until }
    }
  }
}

/** Where what a payout comes to is now. */
export const placeOfPayout = (payout: ExplainedPayout, payouts: ReadonlyArray<ExplainedPayout>): Place =>
  inPayout(payout.amount, lastOf(payout.payoutId, payouts) ?? payout)

/** Where an amount of a statement is now. */
export const placeOfStated = (
  amount: Money,
  statement: StatementView,
  payouts: ReadonlyArray<ExplainedPayout>,
): Place => {
  const payout = lastOf(statement.payoutId, payouts)
  if (payout !== undefined) return inPayout(amount, payout)
  const { statementId: id, status, closesAt } = statement
  return status === 'OPEN'
    ? { at: 'seller_payable', amount, id, reason: 'STATEMENT_OPEN', until: closesAt }
    : { at: 'seller_payable', amount, id, reason: 'PAYOUT_DAY' }
}

/** Where what an order has not been stated for is now. */
export const placesOfOrder = (
  held: Money,
  pending: Money,
  reserved: Money,
  waiting: WaitingRow | undefined,
): ReadonlyArray<Place> => {
  const because = {
    ...(waiting === undefined ? {} : { reason: waiting.reason }),
    ...(waiting?.dueAt === null || waiting?.dueAt === undefined ? {} : { until: waiting.dueAt }),
  }
  const places: ReadonlyArray<Place> = [
    { at: 'buyer_funds_held', amount: held, ...because },
    { at: 'seller_pending', amount: pending, ...because },
    { at: 'seller_reserved', amount: reserved, reason: 'RESERVE' },
  ]
  return places.filter(({ amount }) => amount.minor !== 0n)
}
