import type { DomainEvent } from '../../../src/domain/events.js'
import { instantOf } from '../../../src/domain/kernel/time.js'
import type { TermsTable } from '../../../src/domain/settlement/terms.js'
import { isLeft } from '../../../src/fp.js'
import { creatorRule, euRule, feeAmounts } from '../commissions.js'
import { moneyWorld, type Ask, type World } from '../moneyWorld.js'

/** A tenth is withheld for a month, orders settle after three days, and less than 2.00 is not paid out. */
const terms: TermsTable = [
  {
    termsId: 'story',
    termsVersion: 1,
    settleAfterDays: 3,
    reserveRateBps: 1_000,
    reserveDays: 30,
    creatorDays: 15,
    payoutEvery: 'WEEK',
    payoutDay: 5,
    payoutHoldDays: 1,
    payoutMinimumMinor: 200n,
    validFrom: instantOf(0),
  },
]
const money = moneyWorld(instantOf(Date.UTC(2026, 0, 1)), terms)

const tried = (world: World, ask: Ask): World => {
  const outcome = money.ask(world, ask)
  return isLeft(outcome) ? world : outcome.right
}

/** The bank answers for every payout that waits for it, each in another way. */
const banked = (world: World): World =>
  [...world.states.keys()]
    .filter((stream) => stream.startsWith('payout-'))
    .reduce((next, stream, i) => {
      const data = { payoutId: stream.slice('payout-'.length) }
      const tell = (status: string): Ask => ({
        type: 'RecordPayoutNotice',
        data: { ...data, status, bankReference: `T-${i}` },
      })
      const notices =
        [['PAID'], ['PROCESSING', 'FAILED', 'PAID'], ['PAID', 'RETURNED'], ['RETURNED']][i % 4] ?? []
      return [
        { type: 'RecordPayoutAttempt', data: { ...data, attempt: 1 } },
        ...(i % 3 === 0 ? [{ type: 'RecordPayoutSilence', data: { ...data, attempt: 1 } }] : []),
        ...notices.map(tell),
      ].reduce(tried, next)
    }, world)

const troubledOrder = { orderId: 'trouble' }
const parties = { ...troubledOrder, sellerId: 's0', market: 'FR', currency: 'EUR' }
const line = (saleMinor: number) => ({ lineId: 'l1', ...feeAmounts(saleMinor, 0, 100) })

/** What a seller sees besides its orders' usual lives: creators, a penalty, and an order with a case, a refund and a chargeback. */
const troubled: ReadonlyArray<Ask> = [
  {
    type: 'ChargeCommission',
    data: {
      ...parties,
      placedAt: '2026-02-01T09:00:00.000Z',
      lines: [{ ...line(5_000), skuId: 'k1', rules: [euRule, creatorRule] }],
    },
  },
  { type: 'OpenSettlementCase', data: { ...parties, caseId: 'c1' } },
]
const troubledLater: ReadonlyArray<Ask> = [
  {
    type: 'ReverseCommission',
    data: { ...troubledOrder, reversalId: 'r1', lines: [{ ...line(1_000), platformDiscountMinor: '0' }] },
  },
  { type: 'CloseSettlementCase', data: { ...parties, caseId: 'c1' } },
  {
    type: 'SettleChargeback',
    data: { ...troubledOrder, currency: 'EUR', chargebackId: 'cb', amountMinor: '3900' },
  },
  { type: 'PayCreators', data: troubledOrder },
  { type: 'ReverseCommission', data: { ...troubledOrder, reversalId: 'r2', lines: [line(3_500)] } },
]

const penaltyOn = (date: string): Ask => ({
  type: 'AdjustStatement',
  data: {
    statementId: `s0.${date}.EUR`,
    sellerId: 's0',
    market: 'FR',
    date,
    currency: 'EUR',
    adjustmentId: 'a1',
    adjustmentType: ' Violation fee （settlement fee） ',
    amountMinor: '-150',
  },
})

/** The next open payout is held, and another one held and let go. */
const held = (world: World): World => {
  const [first, second] = [...world.states].flatMap(([stream, state]) =>
    stream.startsWith('payout-') && (state as { readonly status: string }).status === 'OPEN'
      ? [{ payoutId: stream.slice('payout-'.length) }]
      : [],
  )
  const asks: ReadonlyArray<Ask> = [
    ...(first === undefined ? [] : [{ type: 'HoldPayout', data: { ...first, reason: 'documents expired' } }]),
    ...(second === undefined
      ? []
      : [
          { type: 'HoldPayout', data: { ...second, reason: 'documents expired' } },
          { type: 'ReleasePayoutHold', data: second },
        ]),
  ]
  return asks.reduce(tried, world)
}

const DAY_MS = 86_400_000

/**
 * The log with everything in it that follows for the money: fees at once, settlements, statements and payouts as time passes,
 * until some weeks after the last order.
 */
export const withMoney = (
  orders: ReadonlyArray<DomainEvent>,
  hasTroubles: boolean,
): ReadonlyArray<DomainEvent> => {
  let world = money.empty
  for (const event of orders) {
    world = event.occurredAt > world.now ? money.until(world, event.occurredAt) : world
    world = money.tell(world, event)
  }
  const passed = (days: number): World => money.until(world, instantOf(Date.parse(world.now) + days * DAY_MS))
  if (hasTroubles) {
    world = troubled.reduce(tried, tried(world, penaltyOn(world.now.slice(0, 10))))
    world = passed(5)
    world = held(troubledLater.reduce(tried, world))
  }
  for (const days of [10, 15, 35]) {
    world = passed(days)
    world = banked(world)
  }
  return passed(20).log
}
