import type { Instant } from '../domain/kernel/time.js'
import type { Clock } from '../domain/processes/clocks.js'
import type { SellerCenterRequest } from './sellerCenter.js'

/** A deadline that nobody has asked about yet. */
export interface Due {
  readonly deadlineId: string
  readonly dueAt: Instant
  /** The event that set it. */
  readonly scheduledBy: string
  readonly request: SellerCenterRequest
}

export interface DueOptions {
  /** Inclusive; absent: those of the future too. */
  readonly until?: Instant | undefined
  /** Absent: all. */
  readonly clocks?: ReadonlyArray<Clock> | undefined
  readonly limit: number
}

/** What waits for its time, as the read models tell it. */
export interface Agenda {
  /** Deadlines that stand and were not asked, the earliest first; of the same moment, by their ids. */
  due(options: DueOptions): Promise<ReadonlyArray<Due>>
  /** Ids of payouts that were planned and are not answered for good, in their order after `after`. */
  payoutsInFlight(options: {
    readonly after?: string | undefined
    readonly limit: number
  }): Promise<ReadonlyArray<string>>
}
