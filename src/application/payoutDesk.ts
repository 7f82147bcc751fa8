import { isLeft } from '../fp.js'
import type { Instant } from '../domain/kernel/time.js'
import type { Agenda } from './agenda.js'
import { allInFlight } from './payoutsInFlight.js'
import type { PayoutRunner } from './payoutRunner.js'
import type { System } from './ports.js'

const EVERY_MS = 1_000
const FAILURES_MAX = 10
const DOUBLINGS_MAX = 6

export interface PayoutDesk {
  /** Brings every payout that is in flight as far as it can come now; tells how many of them the bank has answered for good. */
  advance(): Promise<number>
  /** Looks after them every second until `signal` aborts. Rejects when a store fails ten times in a row. */
  run(signal: AbortSignal): Promise<void>
  /** How many payouts wait for the bank, and which of them only a person can find out about. */
  open(): Promise<{ readonly waiting: number; readonly askOperator: ReadonlyArray<string> }>
}

/** Pays what was planned. It remembers only when to come back: after a restart it asks about all of them once more. */
export const payoutDesk = ({
  agenda,
  runner,
  system,
}: {
  readonly agenda: Pick<Agenda, 'payoutsInFlight'>
  readonly runner: PayoutRunner
  readonly system: Pick<System, 'now' | 'sleep' | 'jitter'>
}): PayoutDesk => {
  const waits = new Map<string, Instant>()
  const questions = new Set<string>()

  const isDue = (payoutId: string): boolean => {
    const until = waits.get(payoutId)
    return !questions.has(payoutId) && (until === undefined || until <= system.now())
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

  const advanceAll = async (): Promise<number> => {
    let ended = 0
    for await (const page of allInFlight(agenda)) {
      const outcomes = await Promise.all(page.filter(isDue).map(advance))
      ended += outcomes.filter(Boolean).length
    }
    return ended
  }

  return {
    advance: advanceAll,
    run: async (signal) => {
      for (let failures = 0; !signal.aborted;) {
        try {
          await advanceAll()
          failures = 0
        } catch (error) {
          failures += 1
          if (failures > FAILURES_MAX) throw error
        }
        const pause =
          failures === 0 ? EVERY_MS : system.jitter(EVERY_MS * 2 ** Math.min(failures, DOUBLINGS_MAX))
        await system.sleep(pause, signal)
      }
    },
    open: async () => {
      const open: Array<string> = []
      for await (const page of allInFlight(agenda)) open.push(...page)
      const askOperator = open.filter((payoutId) => questions.has(payoutId))
      return { waiting: open.length - askOperator.length, askOperator }
    },
  }
}
