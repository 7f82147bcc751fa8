import { describe, expect, test } from 'vitest'
import { domainEvents, type DomainEvent } from '../../../src/domain/events.js'
import { instantOf, type Instant } from '../../../src/domain/kernel/time.js'
import { sellerTerms, type TermsTable } from '../../../src/domain/settlement/terms.js'
import { balanceOf, booked, type Books } from '../../support/moneyBooks.js'
import { moneyWorld, type World } from '../../support/moneyWorld.js'
import { amountsJson, ofOrder } from '../../support/orders.js'
import { eventOf, instant, valueOf } from '../../support/spec.js'

const DELIVERED = instant('2026-03-02T10:00:00.000Z')

/** The money of one seller, told step by step; two units of 25.00 with 4.99 of shipping settle as 53.68, or 47.68 with a creator. */
const story = (terms: TermsTable = sellerTerms) => {
  const money = moneyWorld(DELIVERED, terms)
  let world: World = money.empty
  const tell = (type: DomainEvent['type'], data: object): void => {
    world = money.tell(
      world,
      eventOf(domainEvents, type, { ...ofOrder, from: 'DELIVERED', status: 'DELIVERED', ...data }, world.now),
    )
  }
  const both = (more: object) => [amountsJson('l1', more), amountsJson('l2', more)]
  const asked = (type: string, data: object): void => {
    world = valueOf(money.ask(world, { type, data }))
  }
  const books = (): Books => world.log.reduce<Books>(booked, {})
  return {
    sell: (orderId: string, more: object = {}) => {
      tell('OrderPaid', { orderId, lines: both(more), payments: [] })
      tell('OrderDelivered', { orderId, packageId: 'P', placedAt: world.now, lines: both(more) })
    },
    deliver: (orderId: string, placedAt: string, lines: ReadonlyArray<object>) =>
      tell('OrderDelivered', { orderId, packageId: 'P', placedAt, lines }),
    giveBack: (orderId: string, refundId: string, lines: ReadonlyArray<object>) =>
      tell('OrderLinesRefunded', {
        orderId,
        refundId,
        reason: 'broken',
        afterDelivery: true,
        lines: lines.map((line) => ({ ...line, whole: true })),
      }),
    ask: asked,
    until: (at: string): void => {
      world = money.until(world, instant(at))
    },
    bank: (payoutId: string, ...statuses: ReadonlyArray<string>) => {
      asked('RecordPayoutAttempt', { payoutId, attempt: 1 })
      for (const status of statuses) asked('RecordPayoutNotice', { payoutId, status })
    },
    books,
    account: (name: string): bigint => balanceOf(books(), name),
    now: (): Instant => world.now,
    told: <T extends DomainEvent['type']>(type: T) =>
      world.log.flatMap((event) => (event.type === type ? [event as Extract<DomainEvent, { type: T }>] : [])),
  }
}

/** Settled on 10 March, on its statement until midnight, planned on the morning of the 11th. */
const PLANNED = '2026-03-11T06:00:00.000Z'
const payoutId = 's1.2026-03-11.EUR'
const unit = (lineId: string, more: object = {}) => amountsJson(lineId, more)
const creator = { creator: { creatorId: 'c1', rateBps: 1_200 } }

