import { expect, test } from 'vitest'
import type { DomainEvent } from '../../../src/domain/events.js'
import { domainEvents } from '../../../src/domain/events.js'
import { instantOf } from '../../../src/domain/kernel/time.js'
import type { TermsTable } from '../../../src/domain/settlement/terms.js'
import { isLeft } from '../../../src/fp.js'
import { balanceOf, booked, noTrail, trailed, type Books, type Trail } from '../../support/moneyBooks.js'
import { moneyWorld, type World } from '../../support/moneyWorld.js'
import { amountsJson, ofOrder } from '../../support/orders.js'
import { eventOf } from '../../support/spec.js'

const DAY_MS = 86_400_000
const BEGIN = Date.UTC(2026, 2, 2, 12)

/** A tenth is withheld for three days, orders settle the day after delivery, and payouts are daily. */
const terms: TermsTable = [
  {
    termsId: 'exhaustive',
    termsVersion: 1,
    settleAfterDays: 1,
    reserveRateBps: 1_000,
    reserveDays: 3,
    creatorDays: 4,
    payoutEvery: 'DAY',
    payoutDay: 1,
    payoutHoldDays: 0,
    payoutMinimumMinor: 100n,
    validFrom: instantOf(0),
  },
]
const money = moneyWorld(instantOf(BEGIN), terms)

/** Where a history has come to: the money, its books after every event so far, and how often each order was refunded. */
interface Node {
  readonly world: World
  readonly books: Books
  readonly trail: Trail
  readonly sales: number
  readonly refunded: ReadonlyArray<number>
}

const steps = ['sale', 'settlement', 'payout', 'refund', 'chargeback', 'return'] as const
type Step = (typeof steps)[number]

const orderEvent = (node: Node, type: DomainEvent['type'], orderId: string, data: object): DomainEvent =>
  eventOf(
    domainEvents,
    type,
    { ...ofOrder, orderId, from: 'IN_TRANSIT', status: 'DELIVERED', ...data },
    node.world.now,
  )

const units = ['l1', 'l2'].map((lineId) =>
  amountsJson(lineId, { creator: { creatorId: 'c1', rateBps: 1_200 } }),
)

/** Two units are paid and delivered at once. */
const sale = (node: Node): World => {
  const orderId = `o${node.sales + 1}`
  const paid = orderEvent(node, 'OrderPaid', orderId, { lines: units, payments: [] })
  const placedAt = node.world.now
  const delivered = orderEvent(node, 'OrderDelivered', orderId, { packageId: 'P1', placedAt, lines: units })
  return money.tell(money.tell(node.world, paid), delivered)
}

/** Of the last order, one unit after the other is given back, shipping included. */
const refund = (node: Node): World => {
  const back = units[node.refunded[node.sales - 1] ?? 0]
  if (node.sales === 0 || back === undefined) return node.world
  const lines = [{ ...back, whole: true }]
  const refundId = `r${node.refunded[node.sales - 1] ?? 0}`
  const more = { refundId, reason: 'broken', afterDelivery: true, lines }
  return money.tell(node.world, orderEvent(node, 'OrderLinesRefunded', `o${node.sales}`, more))
}

const tried = (world: World, type: string, data: object): World => {
  const outcome = money.ask(world, { type, data })
  return isLeft(outcome) ? world : outcome.right
}

/** The buyer's bank takes back all that was paid for the last order. */
const chargeback = ({ world, sales }: Node): World =>
  tried(world, 'SettleChargeback', {
    orderId: `o${sales}`,
    currency: 'EUR',
    chargebackId: 'cb',
    amountMinor: '5499',
  })

const payoutsThat = (world: World, status: string): ReadonlyArray<string> =>
  [...world.states].flatMap(([stream, state]) =>
    stream.startsWith('payout-') && (state as { readonly status: string }).status === status
      ? [stream.slice('payout-'.length)]
      : [],
  )

/** Payouts are cut off in the morning, and the bank pays them. */
const payout = ({ world }: Node): World =>
  payoutsThat(world, 'PLANNED').reduce((next, payoutId) => {
    const attempted = tried(next, 'RecordPayoutAttempt', { payoutId, attempt: 1 })
    return tried(attempted, 'RecordPayoutNotice', { payoutId, status: 'PAID' })
  }, world)

const returned = ({ world }: Node): World => {
  const payoutId = payoutsThat(world, 'PAID').at(-1)
  return payoutId === undefined ? world : tried(world, 'RecordPayoutNotice', { payoutId, status: 'RETURNED' })
}

