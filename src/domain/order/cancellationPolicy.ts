import type { Instant } from '../kernel/time.js'
import type { Initiator, OrderStatus } from './terms.js'

/** Who may cancel, from where, giving which reason. */
export interface CancellationRule {
  readonly reason: string
  readonly initiator: Initiator
  readonly from: ReadonlyArray<OrderStatus>
  /** From these statuses the seller has to agree first. */
  readonly onApprovalFrom?: ReadonlyArray<OrderStatus>
  /** Some lines alone may be cancelled for it. */
  readonly perItem?: true
  /** Counts in the seller-fault cancellation rate. */
  readonly sellerFault?: true
}

/** The rules of some markets from a day on. A change is a new policy with a later `validFrom`, never an edit. */
export interface CancellationPolicy {
  readonly markets: ReadonlyArray<string>
  readonly validFrom: Instant
  readonly rules: ReadonlyArray<CancellationRule>
}

/** The rule for this reason at that time; markets without a policy of their own go by that of `*`. */
export const cancellationRule = (
  policies: ReadonlyArray<CancellationPolicy>,
  market: string,
  at: Instant,
  initiator: Initiator,
  reason: string,
): CancellationRule | undefined => {
  const inForce = (name: string) =>
    policies
      .filter(({ markets, validFrom }) => markets.includes(name) && validFrom <= at)
      .reduce<CancellationPolicy | undefined>(
        (latest, policy) => (latest === undefined || policy.validFrom > latest.validFrom ? policy : latest),
        undefined,
      )
  return (inForce(market) ?? inForce('*'))?.rules.find(
    (rule) => rule.initiator === initiator && rule.reason === reason,
  )
}
