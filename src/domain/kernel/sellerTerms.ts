import type * as t from 'io-ts'
import { closed, integer, oneOf, text } from './codec.js'
import { AmountMinor, RateBps } from './money.js'
import type { LocalDate } from './time.js'
import { dayOfMonth, daysAfter, weekdayOf } from './utcDay.js'

/**
 * What was agreed with a seller about when money is theirs, whole, as it is frozen into the events that used it. Days are
 * UTC. `settleAfterDays`: from delivery on. `reserveRateBps` of what settles is withheld until `reserveDays` after delivery.
 * `payoutDay`: 1 to 7 from Monday on in a week, 1 to 28 in a month; it means nothing where payouts are daily.
 * `payoutHoldDays`: how long closed statements rest first. Less than `payoutMinimumMinor` waits for the next payout.
 * `creatorDays`: after delivery, and not before the order settles, creators get their share of it.
 */
export const SellerTerms = closed(
  'SellerTerms',
  {
    termsId: text(1, 200),
    termsVersion: integer(1, 1_000_000),
    settleAfterDays: integer(0, 31),
    reserveRateBps: RateBps,
    reserveDays: integer(0, 400),
    creatorDays: integer(0, 31),
    payoutEvery: oneOf('PayoutEvery', ['DAY', 'WEEK', 'MONTH']),
    payoutDay: integer(1, 28),
    payoutHoldDays: integer(0, 400),
    payoutMinimumMinor: AmountMinor,
  },
  {},
)
export type SellerTerms = t.TypeOf<typeof SellerTerms>

/** Whether they are the same in every word. */
export const isSameTerms = (a: SellerTerms, b: SellerTerms): boolean =>
  a.termsId === b.termsId &&
  a.termsVersion === b.termsVersion &&
  a.settleAfterDays === b.settleAfterDays &&
  a.reserveRateBps === b.reserveRateBps &&
  a.reserveDays === b.reserveDays &&
  a.creatorDays === b.creatorDays &&
  a.payoutEvery === b.payoutEvery &&
  a.payoutDay === b.payoutDay &&
  a.payoutHoldDays === b.payoutHoldDays &&
  a.payoutMinimumMinor === b.payoutMinimumMinor

/** The first day of payout that is this one or later. */
export const payoutDayFrom = ({ payoutEvery, payoutDay }: SellerTerms, day: LocalDate): LocalDate => {
  const fits = (candidate: LocalDate): boolean => {
    switch (payoutEvery) {
      case 'DAY':
        return true
      case 'WEEK':
        return weekdayOf(candidate) === 1 + ((payoutDay - 1) % 7)
      case 'MONTH':
        return dayOfMonth(candidate) === payoutDay
    }
  }
  let candidate = day
  while (!fits(candidate) && candidate < '9999-12-31') candidate = daysAfter(candidate, 1)
  return candidate
}
