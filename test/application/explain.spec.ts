import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryTrailReads } from '../../src/adapters/memory/trail.js'
import { explain } from '../../src/application/explain.js'
import type { Explanation, Subject } from '../../src/application/explanation.js'
import type { DomainEvent } from '../../src/domain/events.js'
import type { SellerTerms } from '../../src/domain/kernel/sellerTerms.js'
import { instantOf } from '../../src/domain/kernel/time.js'
import { foldAll } from '../../src/projections/fold.js'
import { projections } from '../../src/projections/index.js'
import { trailInMemory } from '../support/explaining.js'
import { moneyWorld, type World } from '../support/moneyWorld.js'
import { orderHistory } from '../support/orderHistories.js'
import {
  amountsJson,
  historyTo,
  orderDelivered,
  orderPaid,
  orderPlaced,
  refunded,
} from '../support/orders.js'
import { paidOut } from '../support/paidOut.js'
import { recorded } from '../support/projections.js'
import { NOW } from '../support/spec.js'

const DAY_MS = 86_400_000
const daysLater = (days: number) => instantOf(Date.parse(NOW) + days * DAY_MS)
const eur = (minor: bigint) => ({ minor, currency: 'EUR' })

const explained = async (history: ReadonlyArray<DomainEvent>, subject: Subject): Promise<Explanation> => {
  const { trail } = await trailInMemory(recorded(history))
  const explanation = await explain(trail, subject)
  if (explanation === undefined) throw new Error(`nothing is known of ${subject.id}`)
  return explanation
}

const money = moneyWorld(instantOf(0))
const asked = (world: World, type: string, data: object): World => {
  const outcome = money.ask(world, { type, data })
  if (outcome._tag === 'Left') throw new Error(outcome.left.type)
  return outcome.right
}
const idIn = ({ log }: World, type: 'PayoutPlanned' | 'PayoutCarriedOver'): string =>
  log.flatMap((event) => (event.type === type ? [event.data.payoutId] : [])).at(-1) ?? ''
const sums = ({ sums: told }: Explanation) => told.map(({ name, amount }) => [name, amount.minor])

const sold = [orderPlaced(), orderPaid(), orderDelivered('P1')]
const settled = (): World => money.until(sold.reduce(money.tell, money.empty), daysLater(20))

/** The bank is asked, and says this, one after the other. */
const told = (world: World, payoutId: string, ...statuses: ReadonlyArray<string>): World =>
  statuses.reduce(
    (next, status) => asked(next, 'RecordPayoutNotice', { payoutId, status, bankReference: 'TR-77' }),
    asked(world, 'RecordPayoutAttempt', { payoutId, attempt: 1 }),
  )

describe('a payout that the bank has confirmed', () => {
  const world = settled()
  const id = idIn(world, 'PayoutPlanned')
  const history = told(world, id, 'PAID').log

  test('is explained from the payment of the buyer to the cent at the bank', async () => {
    const explanation = await explained(history, { kind: 'PAYOUT', id })
    expect(sums(explanation)).toEqual([
      ['PAID_BY_BUYERS', 5_499n],
      ['PLATFORM_DISCOUNTS', 400n],
      ['PLATFORM_COMMISSION', -531n],
    ])
    expect(explanation).toMatchObject({
      total: eur(5_368n),
      atBank: eur(5_368n),
      places: [{ at: 'bank', id, bankReference: 'TR-77' }],
      differences: [],
      isSteady: true,
    })
  })

  test('cites for each step its event and place, and for each fee the rule, rate, base and rounding', async () => {
    const { orders, statements, payouts } = await explained(history, { kind: 'PAYOUT', id })
    const steps = orders[0]?.steps ?? []
    expect(steps.map(({ eventType }) => eventType)).toEqual([
      'OrderPaid',
      'OrderDelivered',
      'CommissionCharged',
      'OrderSettled',
    ])
    const fee = steps[2]?.movements.find(({ account }) => account === 'platform_fees')
    const rule = { ruleId: 'platform-FR', rateBps: 900, of: 'GROSS', base: eur(5_899n), roundedBy: 900 }
    expect(fee).toMatchObject({ feeKind: 'PLATFORM_COMMISSION', skuId: 'k1', amount: eur(531n), rule })
    const details = statements[0]?.told[0]?.details ?? []
    expect(details.map(({ name, amount }) => [name, amount.minor])).toEqual([
      ['subtotal_before_discount', 6_000n],
      ['seller_discount', -600n],
      ['customer_paid_shipping_fee', 499n],
      ['platform_commission', -531n],
    ])
    expect(details[3]?.rule).toMatchObject(rule)
    const places = [
      ...steps.map(({ position }) => position),
      ...(statements[0]?.told ?? []).map(({ position }) => position),
      ...payouts.flatMap(({ pays, steps: moved }) => [...pays, ...moved].map(({ position }) => position)),
    ]
    expect(places.every((position, i) => i === 0 || position > (places[i - 1] ?? 0n))).toBe(true)
  })

  test('has the same sum by its statement, and by its order', async () => {
    const order = await explained(history, { kind: 'ORDER', id: 'o1' })
    const statement = order.statements[0]?.statementId ?? ''
    expect(order).toMatchObject({ total: eur(5_368n), atBank: eur(5_368n), differences: [] })
    expect(await explained(history, { kind: 'STATEMENT', id: statement })).toMatchObject({
      total: eur(5_368n),
      atBank: eur(5_368n),
      differences: [],
    })
  })
})

