import { isLeft, left, right, type Either } from '../fp.js'
import { epochMsOf, type Instant } from '../domain/kernel/time.js'
import type { Clock } from '../domain/processes/clocks.js'
import type { Agenda, Due } from './agenda.js'
import { asking, sliceOf, TickFailed, type AskingDeps, type TickerHalt } from './asking.js'
import type { Halt } from './halt.js'
import type { Ownership } from './ports.js'

const PAGE = 500
const FAILURES_MAX = 10
const BACKOFF_MS = 50
const SLEEP_MAX_MS = 1_000
const DOUBLINGS_MAX = 6

/** What came of a page of deadlines. */
export interface Ticked {
  /** Of the last one of them. */
  readonly dueAt: Instant
  readonly asked: number
  /** Those that no longer mattered. */
  readonly refused: number
}

export interface TickerDeps extends AskingDeps {
  readonly agenda: Pick<Agenda, 'due'>
  /** Brings the agenda to the head of the log: nothing is asked that an event has cancelled before. */
  readonly keep: () => Promise<Halt | undefined>
  /** Lets what was asked have its consequences before what is due later is asked. */
  readonly follow: (ticked: Ticked, signal: AbortSignal | undefined) => Promise<void>
  /** The clocks that run; absent: all. */
  readonly clocks?: ReadonlyArray<Clock> | undefined
}

export interface Ticker {
  /** Asks everything that is due by then, what becomes due meanwhile included. Why it goes no further, if so. */
  tickUntil(until: Instant, signal?: AbortSignal): Promise<TickerHalt | undefined>
  /**
   * Asks what is due now and what becomes due until `signal` aborts or it halts. Rejects when a store fails ten times
   * without any progress.
   */
  run(signal: AbortSignal): Promise<TickerHalt | undefined>
}

/**
 * Asks deadlines, the earliest first, a slice of time after the other, then marks them as asked. A crash between the two
 * asks again under the same command id, which changes nothing.
 */
export const ticker = ({ agenda, keep, follow, clocks, ...deps }: TickerDeps): Ticker => {
  const { system } = deps
  const { claim, ask, mark, confirm } = asking(deps)

  /** What is due first, with what else is due in its slice of time. */
  const nextPage = async (until: Instant): Promise<ReadonlyArray<Due>> => {
    const page = await agenda.due({ until, clocks, limit: PAGE })
    const [first] = page
    return first === undefined ? [] : page.filter(({ dueAt }) => sliceOf(dueAt) === sliceOf(first.dueAt))
  }

  const tick = async (
    claimed: Ownership,
    until: Instant,
    signal: AbortSignal | undefined,
  ): Promise<Either<TickerHalt, Ownership>> => {
    let owner = claimed
    while (signal?.aborted !== true) {
      const halt = await keep()
      if (halt?.type === 'OwnershipLost') {
        // Another ticker was at it: whichever of the two came to its place first stops, the other one goes on.
        const confirmed = await confirm(owner)
        if (isLeft(confirmed)) return confirmed
        owner = confirmed.right
        continue
      }
      if (halt !== undefined) return left(halt)
      const page = await nextPage(until)
      const dueAt = page.at(-1)?.dueAt
      if (dueAt === undefined) break
      const { answered, refused, failure } = await ask(page)
      const marked = await mark(owner, answered)
      if (isLeft(marked)) return marked
      owner = marked.right
      if (failure instanceof TickFailed) throw failure
      if (failure !== undefined) return left(failure)
      await follow({ dueAt, asked: answered.length, refused }, signal)
    }
    return right(owner)
  }

  return {
    tickUntil: async (until, signal) => {
      const owner = await claim()
      if (isLeft(owner)) return owner.left
      const ticked = await tick(owner.right, until, signal)
      return isLeft(ticked) ? ticked.left : undefined
    },

    run: async (signal) => {
      let failures = 0
      const isOver = (): boolean => signal.aborted
      /** At most a second: until the next deadline that is known, as one may be set meanwhile that is earlier. */
      const rest = async (): Promise<void> => {
        const [next] = await agenda.due({ clocks, limit: 1 })
        const ms = next === undefined ? SLEEP_MAX_MS : epochMsOf(next.dueAt) - epochMsOf(system.now())
        await system.sleep(Math.min(Math.max(ms, 1), SLEEP_MAX_MS), signal)
      }
      while (!isOver()) {
        try {
          let owner = await claim()
          while (!isLeft(owner) && !isOver()) {
            owner = await tick(owner.right, system.now(), signal)
            // Where nothing was due its place moves on all the same, as everybody's does: it is not behind.
            if (!isLeft(owner)) owner = await mark(owner.right, [])
            failures = 0
            if (!isLeft(owner)) await rest()
          }
          return isLeft(owner) ? owner.left : undefined
        } catch (error) {
          failures += 1
          if (failures > FAILURES_MAX) throw error
          const pause = BACKOFF_MS * 2 ** Math.min(failures, DOUBLINGS_MAX)
          await system.sleep(system.jitter(pause), signal)
        }
      }
      return undefined
    },
  }
}
