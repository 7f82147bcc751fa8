import type { Instant } from '../kernel/time.js'
import type { CaseType } from './terms.js'

/** A reason that buyers have, and for which kinds of case. */
export interface AfterSalesReason {
  readonly reason: string
  readonly types: ReadonlyArray<CaseType>
  /** Counts in the seller-fault return and refund rate. */
  readonly sellerFault?: true
}

/** What buyers of some markets may ask for after delivery, from a day on. */
export interface AfterSalesPolicy {
  readonly markets: ReadonlyArray<string>
  readonly validFrom: Instant
  /** From delivery, in days of 24 hours, in which a case may be opened. */
  readonly windowDays: number
  readonly reasons: ReadonlyArray<AfterSalesReason>
}

/** The policy in force; markets without one of their own go by that of `*`. */
export const afterSalesPolicy = (
  policies: ReadonlyArray<AfterSalesPolicy>,
  market: string,
  at: Instant,
): AfterSalesPolicy | undefined => {
  const inForce = (name: string) =>
    policies
      .filter(({ markets, validFrom }) => markets.includes(name) && validFrom <= at)
      .reduce<AfterSalesPolicy | undefined>(
        (latest, policy) => (latest === undefined || policy.validFrom > latest.validFrom ? policy : latest),
        undefined,
      )
  return inForce(market) ?? inForce('*')
}
