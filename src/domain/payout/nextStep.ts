import { epochMsOf, instantOf, type Instant } from '../kernel/time.js'
import type { Payout } from './state.js'

/** How a bank treats keys and questions, in milliseconds. Data of the bank, not of ours. */
export interface BankHabits {
  /** For how long after it was first used a key is known: a second order under it in that time is the same order. */
  readonly keyLifeMs: number
  /** How long to wait before asking again. */
  readonly patienceMs: number
}

/**
 * What to do about a payout next. `SEND`: tell the bank, after writing down the attempt. `LOOK_UP`: ask what it did under the
 * key. `WAIT`: until then. `ASK_OPERATOR`: no key makes it safe to send again, and the bank knows of nothing: a person
 * has to find out, and to record what the bank says. `NOTHING`: it is not this payout's turn, or all is known.
 */
export type NextStep =
  | { readonly type: 'SEND'; readonly attempt: number; readonly amountMinor: bigint }
  | { readonly type: 'LOOK_UP' }
  | { readonly type: 'WAIT'; readonly until: Instant }
  | { readonly type: 'ASK_OPERATOR' }
  | { readonly type: 'NOTHING' }

/** What a look-up under the key found last, if there was one: `NOT_FOUND` is an answer, silence is none. */
export type LookedUp = 'NOT_FOUND' | undefined

export const nextStep = (payout: Payout, now: Instant, habits: BankHabits, lookedUp?: LookedUp): NextStep => {
  if (payout.status === 'PROCESSING') {
    // The bank had it: that it knows of nothing now is nothing to act on.
    return lookedUp === undefined ? { type: 'LOOK_UP' } : { type: 'ASK_OPERATOR' }
  }
  if (payout.status !== 'PLANNED') return { type: 'NOTHING' }
  const { attempts, firstAt, lastAt, unanswered } = payout.sending
  const attempt = { type: 'SEND', attempt: attempts + 1, amountMinor: payout.amountMinor } as const
  if (firstAt === undefined || lastAt === undefined) return attempt
  const patientUntil = instantOf(epochMsOf(lastAt) + habits.patienceMs)
  // A crash between the attempt and its answer looks like this: nobody knows what the bank heard.
  if (!unanswered && now < patientUntil) return { type: 'WAIT', until: patientUntil }
  if (lookedUp === undefined) return { type: 'LOOK_UP' }
  // An order that is still on its way must not be overtaken by a second one under a forgotten key.
  const isKnown = epochMsOf(now) + habits.patienceMs < epochMsOf(firstAt) + habits.keyLifeMs
  return isKnown ? attempt : { type: 'ASK_OPERATOR' }
}
