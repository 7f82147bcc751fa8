import { isLeft, left, right, type Either } from '../fp.js'
import { epochMsOf, type Instant } from '../domain/kernel/time.js'
import type { Clock } from '../domain/processes/clocks.js'
import { deadlinesAskedTable } from '../projections/deadlines.js'
import type { Agenda, Due } from './agenda.js'
import { divergence } from './divergence.js'
import type { CommandFailure, Receipt } from './failure.js'
import type { Halt } from './halt.js'
import { isPassing } from './passing.js'
import type { EventStore, Ownership, OwnershipLost, ReadStore, System } from './ports.js'
import { PROCESS_VERSION, processName } from './processRunner.js'
import type { Refusal, SellerCenter, SellerCenterRequest } from './sellerCenter.js'

/** Under which its checkpoint is kept, and as which it acts. */
export const TICKER = processName('ticker')
/** Of what the ticker keeps. */
export const TICKER_VERSION = PROCESS_VERSION

const PAGE = 500
const ATTEMPTS_MAX = 10
const BACKOFF_MS = 50
const SLEEP_MAX_MS = 1_000
const DOUBLINGS_MAX = 6
/**
 * Days are cut at midnight and payouts at six in the morning, UTC: what is due in one part of a day does not follow from
 * what else is due in it.
 */
const MORNING_MS = 6 * 3_600_000
const DAY_MS = 86_400_000

const sliceOf = ({ dueAt }: Due): string => {
  const ms = epochMsOf(dueAt)
  const day = Math.floor(ms / DAY_MS)
  return `${day} ${ms - day * DAY_MS < MORNING_MS ? 'night' : 'day'}`
}

/** What is asked of this deadline cannot be asked at all: it stands, with nothing skipped, until that is mended. */
export interface DeadlineStopped {
  readonly type: 'DeadlineStopped'
  readonly deadlineId: string
  readonly cause: Refusal
}

export type TickerHalt = DeadlineStopped | Halt

/** Refusals that are faults of ours: a state of affairs would be told by the domain. */
const faults: ReadonlySet<Refusal['type']> = new Set<CommandFailure['type']>([
  'UnknownCommand',
  'InvalidCommand',
  'StreamsDiffer',
  'CommandIdReused',
  'HistoryUnreadable',
  'EventNotStorable',
  'EventIdReused',
  'AppendTooLarge',
])

/** The event store stayed away for all attempts; what was not asked is due again. */
export class TickFailed extends Error {
  readonly type = 'TickFailed'
  constructor(deadlineId: string, cause: string) {
    super(`${deadlineId} could not be asked: ${cause}`)
    this.name = 'TickFailed'
  }
}

/** What came of a page of deadlines. */
export interface Ticked {
  /** Of the last one of them. */
  readonly dueAt: Instant
  readonly asked: number
  /** Those that no longer mattered. */
  readonly refused: number
}

export interface TickerDeps {
  readonly store: Pick<EventStore, 'head' | 'eventAt' | 'incarnation'>
  readonly reads: Pick<ReadStore, 'claim' | 'commit'>
  readonly agenda: Pick<Agenda, 'due'>
  readonly center: Pick<SellerCenter, 'execute'>
  readonly system: System
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

interface Asked {
  readonly due: Due
  readonly outcome: Either<Refusal, Receipt>
}

/**
 * Asks deadlines, the earliest first, a slice of time after the other, then marks them as asked. A crash between the two
 * asks again under the same command id, which changes nothing.
 */
export const ticker = ({
  store,
  reads,
  agenda,
  center,
  system,
  keep,
  follow,
  clocks,
}: TickerDeps): Ticker => {
  /** Everything comes from the deadline and the event that set it, so that asking twice is the same request. */
  const requestOf = ({ deadlineId, dueAt, scheduledBy, request }: Due): SellerCenterRequest => ({
    ...request,
    at: dueAt,
    commandId: system.idOf(`deadline/${deadlineId}/${scheduledBy}`),
    causationId: scheduledBy,
    actor: TICKER,
  })

  /** Those of one stream stay in order; when some fail in passing, all are asked again. */
  const ask = async (page: ReadonlyArray<Due>): Promise<ReadonlyArray<Asked>> => {
    for (let attempt = 1; ; attempt++) {
      const asked = await Promise.all(
        page.map(async (due) => ({ due, outcome: await center.execute(requestOf(due)) })),
      )
      const isOver = asked.every(({ outcome }) => !isLeft(outcome) || !isPassing(outcome.left))
      if (isOver || attempt === ATTEMPTS_MAX) return asked
      await system.sleep(system.jitter(BACKOFF_MS * 2 ** attempt))
    }
  }

  const isAnswered = ({ outcome }: Asked): boolean =>
    !isLeft(outcome) || !(isPassing(outcome.left) || faults.has(outcome.left.type))

  const mark = async (
    owner: Ownership,
    asked: ReadonlyArray<Asked>,
  ): Promise<Either<OwnershipLost, Ownership>> => {
    const head = await store.head()
    const isStill = head?.commit === owner.position?.commit && head?.prepare === owner.position?.prepare
    if (head === undefined || (asked.length === 0 && isStill)) return right(owner)
    // What was asked was asked in the history that ends here: one that ends earlier may have to be asked again.
    const eventId = (await store.eventAt(head))?.id
    const askedAt = system.now()
    const rows = asked.map(({ due: { deadlineId, scheduledBy }, outcome }) => ({
      deadlineId,
      scheduledBy,
      outcome: isLeft(outcome) ? outcome.left.type : 'DONE',
      askedAt,
    }))
    return reads.commit(owner, { position: head, eventId }, [{ table: deadlinesAskedTable, rows }])
  }

  const claim = async (): Promise<Either<TickerHalt, Ownership>> => {
    const incarnation = await store.incarnation()
    const owner = await reads.claim(TICKER, TICKER_VERSION, incarnation)
    const diverged = await divergence(store, incarnation, owner)
    return diverged === undefined ? right(owner) : left(diverged)
  }

  /** What is due first, with what else is due in its slice of time. */
  const nextPage = async (until: Instant): Promise<ReadonlyArray<Due>> => {
    const page = await agenda.due({ until, clocks, limit: PAGE })
    const [first] = page
    return first === undefined ? [] : page.filter((due) => sliceOf(due) === sliceOf(first))
  }

  const tick = async (
    claimed: Ownership,
    until: Instant,
    signal: AbortSignal | undefined,
  ): Promise<Either<TickerHalt, Ownership>> => {
    let owner = claimed
    while (signal?.aborted !== true) {
      const halt = await keep()
      if (halt !== undefined) return left(halt)
      const page = await nextPage(until)
      const dueAt = page.at(-1)?.dueAt
      if (dueAt === undefined) break
      const asked = await ask(page)
      const answered = asked.filter(isAnswered)
      const marked = await mark(owner, answered)
      if (isLeft(marked)) return marked
      owner = marked.right
      for (const { due, outcome } of asked) {
        if (!isLeft(outcome) || isAnswered({ due, outcome })) continue
        if (isPassing(outcome.left)) throw new TickFailed(due.deadlineId, outcome.left.type)
        return left({ type: 'DeadlineStopped', deadlineId: due.deadlineId, cause: outcome.left })
      }
      const refused = answered.filter(({ outcome }) => isLeft(outcome)).length
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
          if (failures > ATTEMPTS_MAX) throw error
          const pause = BACKOFF_MS * 2 ** Math.min(failures, DOUBLINGS_MAX)
          await system.sleep(system.jitter(pause), signal)
        }
      }
      return undefined
    },
  }
}