test.each([
  ['came back', ['PAID', 'RETURNED'], 'RETURNED'],
  ['failed', ['FAILED'], 'FAILED'],
])('a payout that %s left nothing at the bank, and goes on in a later one', async (_, statuses, kind) => {
  const world = settled()
  const first = idIn(world, 'PayoutPlanned')
  const again = money.until(told(world, first, ...statuses), daysLater(40))
  const second = idIn(again, 'PayoutPlanned')
  expect(second).not.toBe(first)
  const before = await explained(again.log, { kind: 'PAYOUT', id: first })
  expect(before).toMatchObject({ total: eur(5_368n), atBank: eur(0n), differences: [] })
  expect(before.places).toMatchObject([{ at: 'payouts_in_transit', id: second }])
  const paid = told(again, second, 'PAID').log
  const explanation = await explained(paid, { kind: 'PAYOUT', id: second })
  expect(explanation).toMatchObject({ total: eur(5_368n), atBank: eur(5_368n), differences: [] })
  expect(explanation.payouts.map(({ payoutId }) => payoutId)).toEqual([first, second])
  expect(explanation.payouts[1]?.pays).toMatchObject([{ kind, source: first }])
})

test('a payout that arrived although it had failed is taken back by a later one, which adds up', async () => {
  const world = settled()
  const first = idIn(world, 'PayoutPlanned')
  const history = money.until(told(world, first, 'FAILED', 'PAID'), daysLater(40))
  for (const event of history.log) {
    if (event.type !== 'PayoutOpened') continue
    const explanation = await explained(history.log, { kind: 'PAYOUT', id: event.data.payoutId })
    expect(explanation.differences).toEqual([])
  }
})

describe('a seller that owes', () => {
  const refund = refunded('r1', [{ ...amountsJson('l1'), whole: true }], ['DELIVERED', 'DELIVERED'], true)
  const world = settled()
  const paid = told(world, idIn(world, 'PayoutPlanned'), 'PAID')
  const owing = money.until(money.tell(paid, refund), daysLater(24))
  const id = idIn(owing, 'PayoutCarriedOver')

  test('is told of a negative payout, of why, and of where the debt goes', async () => {
    const explanation = await explained(owing.log, { kind: 'PAYOUT', id })
    expect(explanation.total.minor).toBeLessThan(0n)
    expect(explanation).toMatchObject({ atBank: eur(0n), differences: [] })
    expect(explanation.places).toMatchObject([{ at: 'seller_debt' }])
    expect(sums(explanation)).toEqual([
      ['GIVEN_BACK_TO_BUYERS', -2_750n],
      ['PLATFORM_DISCOUNTS', -200n],
      ['PLATFORM_COMMISSION', explanation.total.minor + 2_950n],
    ])
  })

  test('sees the refund in the order, beside what was paid out before', async () => {
    const explanation = await explained(owing.log, { kind: 'ORDER', id: 'o1' })
    expect(explanation.differences).toEqual([])
    expect(explanation.places.map(({ at }) => at)).toEqual(['bank', 'seller_debt'])
    expect(explanation.atBank).toEqual(eur(5_368n))
  })
})

