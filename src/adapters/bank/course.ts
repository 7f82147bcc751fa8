import { epochMsOf } from '../../domain/kernel/time.js'
import type { BankStatus } from '../../domain/payout/events.js'
import type { BankOrder } from '../bankBooks.js'
import { chanceOf, seedOf, type Draw } from '../chance.js'

/** How often, in a hundred times, something goes wrong. */
export interface BankFaults {
  /** The order never arrives, and nobody answers. */
  readonly lostOrders: number
  /** The order arrives, and the answer does not. */
  readonly lostAnswers: number
  /** The order arrives only after a while, and nobody answers before. */
  readonly lateOrders: number
  readonly failures: number
  readonly returns: number
  /** A notification comes twice. */
  readonly duplicates: number
}

export const noFaults: BankFaults = {
  lostOrders: 0,
  lostAnswers: 0,
  lateOrders: 0,
  failures: 0,
  returns: 0,
  duplicates: 0,
}

/** What becomes of a transfer, when, and when it is told by itself: once or twice. */
export interface BankStep {
  readonly status: BankStatus
  readonly atMs: number
  readonly toldMs: ReadonlyArray<number>
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const EXECUTION_MS = 48 * HOUR_MS
const RETURN_MS = 72 * HOUR_MS
const NOTICE_MS = 24 * HOUR_MS

/** Nothing is told of a transfer later than this after it arrived. */
export const TOLD_WITHIN_MS = EXECUTION_MS + RETURN_MS + NOTICE_MS + HOUR_MS

const luckOf = (seed: number, { key, ordinal }: Pick<BankOrder, 'key' | 'ordinal'>, part: string): Draw =>
  chanceOf(seedOf(`${seed}/${part}/${key}/${ordinal}`))

/** What becomes of an order, by the luck of it. */
export const outcomeOf = (
  seed: number,
  order: Pick<BankOrder, 'key' | 'ordinal'>,
  { failures, returns }: BankFaults,
): BankOrder['outcome'] => {
  const draw = luckOf(seed, order, 'outcome')
  if (draw(100) < failures) return 'FAILED'
  return draw(100) < returns ? 'RETURNED' : 'PAID'
}

/** The way of a transfer: the same seed and the same order give the same, whoever asks and whenever. */
export const courseOf = (
  seed: number,
  order: BankOrder,
  { duplicates }: Pick<BankFaults, 'duplicates'>,
): ReadonlyArray<BankStep> => {
  const draw = luckOf(seed, order, 'course')
  const step = (status: BankStatus, atMs: number): BankStep => {
    const told = (): number => atMs + MINUTE_MS + draw(NOTICE_MS)
    return { status, atMs, toldMs: draw(100) < duplicates ? [told(), told()] : [told()] }
  }
  const arrivedMs = epochMsOf(order.arrivesAt)
  const processing = step('PROCESSING', arrivedMs)
  const doneMs = arrivedMs + 1 + draw(EXECUTION_MS)
  switch (order.outcome) {
    case 'PAID':
    case 'FAILED':
      return [processing, step(order.outcome, doneMs)]
    case 'RETURNED':
      return [processing, step('PAID', doneMs), step('RETURNED', doneMs + 1 + draw(RETURN_MS))]
  }
}
