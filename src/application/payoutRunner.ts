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
  /** A payout that nobody has to read, as long as nothing was done about it. */
  readonly known?: (payoutId: string) => Payout | undefined
}

/** Nobody answers twice in one call: after a look-up and a try, the bank has its time. */
const STEPS_MAX = 4

export const payoutRunner = ({ store, center, provider, system, known }: Deps): PayoutRunner => {
  const load = async (payoutId: string): Promise<Either<Refusal, Payout>> => {
    const told = known?.(payoutId)
    if (told !== undefined) return right(told)
    const loaded = foldStream(payout, await store.readStream(`${payout.category}-${payoutId}`))
    return isLeft(loaded) ? loaded : right(loaded.right.state)
  }

  const record = (request: SellerCenterRequest) =>
    center.execute({ actor: 'process:payouts', ...request, at: system.now() })

  const later = (): Advanced => ({
    type: 'WAIT',
    until: instantOf(epochMsOf(system.now()) + provider.habits.patienceMs),
  })

  /** Of which the bank has said that it is at it: nothing but its next answer changes that. */
  const processing = new Set<string>()

  /** What is left to do when the bank has said so, and that is stored. */
  const after = (payoutId: string, { status }: BankAnswer): Advanced => {
    if (status === 'PROCESSING') processing.add(payoutId)
    else processing.delete(payoutId)
    return status === 'PROCESSING' ? later() : { type: 'NOTHING' }
  }

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
  ): Promise<Either<Refusal, Advanced>> => {
    const begun = await record({ type: 'RecordPayoutAttempt', data: { payoutId, attempt } })
    if (isLeft(begun)) return left(begun.left)
    if (begun.right.events.length === 0) return right(later())
    const answer = await provider.transfer({ key: payoutId, sellerId, amountMinor, currency })
    const recorded =
      answer.type === 'SILENCE'
        ? await record({ type: 'RecordPayoutSilence', data: { payoutId, attempt } })
        : await recordAnswer(payoutId, answer)
    if (isLeft(recorded)) return left(recorded.left)
    return right(answer.type === 'SILENCE' ? later() : after(payoutId, answer))
  }

  /** What the bank says of it now; nothing where it does not know it. */
  const lookUp = async (payoutId: string): Promise<Either<Refusal, Advanced> | undefined> => {
    const found = await provider.lookUp(payoutId)
    if (found.type === 'NOT_FOUND') return undefined
    if (found.type === 'SILENCE') return right(later())
    if (found.status === 'PROCESSING' && processing.has(payoutId)) return right(later())
    const recorded = await recordAnswer(payoutId, found)
    return isLeft(recorded) ? recorded : right(after(payoutId, found))
  }

  const advance = async (payoutId: string): Promise<Either<Refusal, Advanced>> => {
    let lookedUp: LookedUp = undefined
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      const loaded: Either<Refusal, Payout> | undefined =
        processing.has(payoutId) && lookedUp === undefined ? undefined : await load(payoutId)
      if (loaded !== undefined && isLeft(loaded)) return loaded
      const step: NextStep =
        loaded === undefined
          ? { type: 'LOOK_UP' }
          : nextStep(loaded.right, system.now(), provider.habits, lookedUp)
      if (step.type === 'LOOK_UP') {
        const found = await lookUp(payoutId)
        if (found !== undefined) return found
        lookedUp = 'NOT_FOUND'
      } else if (step.type === 'SEND') {
        const period = loaded?.right.status === 'NONE' ? undefined : loaded?.right.period
        return period === undefined ? right({ type: 'NOTHING' }) : send(payoutId, step, period)
      } else return right(step)
    }
    return right(later())
  }

  return { advance }
}
