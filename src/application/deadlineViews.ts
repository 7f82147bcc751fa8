import type { Clock } from '../domain/processes/clocks.js'
import type { Instant } from '../domain/kernel/time.js'

/** What runs out for a seller, its orders, cases, statements or payouts. */
export type DeadlineView = {
  readonly deadlineId: string
  readonly sellerId: string
  /** The event that set it, or would have. */
  readonly scheduledBy: string
} & (
  | {
      readonly state: 'STANDING'
      readonly clock: Clock
      readonly dueAt: Instant
      /** The command that is asked when it is due. */
      readonly asks: string
      /** Of the order, case, statement or payout that it is asked of. */
      readonly subject: string
    }
  /** No rule says how long it runs: `dueAt` is when it would have begun to. */
  | { readonly state: 'NO_RULE'; readonly dueAt: Instant; readonly cause: string; readonly detail: string }
)
