import { hash } from 'node:crypto'
import type { Transfer } from '../application/payoutProvider.js'
import type { BankStatus } from '../domain/payout/events.js'
import type { Instant } from '../domain/kernel/time.js'

/** An order to pay as a simulated bank has written it down. When things happen to it follows from it and the bank's seed. */
export interface BankOrder extends Transfer {
  /** Which one under its key: 1, unless the bank had forgotten the key meanwhile. */
  readonly ordinal: number
  readonly bankReference: string
  /** When it arrives: in the future while it is on its way. */
  readonly arrivesAt: Instant
  /** What becomes of it in the end. */
  readonly outcome: Exclude<BankStatus, 'PROCESSING'>
}

/** Where a simulated bank writes down what it was told. */
export interface BankBooks {
  /** All under the key, in the order of their ordinals. */
  under(key: string): Promise<ReadonlyArray<BankOrder>>
  /** Writes it down, unless another one of this key and ordinal stands there; tells the one that stands there. */
  add(order: Omit<BankOrder, 'bankReference'>): Promise<BankOrder>
  /** One that is on its way arrives at this moment already. */
  hasten(order: BankOrder, arrivesAt: Instant): Promise<void>
  /** Those that arrive between these moments, both included. */
  arrivals(from: Instant, until: Instant): Promise<ReadonlyArray<BankOrder>>
}

/** Under which the bank has an order: the same wherever, and in whatever order, its books are kept. */
export const referenceOf = ({ key, ordinal }: Pick<BankOrder, 'key' | 'ordinal'>): string =>
  `TR-${hash('sha256', `${key}/${ordinal}`, 'hex').slice(0, 12).toUpperCase()}`
