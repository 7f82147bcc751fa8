import type { Instant } from '../kernel/time.js'

export type PayoutRefusal = { readonly payoutId: string } & (
  | { readonly type: 'PayoutNotFound' }
  /** The id says another seller, day or currency than the data. Amounts of two currencies never meet. */
  | { readonly type: 'PayoutIsOfAnother'; readonly expected: string }
  | { readonly type: 'PayoutSourceReused'; readonly source: string }
  | { readonly type: 'PayoutOverflows' }
  | { readonly type: 'PayoutNotDue'; readonly cutOffAt: Instant }
  | { readonly type: 'PayoutAlreadyCutOff' }
  | { readonly type: 'PayoutAlreadyPlanned' }
  | { readonly type: 'PayoutNotPlanned' }
  | { readonly type: 'PayoutAlreadyAnswered'; readonly status: string }
  | { readonly type: 'PayoutAttemptOutOfOrder'; readonly attempts: number }
  | { readonly type: 'PayoutNotAttempted' }
)
