import { epochMsOf, instantOf, type Instant } from '../domain/kernel/time.js'
import type { Agenda } from './agenda.js'
import { moneyClocks } from '../domain/processes/clocks.js'
import { payoutDesk } from './payoutDesk.js'
import type { PayoutProvider } from './payoutProvider.js'
import { payoutRunner } from './payoutRunner.js'
import type { EventStore, System } from './ports.js'
import type { SellerCenter } from './sellerCenter.js'
import type { Ticked, TickerDeps, TickerHalt } from './ticker.js'
import { ticker } from './ticker.js'

/** After the last deadline the bank still has its days; no bank takes longer. */
const DRAIN_MS = 14 * 86_400_000
/** How often the bank is asked while nothing else is due. */
const STEP_MS = 6 * 3_600_000

export interface SettleProgress {
  /** The moment that has been reached. */
  readonly at: Instant
  readonly asked: number
  readonly payoutsEnded: number
}

export interface SettleOptions {
  /** Who pays, by the clock that goes from deadline to deadline. */
  readonly bank: (now: () => Instant) => PayoutProvider
  /** Whether what the bank was sent is waited for beyond that day, so that all is paid in the end. Default true. */
  readonly waitsForBank?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SettleProgress) => void
}

export interface SettleReport extends SettleProgress {
  /** Deadlines that no longer mattered. */
  readonly refused: number
  /** Payouts that the bank has not answered for good. */
  readonly payoutsWaiting: number
  /** Payouts of which only a person can find out what the bank did. */
  readonly askOperator: ReadonlyArray<string>
}

interface Deps extends Omit<TickerDeps, 'store' | 'agenda' | 'follow' | 'clocks'> {
  readonly store: EventStore
  readonly agenda: Agenda
  readonly center: SellerCenter
  readonly system: System
  /** Lets the processes react until nothing follows any more, and the table of payouts take it in. False: something has stopped. */
  readonly react: (signal: AbortSignal | undefined) => Promise<boolean>
  readonly onHalt: (halt: TickerHalt) => void
}

/**
 * Lets the clocks of the money run until then, as fast as it goes: orders settle, statements close, payouts are cut off
 * and paid by the bank. Business time is that of the deadlines; what the bank says after the last of them is waited for.
 * Broken off, it may be run again.
 */
export const settleUntil = async (
  until: Instant,
  { react, onHalt, ...deps }: Deps,
  { bank, waitsForBank = true, signal, onProgress }: SettleOptions,
): Promise<SettleReport> => {
  const stop = new AbortController()
  const aborts = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  let at = instantOf(0)
  let [asked, refused, payoutsEnded] = [0, 0, 0]
  const system = { ...deps.system, now: () => at }
  const provider = bank(system.now)
  const runner = payoutRunner({ ...deps, provider, system })
  const desk = payoutDesk({ agenda: deps.agenda, runner, system })

  const reacted = async (): Promise<void> => {
    if (!(await react(aborts))) stop.abort()
  }
  const pay = async (): Promise<void> => {
    const ended = await desk.advance()
    payoutsEnded += ended
    if (ended > 0) await reacted()
    onProgress?.({ at, asked, payoutsEnded })
  }
  /** The bank answers while nothing else is due. */
  const payBefore = async (end: Instant): Promise<void> => {
    for (;;) {
      const next = instantOf(epochMsOf(at) + STEP_MS)
      if (next > end || stop.signal.aborted || (await desk.open()).waiting === 0) return
      at = next
      await pay()
    }
  }
  const follow = async (ticked: Ticked): Promise<void> => {
    if (ticked.dueAt > at) at = ticked.dueAt
    asked += ticked.asked
    refused += ticked.refused
    await reacted()
    await pay()
    const [next] = await deps.agenda.due({ until, clocks: moneyClocks, limit: 1 })
    await payBefore(next?.dueAt ?? until)
  }

  await reacted()
  const halt = await ticker({ ...deps, follow, clocks: moneyClocks }).tickUntil(until, aborts)
  if (halt !== undefined) onHalt(halt)
  if (until > at && !aborts.aborted) at = until
  // What has been sent is waited for also where the user wants to stop: an answer costs nothing here.
  await pay()
  if (waitsForBank) await payBefore(instantOf(epochMsOf(at) + DRAIN_MS))
  const { waiting, askOperator } = await desk.open()
  return { at, asked, refused, payoutsEnded, payoutsWaiting: waiting, askOperator }
}
