import type {
  BankAnswer,
  BankNotice,
  Notices,
  PayoutProvider,
  Silence,
  Transfer,
} from '../../application/payoutProvider.js'
import type { BankStatus } from '../../domain/payout/events.js'
import type { BankHabits } from '../../domain/payout/index.js'
import { epochMsOf, instantOf, type Instant } from '../../domain/kernel/time.js'
import type { BankBooks, BankOrder } from '../bankBooks.js'
import { chanceOf } from '../chance.js'
import { memoryBooks } from './books.js'
import { courseOf, noFaults, outcomeOf, TOLD_WITHIN_MS, type BankFaults } from './course.js'

export { noFaults, type BankFaults } from './course.js'

/** A transfer as the bank has it: what it did with the money, whatever anybody was told of it. */
export interface BankTransfer extends Transfer {
  readonly bankReference: string
  readonly acceptedAt: Instant
  readonly status: BankStatus
}

export interface BankOptions {
  readonly seed: number
  readonly now: () => Instant
  readonly faults?: BankFaults
  readonly habits?: BankHabits
}

const HOUR_MS = 3_600_000
const usual: BankHabits = { keyLifeMs: 24 * HOUR_MS, patienceMs: HOUR_MS }
const silence: Silence = { type: 'SILENCE' }

interface Told {
  readonly key: string
  readonly status: BankStatus
  readonly bankReference: string
  readonly toldMs: number
}

/** What is told of an order, and when. */
const noticesOf = (order: BankOrder, seed: number, faults: BankFaults): ReadonlyArray<Told> =>
  courseOf(seed, order, faults).flatMap(({ status, toldMs }) =>
    toldMs.map((ms) => ({ key: order.key, status, bankReference: order.bankReference, toldMs: ms })),
  )

/** Those told after the one moment, up to the other, in the order in which they come. */
const toldBetween = (
  told: ReadonlyArray<Told>,
  afterMs: number,
  untilMs: number,
): ReadonlyArray<BankNotice> =>
  told
    .filter(({ toldMs }) => toldMs > afterMs && toldMs <= untilMs)
    .toSorted((a, b) => a.toldMs - b.toldMs)
    .map(({ key, status, bankReference }) => ({ key, status, bankReference }))

const statusAt = (order: BankOrder, nowMs: number, seed: number, faults: BankFaults): BankStatus =>
  courseOf(seed, order, faults).findLast(({ atMs }) => atMs <= nowMs)?.status ?? 'PROCESSING'

/**
 * A bank that does what banks do to those who trust them. It remembers what stands in its books and nothing else: over books
 * that outlive the process, it goes on where it was. `now` must not go back.
 */
export const bankWith = (
  books: BankBooks,
  { seed, now, faults = noFaults, habits = usual }: BankOptions,
): Required<PayoutProvider> => {
  const draw = chanceOf(seed)
  const happens = (percent: number): boolean => draw(100) < percent

  /** The order under a key that the bank still knows as one; after that, the same key is a new order to it. */
  const accept = async (transfer: Transfer, arrivesMs: number): Promise<BankOrder> => {
    const known = (await books.under(transfer.key)).at(-1)
    const arrivesAt = instantOf(arrivesMs)
    if (known === undefined || arrivesMs >= epochMsOf(known.arrivesAt) + habits.keyLifeMs) {
      const ordinal = (known?.ordinal ?? 0) + 1
      const outcome = outcomeOf(seed, { key: transfer.key, ordinal }, faults)
      return books.add({ ...transfer, ordinal, arrivesAt, outcome })
    }
    // What is on its way is overtaken by the same order: that one arrives, and the late one is it once more.
    if (known.arrivesAt > arrivesAt) await books.hasten(known, arrivesAt)
    return { ...known, arrivesAt }
  }

  const answerOf = (order: BankOrder): BankAnswer => {
    const status = statusAt(order, epochMsOf(now()), seed, faults)
    return { type: 'ANSWER', status, bankReference: order.bankReference }
  }

  const transfer = async (asked: Transfer): Promise<BankAnswer | Silence> => {
    const nowMs = epochMsOf(now())
    if (happens(faults.lostOrders)) return silence
    if (happens(faults.lateOrders)) {
      // It is on its way for less than anybody's patience: whoever waits for that has seen it arrive.
      await accept(asked, nowMs + draw(habits.patienceMs))
      return silence
    }
    const order = await accept(asked, nowMs)
    return happens(faults.lostAnswers) ? silence : answerOf(order)
  }

  const lookUp: PayoutProvider['lookUp'] = async (key) => {
    if (happens(faults.lostAnswers)) return silence
    const found = (await books.under(key)).findLast(({ arrivesAt }) => arrivesAt <= now())
    return found === undefined ? { type: 'NOT_FOUND' } : answerOf(found)
  }

  const noticesAfter = async (cursor: string | undefined): Promise<Notices> => {
    const [afterMs, untilMs] = [Number(cursor ?? 0), epochMsOf(now())]
    const since = instantOf(Math.max(0, afterMs - TOLD_WITHIN_MS))
    const orders = await books.arrivals(since, instantOf(untilMs))
    const told = orders.flatMap((order) => noticesOf(order, seed, faults))
    return { type: 'NOTICES', notices: toldBetween(told, afterMs, untilMs), cursor: String(untilMs) }
  }

  return {
    habits,
    // Books that cannot be read or written are no answer: what stands in them afterwards is asked for under the key.
    transfer: (asked) => transfer(asked).catch(() => silence),
    lookUp: (key) => lookUp(key).catch(() => silence),
    noticesAfter: (cursor) => noticesAfter(cursor).catch(() => silence),
  }
}

export interface SimulatedBank extends Required<PayoutProvider> {
  /** Notifications that have come since this was asked last, in the order in which they come. */
  notices(): ReadonlyArray<BankNotice>
  /** The truth. */
  transfers(): ReadonlyArray<BankTransfer>
}

/** Such a bank in memory. The same seed and the same calls give the same. */
export const simulatedBank = (options: BankOptions): SimulatedBank => {
  const { seed, now, faults = noFaults } = options
  const books = memoryBooks()
  let heardMs = 0
  const arrived = (): ReadonlyArray<BankOrder> => books.orders().filter(({ arrivesAt }) => arrivesAt <= now())
  return {
    ...bankWith(books, options),
    notices: () => {
      const [afterMs, untilMs] = [heardMs, epochMsOf(now())]
      heardMs = untilMs
      return toldBetween(
        arrived().flatMap((order) => noticesOf(order, seed, faults)),
        afterMs,
        untilMs,
      )
    },
    transfers: () =>
      arrived().map((order) => {
        const { key, sellerId, amountMinor, currency, bankReference, arrivesAt: acceptedAt } = order
        const status = statusAt(order, epochMsOf(now()), seed, faults)
        return { key, sellerId, amountMinor, currency, bankReference, acceptedAt, status }
      }),
  }
}