/** Time passes until everything that is due is settled, and its statement closed. */
const settlement = ({ world }: Node): World =>
  money.until(world, instantOf(Date.parse(world.now) + 2 * DAY_MS))

const stepped = (node: Node, step: Step): World => {
  switch (step) {
    case 'sale':
      return sale(node)
    case 'settlement':
      return settlement(node)
    case 'payout':
      return payout(node)
    case 'refund':
      return refund(node)
    case 'chargeback':
      return chargeback(node)
    case 'return':
      return returned(node)
  }
}

const after = (node: Node, step: Step): Node => {
  const world = stepped(node, step)
  const { books, trail } = checked(node, world)
  const sales = node.sales + (step === 'sale' ? 1 : 0)
  const isRefund = step === 'refund' && world !== node.world
  const refunded = isRefund
    ? node.refunded.with(node.sales - 1, (node.refunded[node.sales - 1] ?? 0) + 1)
    : step === 'sale'
      ? [...node.refunded, 0]
      : node.refunded
  return { world, books, trail, sales, refunded }
}

const toBePaid = ['seller_payable', 'seller_debt', 'payouts_in_transit']

/** What must be so after every single event. */
const checked = (node: Node, world: World): { readonly books: Books; readonly trail: Trail } => {
  let { books, trail } = node
  for (const event of world.log.slice(node.world.log.length)) {
    books = booked(books, event)
    trail = trailed(trail, event)
    const bankMinor = -balanceOf(books, 'bank')
    const paidMinor = trail.confirmedMinor + trail.creatorsMinor
    if (bankMinor !== trail.buyersMinor - paidMinor) throw new Error(`bank after ${event.type}`)
    if (balanceOf(books, 'seller_debt') > 0n) throw new Error(`the platform owes a debt after ${event.type}`)
    if ([...trail.lines.values()].some((times) => times > 1)) throw new Error('a line stands twice')
    if ([...trail.entries.values()].some((times) => times > 1)) throw new Error('an amount is paid twice')
  }
  return { books, trail }
}

/** Histories that came to the same: what may follow is the same too, so one of them is enough. */
const nameOf = ({ world, books, sales, refunded }: Node): string =>
  JSON.stringify(
    [world.now, sales, refunded, books, [...world.states], [...world.dues]],
    (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value instanceof Map ? [...value] : value,
  )

test('whatever happens to orders and payouts in whatever order, up to six steps: books balance, nothing is paid twice', () => {
  let level: ReadonlyArray<Node> = [{ world: money.empty, books: {}, trail: noTrail, sales: 0, refunded: [] }]
  let histories = 0
  const seen = new Set<string>()
  const ends: Array<Node> = []
  for (let length = 1; length <= 6; length++) {
    const next = new Map<string, Node>()
    for (const node of level) {
      for (const step of steps) {
        const reached = after(node, step)
        histories += 1
        // A step that changes nothing leads where a shorter history led already.
        const name = nameOf(reached)
        if (reached.world !== node.world && !seen.has(name)) next.set(name, reached)
      }
    }
    for (const name of next.keys()) seen.add(name)
    level = [...next.values()]
    ends.push(...level)
  }
  const happened = new Set(ends.flatMap(({ world }) => world.log.map(({ type }) => type)))
  expect([...happened]).toEqual(
    expect.arrayContaining([
      'RefundSettled',
      'SettlementAmended',
      'ChargebackSettled',
      'ChargebackOffset',
      'ReserveReleased',
      'CreatorsPaid',
      'PayoutCarriedOver',
      'PayoutPaid',
      'PayoutReturned',
    ]),
  )
  expect([histories, ends.length]).toEqual([2_628, 1_690])

  // Once everything came to rest, nothing is pending or withheld.
  for (const node of ends) {
    const rested = [1, 2].reduce((last) => after(after(last, 'settlement'), 'payout'), node)
    const { books, trail } = after(rested, 'settlement')
    expect(balanceOf(books, 'seller_pending')).toBe(0n)
    expect(balanceOf(books, 'seller_reserved')).toBe(0n)
    // Statements tell what is the seller's: paid, on its way, to be paid, or owed. No posting was asked for that.
    const left = toBePaid.reduce((sum, account) => sum + balanceOf(books, account), 0n)
    expect(left).toBe(trail.statedMinor - trail.confirmedMinor)
  }
})
