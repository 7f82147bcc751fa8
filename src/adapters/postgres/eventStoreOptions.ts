import type { Pool } from 'pg'
import type { System } from '../../application/ports.js'
import { APPEND_BYTES_MAX } from '../appendRules.js'

export interface EventStoreLimits {
  /** Of one append: ids, types, data and metadata; default 1 MiB. */
  readonly appendBytes: number
  /** Appends that wait for the one statement that is under way; over it an append is refused with `StoreBusy`. Default 4,096. */
  readonly waiting: number
  /** Of those that wait; default 32 MiB. */
  readonly waitingBytes: number
  /** Appends of one statement; default 512. */
  readonly group: number
  /** Of one statement; default 4 MiB. */
  readonly groupBytes: number
}

export interface EventStoreTimes {
  /** For the pool to give a connection; default 5 s. */
  readonly connectMs: number
  /** For another process's append, by the server; default 5 s. */
  readonly lockMs: number
  /** For one statement, by the server; default 10 s. */
  readonly statementMs: number
  /** For the answer to an append that was sent; after it the outcome is unknown. Default 12 s, more than `statementMs`. */
  readonly answerMs: number
  /** For a read; default 10 s. */
  readonly readMs: number
  /** Between two looks of a subscription that hears no notification; default 1 s. */
  readonly pollMs: number
  /** From the first of a row of reads that fail to the one with which a subscription breaks off; default 30 s. */
  readonly patienceMs: number
}

export interface PostgresEventStoreOptions {
  /**
   * Of the host. One connection is kept for appends and one, as soon as there is a subscription, for notifications;
   * reads borrow one each. Not behind a pooler that shares sessions between transactions.
   */
  readonly pool: Pool
  /** Migrated. */
  readonly schema: string
  readonly system: Pick<System, 'sleep' | 'jitter'>
  readonly limits?: Partial<EventStoreLimits>
  readonly times?: Partial<EventStoreTimes>
}

export const limitsOf = (limits?: Partial<EventStoreLimits>): EventStoreLimits => ({
  appendBytes: APPEND_BYTES_MAX,
  waiting: 4_096,
  waitingBytes: 33_554_432,
  group: 512,
  groupBytes: 4_194_304,
  ...limits,
})

export const timesOf = (times?: Partial<EventStoreTimes>): EventStoreTimes => ({
  connectMs: 5_000,
  lockMs: 5_000,
  statementMs: 10_000,
  answerMs: 12_000,
  readMs: 10_000,
  pollMs: 1_000,
  patienceMs: 30_000,
  ...times,
})
