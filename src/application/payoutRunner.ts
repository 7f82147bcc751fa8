import { isLeft, left, right, type Either } from '../fp.js'
import { nextStep, payout, type LookedUp, type NextStep, type Payout } from '../domain/payout/index.js'
import { instantOf, epochMsOf } from '../domain/kernel/time.js'
import { foldStream } from './loadedStream.js'
import type { BankAnswer, PayoutProvider } from './payoutProvider.js'
import type { EventStore, System } from './ports.js'
import type { Refusal, SellerCenter, SellerCenterRequest } from './sellerCenter.js'

/** What is left to do about a payout: nothing, to come back later, or to have a person ask the bank. */
export type Advanced = Exclude<NextStep, { readonly type: 'SEND' | 'LOOK_UP' }>

export interface PayoutRunner {
  /**
   * Brings a payout as far as it can come now: the attempt is stored, then the bank is told, then its answer is stored.
   * Safe to call at any time, by anybody, again after a crash at any point: the key never changes, and silence leads to a question.
   */
  advance(payoutId: string): Promise<Either<Refusal, Advanced>>
}

interface Deps {
  readonly store: EventStore
  readonly center: SellerCenter
  readonly provider: PayoutProvider
  readonly system: System
}

/** Nobody answers twice in one call: after a look-up and a try, the bank has its time. */
const STEPS_MAX = 4

export const payoutRunner = ({ store, center, provider, system }: Deps): PayoutRunner => {
  const load = async (payoutId: string): Promise<Either<Refusal, Payout>> => {
    const loaded = foldStream(payout, await store.readStream(`${payout.category}-${payoutId}`))
    return isLeft(loaded) ? loaded : right(loaded.right.state)
  }

  const record = (request: SellerCenterRequest) =>
    center.execute({ ...request, at: system.now(), actor: 'process:payouts' })

  const later = (): Advanced => ({
    type: 'WAIT',
    until: instantOf(epochMsOf(system.now()) + provider.habits.patienceMs),
  })

  const recordAnswer = (payoutId: string, { status, bankReference, note }: BankAnswer) =>
    record({
      type: 'RecordPayoutNotice',
      data: {
        payoutId,
        status,
        ...(bankReference === undefined ? {} : { bankReference }),
        ...(note === undefined ? {} : { note }),
      },
    })

  /** Whoever stored the attempt tells the bank; another runner that finds it stored leaves it to the first. */
  const send = async (
    payoutId: string,
    { attempt, amountMinor }: Extract<NextStep, { readonly type: 'SEND' }>,
    { sellerId, currency }: { readonly sellerId: string; readonly currency: string },
  ): Promise<Either<Refusal, Advanced | undefined>> => {
    const begun = await record({ type: 'RecordPayoutAttempt', data: { payoutId, attempt } })
    if (isLeft(begun)) return left(begun.left)
    if (begun.right.events.length === 0) return right(later())
    const answer = await provider.transfer({ key: payoutId, sellerId, amountMinor, currency })
    const recorded =
      answer.type === 'SILENCE'
        ? await record({ type: 'RecordPayoutSilence', data: { payoutId, attempt } })
        : await recordAnswer(payoutId, answer)
    if (isLeft(recorded)) return left(recorded.left)
    return right(answer.type === 'SILENCE' ? later() : undefined)
  }

  const advance = async (payoutId: string): Promise<Either<Refusal, Advanced>> => {
    let lookedUp: LookedUp = undefined
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      const loaded = await load(payoutId)
      if (isLeft(loaded)) return loaded
      const step = nextStep(loaded.right, system.now(), provider.habits, lookedUp)
      if (step.type === 'LOOK_UP') {
        const found = await provider.lookUp(payoutId)
        if (found.type === 'SILENCE') return right(later())
        if (found.type === 'NOT_FOUND') lookedUp = 'NOT_FOUND'
        else {
          const recorded = await recordAnswer(payoutId, found)
          if (isLeft(recorded)) return recorded
          if (found.status === 'PROCESSING') return right(later())
        }
      } else if (step.type === 'SEND') {
        if (loaded.right.status === 'NONE') return right({ type: 'NOTHING' })
        const sent = await send(payoutId, step, loaded.right.period)
        if (isLeft(sent)) return sent
        if (sent.right !== undefined) return right(sent.right)
      } else return right(step)
    }
    return right(later())
  }

  return { advance }
}
