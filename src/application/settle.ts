import { isLeft } from '../fp.js'
import { moneyClocks } from '../domain/processes/clocks.js'
import { epochMsOf, instantOf, type Instant } from '../domain/kernel/time.js'
import type { Agenda, Due } from './agenda.js'
import { asking, TickFailed, type Answered, type TickerHalt } from './asking.js'
import { deliveredFrom } from './delivered.js'
import { dueQueue, movesClocks, type DueQueue } from './dueQueue.js'
import { payoutDesk } from './payoutDesk.js'
import type { PayoutProvider } from './payoutProvider.js'
import { payoutRunner } from './payoutRunner.js'
import { payoutsInFlight, tellsOfPayouts } from './payoutsInFlight.js'
import type { Batch, EventStore, Ownership, ReadStore, System } from './ports.js'
import type { Reactions } from './processRunner.js'
import { returnsOf } from './returns.js'
import type { SellerCenter } from './sellerCenter.js'
import type { TablesInStep } from './tablesInStep.js'

/** After the last deadline the bank still has its days; no bank takes longer. */
const DRAIN_MS = 14 * 86_400_000
/** How often the bank is asked while nothing else is due. */
const STEP_MS = 12 * 3_600_000
/** Deadlines held in memory at a time; what they did is remembered when they are through. */
const WINDOW = 20_000

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

interface Deps {
  readonly store: EventStore
  readonly reads: ReadStore
  readonly agenda: Agenda
  readonly center: SellerCenter
  readonly system: System
  /** Those of the money, and of whatever follows from it. */
  readonly processes: Reactions
  /** What others have appended meanwhile is seen from here on. */
  readonly look: () => void
  /** What the agenda is told from. */
  readonly tables: TablesInStep
  readonly onHalt: (halt: TickerHalt) => void
}

/**
 * Lets the clocks of the money run until then, as fast as it goes: orders settle, statements close, payouts are cut off
 * and paid by the bank. Business time is that of the deadlines; what the bank says after the last of them is waited for.
 * Nobody else lets the clocks run meanwhile, so that deadlines are followed in memory, a window after the other. Broken
 * off, it may be run again.
 */
export const settleUntil = async (
  until: Instant,
  { processes, tables, look, onHalt, ...deps }: Deps,
  { bank, waitsForBank = true, signal, onProgress }: SettleOptions,
): Promise<SettleReport> => {
  const stop = new AbortController()
  const aborts = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  let at = instantOf(0)
  let [asked, refused, payoutsEnded] = [0, 0, 0]
  const system = { ...deps.system, now: () => at }
  const { claim, ask, mark } = asking({ ...deps, system })

  const halted = (halt: TickerHalt): void => {
    onHalt(halt)
    stop.abort()
  }
  const kept = async (): Promise<void> => {
    const halt = await tables.keep()
    if (halt !== undefined) halted(halt)
  }

  const goesOn = (): void => {
    if (processes.outcomes().some(({ halt }) => halt !== undefined)) stop.abort()
  }

  await processes.react({ signal: aborts })
  await processes.rest()
  goesOn()
  await kept()
  const owner = await claim()
  if (isLeft(owner)) halted(owner.left)

  const open = await payoutsInFlight(deps.agenda)
  const provider = bank(system.now)
  const returns = returnsOf(provider, deps.center, system.now)
  const runner = payoutRunner({ ...deps, provider, system, known: open.take })
  const desk = payoutDesk({ agenda: open, runner, system })
  let queue: DueQueue | undefined

  const noteAll = ({ events }: Batch): void => {
    const page = events.map(deliveredFrom)
    tables.note(page)
    for (const delivered of page) {
      if (isLeft(delivered)) continue
      const { event, recorded } = delivered.right
      if (movesClocks(event.type)) queue?.note(event, recorded.eventId)
      if (tellsOfPayouts(event.type)) open.note(event)
    }
  }
  const reacted = async (): Promise<void> => {
    await processes.react({ signal: aborts, onPage: noteAll })
    await tables.fold()
    goesOn()
  }
  const pay = async (): Promise<void> => {
    const ended = await desk.advance()
    payoutsEnded += ended
    const returned = await returns.hear()
    if (ended + returned > 0) await reacted()
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

  /** Slice after slice of time, with what becomes due meanwhile; everything that was answered. */
  const through = async (due: DueQueue, end: Instant): Promise<ReadonlyArray<Answered>> => {
    const all: Array<Answered> = []
    while (!aborts.aborted) {
      const slice = due.next()
      const last = slice.at(-1)
      if (last === undefined) break
      if (last.dueAt > at) at = last.dueAt
      const { answered, failure, ...told } = await ask(slice)
      for (const each of answered) all.push(each)
      asked += answered.length
      refused += told.refused
      if (failure instanceof TickFailed) throw failure
      if (failure !== undefined) halted(failure)
      await reacted()
      await pay()
      await payBefore(due.nextAt() ?? end)
    }
    return all
  }

  const windows = async (claimed: Ownership): Promise<void> => {
    let mine = claimed
    while (!aborts.aborted) {
      const due: ReadonlyArray<Due> = await deps.agenda.due({ until, clocks: moneyClocks, limit: WINDOW })
      const last = due.at(-1)
      if (last === undefined) return
      const horizon = due.length < WINDOW ? until : last.dueAt
      queue = dueQueue(due, { horizon, clocks: moneyClocks })
      const answered = await through(queue, horizon)
      look()
      await reacted()
      const marked = await mark(mine, answered)
      if (isLeft(marked)) halted(marked.left)
      else mine = marked.right
      await processes.rest()
      await kept()
    }
  }

  if (!isLeft(owner)) await windows(owner.right)
  if (until > at && !aborts.aborted) at = until
  // What has been sent is waited for also where the user wants to stop: an answer costs nothing here.
  await pay()
  if (waitsForBank) await payBefore(instantOf(epochMsOf(at) + DRAIN_MS))
  await processes.rest()
  await kept()
  const { waiting, askOperator } = await desk.open()
  return { at, asked, refused, payoutsEnded, payoutsWaiting: waiting, askOperator }
}
