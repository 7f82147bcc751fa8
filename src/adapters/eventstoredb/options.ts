import type { System } from '../../application/ports.js'

export interface EventStoreDbTimes {
  /** For the answer to one append; after it the outcome is looked up. Default 10 s. */
  readonly answerMs: number
  /** From an append to the one with which it is given up, its outcome still unknown. Default 30 s. */
  readonly appendMs: number
  /** For the next record of a read; default 10 s. */
  readonly readMs: number
  /** From the first of a row of reads that fail to the one that is given up; default 5 s. */
  readonly readPatienceMs: number
  /** From the first of a row of lost subscriptions to the one with which it breaks off; default 60 s. */
  readonly patienceMs: number
  /** Without news, after which a subscription counts as caught up with servers that do not tell; default 1 s. */
  readonly idleMs: number
}

export interface EventStoreDbOptions {
  /** `esdb://host:2113?tls=false`, `esdb+discover://user:password@host:2113`, as the official client reads it. */
  readonly connectionString: string
  readonly system: Pick<System, 'now' | 'newId' | 'sleep' | 'jitter'>
  /**
   * Letters, digits and one `_` at the end, such as `shop1_`: what our streams begin with on the server, so that several
   * of us share one. Default none.
   */
  readonly streamPrefix?: string
  /** Streams of other categories are somebody else's. Default: every `category-id` is ours. */
  readonly categories?: ReadonlyArray<string>
  /** Appends under way; over it an append is refused with `StoreBusy`. Default 4,096. */
  readonly appendsMax?: number
  readonly times?: Partial<EventStoreDbTimes>
}

export const timesOf = (times?: Partial<EventStoreDbTimes>): EventStoreDbTimes => ({
  answerMs: 10_000,
  appendMs: 30_000,
  readMs: 10_000,
  readPatienceMs: 5_000,
  patienceMs: 60_000,
  idleMs: 1_000,
  ...times,
})

const CLOCK_SKEW_MS_MAX = 600_000

/**
 * How long the server is told that an append of a batch is wanted. It is told a time of day, and its clock may be ahead
 * of ours; our own deadline depends on neither.
 */
export const wantedMs = ({ answerMs }: EventStoreDbTimes): number => answerMs + CLOCK_SKEW_MS_MAX
