import { isLeft } from '../fp.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Agenda } from './agenda.js'
import type { PayoutRunner } from './payoutRunner.js'

const PAGE = 500

export interface PayoutDesk {
  /** Brings every payout that is in flight as far as it can come now; tells how many of them the bank has answered for good. */
  advance(): Promise<number>
  /** How many payouts wait for the bank, and which of them only a person can find out about. */
  open(): Promise<{ readonly waiting: number; readonly askOperator: ReadonlyArray<string> }>
}

/** Pays what was planned. It remembers only when to come back: after a restart it asks about all of them once more. */
export const payoutDesk = ({
  agenda,
  runner,
  now,
}: {
  readonly agenda: Pick<Agenda, 'payoutsInFlight'>
  readonly runner: PayoutRunner
  readonly now: () => Instant
}): PayoutDesk => {
  const waits = new Map<string, Instant>()
  const questions = new Set<string>()

  const isDue = (payoutId: string): boolean => {
    const until = waits.get(payoutId)
    return !questions.has(payoutId) && (until === undefined || until <= now())
  }

  /** Whether all is known now. A refusal says that somebody else brought it further: it is looked at again. */
  const advance = async (payoutId: string): Promise<boolean> => {
    const advanced = await runner.advance(payoutId)
    waits.delete(payoutId)
    if (isLeft(advanced)) return false
    const { right: step } = advanced
    if (step.type === 'WAIT') waits.set(payoutId, step.until)
    if (step.type === 'ASK_OPERATOR') questions.add(payoutId)
    return step.type === 'NOTHING'
  }

  async function* inFlight(): AsyncGenerator<ReadonlyArray<string>> {
    let after: string | undefined
    do {
      const page: ReadonlyArray<string> = await agenda.payoutsInFlight({ after, limit: PAGE })
      yield page
      after = page.length < PAGE ? undefined : page.at(-1)
    } while (after !== undefined)
  }

  return {
    advance: async () => {
      let ended = 0
      for await (const page of inFlight()) {
        const outcomes = await Promise.all(page.filter(isDue).map(advance))
        ended += outcomes.filter(Boolean).length
      }
      return ended
    },
    open: async () => {
      const open: Array<string> = []
      for await (const page of inFlight()) open.push(...page)
      const askOperator = open.filter((payoutId) => questions.has(payoutId))
      return { waiting: open.length - askOperator.length, askOperator }
    },
  }
}
