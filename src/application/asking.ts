import { isLeft, left, right, type Either } from '../fp.js'
import { epochMsOf, type Instant } from '../domain/kernel/time.js'
import { deadlinesAskedTable } from '../projections/deadlines.js'
import type { Due } from './agenda.js'
import { divergence } from './divergence.js'
import type { CommandFailure, Receipt } from './failure.js'
import type { Halt } from './halt.js'
import { isPassing } from './passing.js'
import type { EventStore, Ownership, OwnershipLost, ReadStore, System } from './ports.js'
import { PROCESS_VERSION, processName } from './processLane.js'
import type { Refusal, SellerCenter, SellerCenterRequest } from './sellerCenter.js'

/** Under which its checkpoint is kept, and as which it acts. */
export const TICKER = processName('ticker')
/** Of what the ticker keeps. */
export const TICKER_VERSION = PROCESS_VERSION

const DONE = 'DONE'
const ATTEMPTS_MAX = 10
const BACKOFF_MS = 50
/**
 * Days are cut at midnight and payouts at six in the morning, UTC: what is due in one part of a day does not follow from
 * what else is due in it.
 */
const MORNING_MS = 6 * 3_600_000
const DAY_MS = 86_400_000

/** The number of the slice of time that it is due in; a later one has a higher number. */
export const sliceOf = (dueAt: Instant): number => {
  const ms = epochMsOf(dueAt)
  const day = Math.floor(ms / DAY_MS)
  return 2 * day + (ms - day * DAY_MS < MORNING_MS ? 0 : 1)
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

/** A deadline that was asked, and what came of it: done, or the refusal that says why it no longer mattered. */
interface Asked {
  readonly due: Due
  readonly outcome: Either<Refusal, Receipt>
}

/** What is remembered of it. */
export interface Answered {
  readonly deadlineId: string
  readonly scheduledBy: string
  /** DONE, or the refusal that says why it no longer mattered. */
  readonly outcome: string
}

export interface Answers {
  readonly answered: ReadonlyArray<Answered>
  /** Of these, those that no longer mattered. */
  readonly refused: number
  /** Of the first that could not be asked. */
  readonly failure?: DeadlineStopped | TickFailed
}

export interface AskingDeps {
  readonly store: Pick<EventStore, 'head' | 'eventAt' | 'incarnation'>
  readonly reads: Pick<ReadStore, 'claim' | 'commit'>
  readonly center: Pick<SellerCenter, 'execute'>
  readonly system: System
}

export interface Asking {
  /** Takes the place of whoever asked before. */
  claim(): Promise<Either<TickerHalt, Ownership>>
  /** Asks all; those of one stream stay in order, and when some fail in passing, all are asked again. */
  ask(due: ReadonlyArray<Due>): Promise<Answers>
  /** Remembers that they were asked. Until then a crash asks them again under the same command ids, which changes nothing. */
  mark(owner: Ownership, answered: ReadonlyArray<Answered>): Promise<Either<OwnershipLost, Ownership>>
  /** Whether nobody has taken this place meanwhile. */
  confirm(owner: Ownership): Promise<Either<OwnershipLost, Ownership>>
}

const isAnswered = ({ outcome }: Asked): boolean =>
  !isLeft(outcome) || !(isPassing(outcome.left) || faults.has(outcome.left.type))

const failureOf = ({ due: { deadlineId }, outcome }: Asked): Answers['failure'] => {
  if (!isLeft(outcome)) return undefined
  return isPassing(outcome.left)
    ? new TickFailed(deadlineId, outcome.left.type)
    : { type: 'DeadlineStopped', deadlineId, cause: outcome.left }
}

export const asking = ({ store, reads, center, system }: AskingDeps): Asking => {
  /** Everything comes from the deadline and the event that set it, so that asking twice is the same request. */
  const requestOf = ({ deadlineId, dueAt, scheduledBy, request }: Due): SellerCenterRequest => ({
    causationId: scheduledBy,
    ...request,
    at: dueAt,
    commandId: system.idOf(`deadline/${deadlineId}/${scheduledBy}`),
    actor: TICKER,
  })

  const askAll = async (page: ReadonlyArray<Due>): Promise<ReadonlyArray<Asked>> => {
    for (let attempt = 1; ; attempt++) {
      const asked = await Promise.all(
        page.map(async (due) => ({ due, outcome: await center.execute(requestOf(due)) })),
      )
      const isOver = asked.every(({ outcome }) => !isLeft(outcome) || !isPassing(outcome.left))
      if (isOver || attempt === ATTEMPTS_MAX) return asked
      await system.sleep(system.jitter(BACKOFF_MS * 2 ** attempt))
    }
  }

  const ask = async (page: ReadonlyArray<Due>): Promise<Answers> => {
    const asked = await askAll(page)
    const answered = asked.filter(isAnswered)
    const missed = asked.find((each) => !isAnswered(each))
    const failure = missed && failureOf(missed)
    return {
      answered: answered.map(({ due: { deadlineId, scheduledBy }, outcome }) => ({
        deadlineId,
        scheduledBy,
        outcome: isLeft(outcome) ? outcome.left.type : DONE,
      })),
      refused: answered.filter(({ outcome }) => isLeft(outcome)).length,
      ...(failure === undefined ? {} : { failure }),
    }
  }

  const mark = async (
    owner: Ownership,
    asked: ReadonlyArray<Answered>,
  ): Promise<Either<OwnershipLost, Ownership>> => {
    const head = await store.head()
    const isStill = head?.commit === owner.position?.commit && head?.prepare === owner.position?.prepare
    if (head === undefined || (asked.length === 0 && isStill)) return right(owner)
    // What was asked was asked in the history that ends here: one that ends earlier may have to be asked again.
    const eventId = (await store.eventAt(head))?.id
    const askedAt = system.now()
    const rows = asked.map((each) => ({ askedAt, ...each }))
    return reads.commit(owner, { position: head, eventId }, [{ table: deadlinesAskedTable, rows }])
  }

  const claim = async (): Promise<Either<TickerHalt, Ownership>> => {
    const incarnation = await store.incarnation()
    const owner = await reads.claim(TICKER, TICKER_VERSION, incarnation)
    const diverged = await divergence(store, incarnation, owner)
    return diverged === undefined ? right(owner) : left(diverged)
  }

  const confirm: Asking['confirm'] = async (owner) => {
    const { position, eventId } = owner
    if (position !== undefined) return reads.commit(owner, { position, eventId }, [])
    const head = await store.head()
    if (head === undefined) return right(owner)
    return reads.commit(owner, { position: head, eventId: (await store.eventAt(head))?.id }, [])
  }

  return { claim, ask, mark, confirm }
}
