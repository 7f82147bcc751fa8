import type { Instant } from './time.js'

/**
 * Where an event stands in the whole log. EventStoreDB tells both; in Postgres they are equal, dense, and start at 1.
 * Ordered by `commit`, then `prepare`.
 */
export interface Position {
  readonly commit: bigint
  readonly prepare: bigint
}

/** What the store knows of an event, beside what happened. */
export interface Recorded {
  readonly eventId: string
  readonly stream: string
  /** Place in its stream, from 0, without gaps. */
  readonly revision: bigint
  readonly position: Position
  /** When it was stored; `occurredAt` is when it happened. */
  readonly recordedAt: Instant
  /** The source gave no time: `occurredAt` was derived from its neighbours. */
  readonly inferred: boolean
}

export const isAfter = (a: Position, b: Position): boolean =>
  a.commit > b.commit || (a.commit === b.commit && a.prepare > b.prepare)