describe('an order that is not settled', () => {
  test('says that its money is held until it is delivered', async () => {
    const explanation = await explained([orderPlaced(), orderPaid()], { kind: 'ORDER', id: 'o1' })
    expect(explanation).toMatchObject({ total: eur(5_499n), atBank: eur(0n), differences: [] })
    expect(explanation.places).toEqual([
      { at: 'buyer_funds_held', amount: eur(5_499n), reason: 'NOT_DELIVERED' },
    ])
  })

  test('says after delivery what it comes to, and when', async () => {
    const { log } = sold.reduce(money.tell, money.empty)
    const explanation = await explained(log, { kind: 'ORDER', id: 'o1' })
    expect(explanation).toMatchObject({ total: eur(5_368n), differences: [] })
    expect(explanation.places).toMatchObject([
      {
        at: 'seller_pending',
        amount: eur(5_368n),
        reason: 'WAITING_PERIOD',
        until: '2026-03-13T12:30:00.000Z',
      },
    ])
  })

  test('that nobody has paid is nothing, nowhere', async () => {
    const explanation = await explained([orderPlaced()], { kind: 'ORDER', id: 'o1' })
    expect(explanation).toMatchObject({ total: eur(0n), places: [], orders: [], differences: [] })
  })

  test('that was cancelled gave back what was paid', async () => {
    const explanation = await explained(historyTo.CANCELLED, { kind: 'ORDER', id: 'o1' })
    expect(explanation).toMatchObject({ total: eur(0n), places: [], differences: [] })
  })
})

test.each<Subject>([
  { kind: 'ORDER', id: 'o2' },
  { kind: 'ORDER', id: '' },
  { kind: 'STATEMENT', id: 's1.2026-03-12.EUR' },
  { kind: 'STATEMENT', id: 'o1' },
  { kind: 'PAYOUT', id: 's1.2026-03-12.EUR' },
  { kind: 'PAYOUT', id: '*' },
])('nothing is explained of what is not there: %o', async (subject) => {
  const { trail } = await trailInMemory(recorded(paidOut()))
  expect(await explain(trail, subject)).toBeUndefined()
})

const reserving: SellerTerms = {
  termsId: 'standard',
  termsVersion: 1,
  settleAfterDays: 8,
  reserveRateBps: 1_000,
  reserveDays: 20,
  creatorDays: 30,
  payoutEvery: 'DAY',
  payoutDay: 1,
  payoutHoldDays: 0,
  payoutMinimumMinor: 0n,
}

test('a reserve is told by its rule, and where it is until it is released', async () => {
  const withReserve = moneyWorld(instantOf(0), [{ ...reserving, validFrom: instantOf(0) }])
  const world = withReserve.until(sold.reduce(withReserve.tell, withReserve.empty), daysLater(10))
  const explanation = await explained(world.log, { kind: 'ORDER', id: 'o1' })
  expect(explanation).toMatchObject({ total: eur(4_831n), differences: [] })
  expect(explanation.places.at(-1)).toMatchObject({ at: 'seller_reserved', amount: eur(537n) })
  const reserve = explanation.statements[0]?.told[0]?.details.at(-1)
  expect(reserve).toMatchObject({ amount: eur(-537n), rule: { of: 'SETTLEMENT', rateBps: 1_000 } })
  const released = withReserve.until(world, daysLater(40))
  const later = await explained(released.log, { kind: 'ORDER', id: 'o1' })
  expect(later).toMatchObject({ total: eur(5_368n), differences: [] })
})

test('whatever the life of an order: each payout, statement and order adds up to the cent', async () => {
  await fc.assert(
    fc.asyncProperty(orderHistory, async ({ events }) => {
      const sold = events.reduce<World>(money.tell, money.empty)
      const { log } = money.until(sold, instantOf(Date.parse(sold.now) + 30 * DAY_MS))
      const tables = new Map(
        projections.flatMap((projection) =>
          foldAll(projection, recorded(log)).map(({ table, rows }) => [table.name, rows] as const),
        ),
      )
      const trail = memoryTrailReads({
        table: ({ name }) => tables.get(name) ?? [],
        statuses: () => Promise.resolve([]),
      })
      const subjects = log.flatMap(({ type, data }): ReadonlyArray<Subject> => {
        if (type === 'OrderPlaced' || type === 'OrderPaid') return [{ kind: 'ORDER', id: data.orderId }]
        if (type === 'StatementOpened') return [{ kind: 'STATEMENT', id: data.statementId }]
        return type === 'PayoutOpened' ? [{ kind: 'PAYOUT', id: data.payoutId }] : []
      })
      for (const subject of subjects) expect((await explain(trail, subject))?.differences).toEqual([])
    }),
    { numRuns: 50 },
  )
})