describe('a known trap:', () => {
  test('a refund after the payout is owed, carried as it is, and taken off what is earned next', () => {
    const { sell, until, bank, giveBack, account, told } = story()
    sell('o1')
    until(PLANNED)
    bank(payoutId, 'PAID')
    giveBack('o1', 'r1', [unit('l1', { shippingMinor: '0' })])
    until('2026-03-14T06:00:00.000Z')
    expect(account('seller_debt')).toBe(-2_457n)
    expect(told('PayoutCarriedOver').map(({ data }) => [data.date, data.reason, data.amountMinor])).toEqual([
      ['2026-03-12', 'OWED_BY_SELLER', -2_457n],
      ['2026-03-13', 'OWED_BY_SELLER', -2_457n],
      ['2026-03-14', 'OWED_BY_SELLER', -2_457n],
    ])
    sell('o2')
    until('2026-03-23T06:00:00.000Z')
    expect(told('PayoutPlanned').at(-1)?.data).toMatchObject({ amountMinor: 5_368n - 2_457n })
    expect([account('seller_debt'), account('seller_payable')]).toEqual([0n, 0n])
  })

  test('a refund after the creator was paid leaves the creator its share: D3, 24.57', () => {
    const { sell, until, ask, giveBack, told, account } = story()
    sell('o1', creator)
    until(PLANNED)
    ask('PayCreators', { orderId: 'o1' })
    giveBack('o1', 'r1', [unit('l1', { shippingMinor: '0', ...creator })])
    expect(told('RefundSettled').map(({ data }) => data.transaction.settlementMinor)).toEqual([-2_457n])
    expect(account('creators')).toBe(0n)
  })

  test('«failed» after «paid» changes nothing', () => {
    const { sell, until, bank, account, told } = story()
    sell('o1')
    until(PLANNED)
    bank(payoutId, 'PAID', 'FAILED')
    expect(told('PayoutFailed')).toEqual([])
    until('2026-03-20T06:00:00.000Z')
    expect(told('PayoutPlanned')).toHaveLength(1)
    expect([account('payouts_in_transit'), account('seller_payable')]).toEqual([0n, 0n])
  })

  test('a transfer that comes back belongs to its payout, and is paid again once', () => {
    const { sell, until, bank, told, account } = story()
    sell('o1')
    until(PLANNED)
    bank(payoutId, 'PAID', 'RETURNED', 'RETURNED')
    until('2026-03-20T06:00:00.000Z')
    expect(told('PayoutPlanned').map(({ data }) => [data.payoutId, data.entries])).toEqual([
      [payoutId, [{ kind: 'STATEMENT', source: 's1.2026-03-10.EUR', amountMinor: 5_368n }]],
      ['s1.2026-03-12.EUR', [{ kind: 'RETURNED', source: payoutId, amountMinor: 5_368n }]],
    ])
    expect(account('payouts_in_transit')).toBe(5_368n)
  })

  test('a carried payout is counted once in the next one', () => {
    const { sell, ask, until, told } = story()
    sell('o1')
    until('2026-03-11T00:00:00.000Z')
    ask('HoldPayout', { payoutId, reason: 'documents expired' })
    until('2026-03-20T06:00:00.000Z')
    expect(told('PayoutPlanned').map(({ data }) => [data.payoutId, data.amountMinor])).toEqual([
      ['s1.2026-03-12.EUR', 5_368n],
    ])
  })

  test('a dispute and a refund on the same line take the money from the seller once', () => {
    const { sell, until, ask, giveBack, account } = story()
    sell('o1')
    until(PLANNED)
    const before = account('bank')
    ask('SettleChargeback', { orderId: 'o1', currency: 'EUR', chargebackId: 'cb', amountMinor: '5499' })
    giveBack('o1', 'r1', [unit('l1'), unit('l2')])
    // The buyer got it twice; the platform bears the second time, less the discount and the fee that came back.
    expect(account('bank') - before).toBe(2n * 5_499n)
    expect(account('adjustments')).toBe(-5_499n)
    expect(account('platform_fees')).toBe(0n)
    until('2026-03-12T06:00:00.000Z')
    expect(account('seller_debt')).toBe(-5_368n)
  })

  test('a reserve is released though the seller sells no more', () => {
    const reserved = sellerTerms.map((row) => ({ ...row, reserveRateBps: 1_000, reserveDays: 60 }))
    const { sell, until, told, account } = story(reserved)
    sell('o1')
    until('2026-06-01T00:00:00.000Z')
    expect(told('ReserveReleased').map(({ occurredAt }) => occurredAt)).toEqual(['2026-05-01T10:00:00.000Z'])
    expect(told('PayoutPlanned').map(({ data }) => data.amountMinor)).toEqual([5_368n - 537n, 537n])
    expect(account('seller_reserved')).toBe(0n)
  })

  test('a fee that changes between order and refund is given back at the old rate', () => {
    const { deliver, giveBack, told } = story()
    deliver('o1', '2026-01-07T22:59:00.000Z', [unit('l1')])
    giveBack('o1', 'r1', [unit('l1')])
    const rates = [...told('CommissionCharged'), ...told('CommissionReversed')].flatMap(({ data }) =>
      data.fees.map(({ rule }) => rule.rateBps),
    )
    expect(rates).toEqual([500, 500])
  })

  test('a statement ends at midnight UTC, to the millisecond', () => {
    const atMidnight = sellerTerms.map((row) => ({ ...row, settleAfterDays: 0 }))
    const { deliver, until, told, now } = story(atMidnight)
    until('2026-03-02T23:59:59.999Z')
    deliver('o1', now(), [unit('l1')])
    until(now())
    until('2026-03-03T00:00:00.000Z')
    deliver('o2', now(), [unit('l1')])
    until('2026-03-04T00:00:00.000Z')
    expect(told('StatementLineAdded').map(({ data }) => [data.statementId, data.orderId])).toEqual([
      ['s1.2026-03-02.EUR', 'o1'],
      ['s1.2026-03-03.EUR', 'o2'],
    ])
  })

  test('a sample and a replacement, which nobody pays, settle for nothing', () => {
    const { deliver, until, told } = story()
    const free = {
      saleMinor: '0',
      shippingMinor: '0',
      platformDiscountMinor: '0',
      sellerDiscountMinor: '3000',
    }
    deliver('o1', '2026-03-01T00:00:00.000Z', [unit('l1', free)])
    until(PLANNED)
    expect(told('OrderSettled').map(({ data }) => data.transaction.settlementMinor)).toEqual([0n])
    expect(told('PayoutCarriedOver').map(({ data }) => data.reason)).toEqual(['NOTHING_DUE'])
    until('2026-04-01T00:00:00.000Z')
    expect(told('PayoutOpened')).toHaveLength(1)
  })

  test('a penalty that exceeds the earnings of several statements is carried over them, never clamped', () => {
    const { sell, ask, until, told, account } = story()
    const day = (date: string) => ({
      statementId: `s1.${date}.EUR`,
      sellerId: 's1',
      market: 'FR',
      date,
      currency: 'EUR',
    })
    ask('AdjustStatement', {
      ...day('2026-03-02'),
      adjustmentId: 'p1',
      adjustmentType: 'PLATFORM_PENALTY',
      amountMinor: '-10000',
    })
    sell('o1')
    until('2026-03-12T06:00:00.000Z')
    expect(account('seller_debt')).toBe(-10_000n + 5_368n)
    sell('o2')
    until('2026-03-21T06:00:00.000Z')
    expect(told('PayoutPlanned').map(({ data }) => data.amountMinor)).toEqual([2n * 5_368n - 10_000n])
  })

  test('money that comes when its day is over is paid on a later one, once', () => {
    const { sell, until, ask, told } = story()
    sell('o1')
    until('2026-03-11T00:00:00.000Z')
    // The process was late: the statement of the 10th is closed when the chargeback of the 10th is told.
    ask('AddStatementLine', {
      statementId: 's1.2026-03-10.EUR',
      sellerId: 's1',
      market: 'FR',
      date: '2026-03-10',
      currency: 'EUR',
      orderId: 'o9',
      transaction: {
        transactionId: 'o9/order',
        type: 'ORDER',
        lines: [{ part: 'REVENUE', name: 'subtotal_before_discount', amountMinor: '700' }],
        revenueMinor: '700',
        shippingMinor: '0',
        feeTaxMinor: '0',
        adjustmentMinor: '0',
        settlementMinor: '700',
        reserveMinor: '0',
      },
    })
    until('2026-03-13T06:00:00.000Z')
    expect(told('PayoutPlanned').map(({ data }) => data.amountMinor)).toEqual([5_368n, 700n])
    expect(told('StatementLineAdded').map(({ data }) => data.date)).toEqual(['2026-03-10', '2026-03-11'])
  })
})

test('a chain of deadlines that nobody watched for a week comes to the same', () => {
  const watched = story()
  const slept = story()
  for (const { sell } of [watched, slept]) sell('o1')
  for (let hours = 0; hours < 24 * 20; hours += 6) {
    watched.until(instantOf(Date.parse(DELIVERED) + hours * 3_600_000))
  }
  slept.until(watched.now())
  expect(slept.books()).toEqual(watched.books())
  expect(slept.told('PayoutPlanned')).toEqual(watched.told('PayoutPlanned'))
})
