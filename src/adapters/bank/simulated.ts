import type { PayoutProvider, Transfer } from '../../application/payoutProvider.js'
import type { BankStatus } from '../../domain/payout/events.js'
import type { BankHabits } from '../../domain/payout/index.js'
import { epochMsOf, instantOf, type Instant } from '../../domain/kernel/time.js'
import { chanceOf } from '../chance.js'

/** How often, in a hundred times, something goes wrong. */
export interface BankFaults {
  /** The order never arrives, and nobody answers. */
  readonly lostOrders: number
  /** The order arrives, and the answer does not. */
  readonly lostAnswers: number
  /** The order arrives only after a while, and nobody answers before. */
  readonly lateOrders: number
  readonly failures: number
  readonly returns: number
  /** A notification comes twice. */
  readonly duplicates: number
}

export const noFaults: BankFaults = {
  lostOrders: 0,
  lostAnswers: 0,
  lateOrders: 0,
  failures: 0,
  returns: 0,
  duplicates: 0,
}

/** What the bank tells by itself, when it wants. */
export interface BankNotice {
  readonly key: string
  readonly status: BankStatus
  readonly bankReference: string
}

/** A transfer as the bank has it: what it did with the money, whatever anybody was told of it. */
export interface BankTransfer extends Transfer {
  readonly bankReference: string
  readonly acceptedAt: Instant
  readonly status: BankStatus
}

export interface SimulatedBank extends PayoutProvider {
  /** Notifications that have come by now, in the order in which they come: late, twice, the later before the earlier. */
  notices(): ReadonlyArray<BankNotice>
  /** The truth. */
  transfers(): ReadonlyArray<BankTransfer>
}

interface Options {
  readonly seed: number
  readonly now: () => Instant
  readonly faults?: BankFaults
  readonly habits?: BankHabits
}

const HOUR_MS = 3_600_000
const usual: BankHabits = { keyLifeMs: 24 * HOUR_MS, patienceMs: HOUR_MS }

interface Kept {
  readonly transfer: Omit<BankTransfer, 'status'>
  /** What becomes of it, and when; the last one that is past is its status. */
  readonly course: ReadonlyArray<{ readonly status: BankStatus; readonly atMs: number }>
}

/** A bank in memory that does what banks do to those who trust them. The same seed and the same calls give the same. */
export const simulatedBank = ({ seed, now, faults = noFaults, habits = usual }: Options): SimulatedBank => {
  const draw = chanceOf(seed)
  const happens = (percent: number): boolean => draw(100) < percent
  const kept: Array<Kept> = []
  let late: ReadonlyArray<{ readonly transfer: Transfer; readonly atMs: number }> = []
  let announced: ReadonlyArray<BankNotice & { readonly atMs: number }> = []

  const nowMs = (): number => epochMsOf(now())

  const courseFrom = (atMs: number): Kept['course'] => {
    const processing = { status: 'PROCESSING', atMs } as const
    const doneMs = atMs + 1 + draw(48 * HOUR_MS)
    if (happens(faults.failures)) return [processing, { status: 'FAILED', atMs: doneMs }]
    const paid = { status: 'PAID', atMs: doneMs } as const
    if (!happens(faults.returns)) return [processing, paid]
    return [processing, paid, { status: 'RETURNED', atMs: doneMs + 1 + draw(72 * HOUR_MS) }]
  }

  const announce = (key: string, bankReference: string, course: Kept['course']): void => {
    const notices = course.flatMap(({ status, atMs }) => {
      const notice = () => ({ key, status, bankReference, atMs: atMs + draw(24 * HOUR_MS) })
      return happens(faults.duplicates) ? [notice(), notice()] : [notice()]
    })
    announced = [...announced, ...notices]
  }

  /** The transfer under a key that the bank still knows as one; after that, the same key is a new order to it. */
  const accept = (transfer: Transfer, atMs: number): Kept => {
    const known = kept.find(
      (other) =>
        other.transfer.key === transfer.key && atMs < epochMsOf(other.transfer.acceptedAt) + habits.keyLifeMs,
    )
    if (known !== undefined) return known
    const bankReference = `TR-${kept.length + 1}`
    const course = courseFrom(atMs)
    const fresh = { transfer: { ...transfer, bankReference, acceptedAt: instantOf(atMs) }, course }
    kept.push(fresh)
    announce(transfer.key, bankReference, course)
    return fresh
  }

  /** What was on its way arrives. */
  const settleLate = (): void => {
    const arrived = late.filter(({ atMs }) => atMs <= nowMs())
    late = late.filter(({ atMs }) => atMs > nowMs())
    for (const { transfer, atMs } of arrived) accept(transfer, atMs)
  }

  const statusOf = ({ course }: Kept): BankStatus =>
    course.findLast(({ atMs }) => atMs <= nowMs())?.status ?? 'PROCESSING'

  const answerOf = (found: Kept) => ({
    type: 'ANSWER' as const,
    status: statusOf(found),
    bankReference: found.transfer.bankReference,
  })

  return {
    habits,
    transfer: (transfer) => {
      settleLate()
      if (happens(faults.lostOrders)) return Promise.resolve({ type: 'SILENCE' })
      if (happens(faults.lateOrders)) {
        // It is on its way for less than anybody's patience: whoever waits for that has seen it arrive.
        late = [...late, { transfer, atMs: nowMs() + draw(habits.patienceMs) }]
        return Promise.resolve({ type: 'SILENCE' })
      }
      const found = accept(transfer, nowMs())
      return Promise.resolve(happens(faults.lostAnswers) ? { type: 'SILENCE' } : answerOf(found))
    },
    lookUp: (key) => {
      settleLate()
      if (happens(faults.lostAnswers)) return Promise.resolve({ type: 'SILENCE' })
      const found = kept.findLast(({ transfer }) => transfer.key === key)
      return Promise.resolve(found === undefined ? { type: 'NOT_FOUND' } : answerOf(found))
    },
    notices: () => {
      settleLate()
      const come = announced.filter(({ atMs }) => atMs <= nowMs())
      announced = announced.filter(({ atMs }) => atMs > nowMs())
      return come
        .toSorted((a, b) => a.atMs - b.atMs)
        .map(({ key, status, bankReference }) => ({ key, status, bankReference }))
    },
    transfers: () => {
      settleLate()
      return kept.map((each) => ({ ...each.transfer, status: statusOf(each) }))
    },
  }
}
