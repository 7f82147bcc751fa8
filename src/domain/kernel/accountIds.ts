import * as t from 'io-ts'
import { matching } from './codec.js'
import type { LocalDate } from './time.js'

// A seller id, a day and a currency: nothing else tells the periods of a seller apart.
const Period = matching(
  'PeriodName',
  /^[A-Za-z0-9][A-Za-z0-9_.~-]{0,119}\.\d{4}-\d\d-\d\d\.[A-Z]{3}$/,
  'must be a seller id, a day and a currency such as s1.2026-03-02.EUR',
)

export interface StatementIdBrand {
  readonly StatementId: unique symbol
}
/** What a seller earned on one UTC day, in one currency: `s1.2026-03-02.EUR`. */
export const StatementId = t.brand(
  Period,
  (id): id is t.Branded<string, StatementIdBrand> => id.length > 0,
  'StatementId',
)
export type StatementId = t.TypeOf<typeof StatementId>

export interface PayoutIdBrand {
  readonly PayoutId: unique symbol
}
/** What is paid to a seller on one UTC day, in one currency: `s1.2026-03-06.EUR`. It is the bank's key, too. */
export const PayoutId = t.brand(
  Period,
  (id): id is t.Branded<string, PayoutIdBrand> => id.length > 0,
  'PayoutId',
)
export type PayoutId = t.TypeOf<typeof PayoutId>

/** The name of a seller's day, as statements and payouts have it. */
export const periodOf = (sellerId: string, day: LocalDate, currency: string): string =>
  `${sellerId}.${day}.${currency}`

/** The currency of a period, by its name. */
export const currencyOf = (period: string): string => period.slice(-3)
