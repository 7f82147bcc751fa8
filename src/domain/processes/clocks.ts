import type { Length } from '../kernel/calendar.js'
import { instantOf, type Instant } from '../kernel/time.js'

/** What runs out, of an order or an after-sales case; from `SETTLEMENT` on, of money: the seller's terms say how long those run. */
export const clocks = [
  'UNPAID',
  'HOLD',
  'SHIP_BY',
  'COLLECT_BY',
  'DELIVER_BY',
  'NO_NEWS',
  'CANCELLATION_ANSWER',
  'COMPLETE',
  'CASE_ANSWER',
  'OFFER_ANSWER',
  'RETURN_SHIP',
  'RETURN_ARRIVAL',
  'RETURN_CHECK',
  'APPEAL',
  'SETTLEMENT',
  'RESERVE_RELEASE',
  'CREATOR_PAYOUT',
  'STATEMENT_CLOSE',
  'PAYOUT_CUT_OFF',
] as const
export type Clock = (typeof clocks)[number]

/** How long a clock runs in some markets, from a day on. A change is a new rule with a later `validFrom`, never an edit. */
export interface ClockRule {
  readonly clock: Clock
  readonly markets: ReadonlyArray<string>
  readonly validFrom: Instant
  readonly length: Length
}

const always = instantOf(0)

const rule = (clock: Clock, length: Length, ...markets: ReadonlyArray<string>): ClockRule => ({
  clock,
  markets: markets.length === 0 ? ['*'] : markets,
  validFrom: always,
  length,
})

// Source: TikTok Shop's service levels; a real French order had 4 business days to be shipped and 7 to be collected.
// For a return that never arrives no figure was found: it has as long as a parcel to a buyer.
export const clockRules: ReadonlyArray<ClockRule> = [
  rule('UNPAID', { hours: 24 }),
  rule('HOLD', { hours: 1 }),
  rule('SHIP_BY', { businessDays: 4 }),
  rule('SHIP_BY', { businessDays: 2 }, 'US'),
  rule('COLLECT_BY', { businessDays: 7 }),
  rule('DELIVER_BY', { days: 30 }),
  rule('NO_NEWS', { days: 7 }),
  rule('CANCELLATION_ANSWER', { hours: 48 }),
  rule('CANCELLATION_ANSWER', { hours: 24 }, 'US'),
  rule('COMPLETE', { days: 14 }),
  rule('COMPLETE', { days: 30 }, 'GB', 'US'),
  rule('CASE_ANSWER', { hours: 48 }),
  rule('OFFER_ANSWER', { hours: 48 }),
  rule('RETURN_SHIP', { days: 14 }),
  rule('RETURN_ARRIVAL', { days: 30 }),
  rule('RETURN_CHECK', { businessDays: 2 }),
  rule('APPEAL', { days: 7 }),
]

/** The length in force; markets without one of their own go by that of `*`. */
export const clockLength = (
  rules: ReadonlyArray<ClockRule>,
  clock: Clock,
  market: string,
  at: Instant,
): Length | undefined => {
  const inForce = (name: string) =>
    rules
      .filter((each) => each.clock === clock && each.markets.includes(name) && each.validFrom <= at)
      .reduce<ClockRule | undefined>(
        (latest, each) => (latest === undefined || each.validFrom > latest.validFrom ? each : latest),
        undefined,
      )
  return (inForce(market) ?? inForce('*'))?.length
}

/** Those of the money: they run by the seller's terms, whatever becomes of an order's goods. */
export const moneyClocks: ReadonlyArray<Clock> = [
  'SETTLEMENT',
  'RESERVE_RELEASE',
  'CREATOR_PAYOUT',
  'STATEMENT_CLOSE',
  'PAYOUT_CUT_OFF',
]
