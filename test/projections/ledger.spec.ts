import { describe, expect, test } from 'vitest'
import { ledger, ledgerBalancesTable, ledgerPostingsTable } from '../../src/projections/ledger.js'
import { postingsOf, type MoneyEvent } from '../../src/projections/postings.js'
import type { DomainEvent } from '../../src/domain/events.js'
import { charged, reversed } from '../support/commissions.js'
import {
  amountsJson,
  cancelled,
  orderDelivered,
  orderPaid,
  orderPlaced,
  refunded,
  reviewed,
} from '../support/orders.js'
import { givenEvents, on, recorded, RECORDED_AT, rowsIn } from '../support/projections.js'

const given = givenEvents(ledger)
const delivered = ['DELIVERED', 'DELIVERED'] as const
const whole = [{ ...amountsJson('l1'), whole: true }]

const moneyEvents: ReadonlySet<string> = new Set(Object.keys(ledger.on))
const isMoneyEvent = (event: DomainEvent): event is MoneyEvent => moneyEvents.has(event.type)

/** `account owner amount`, one per posting. */
const entry = (event: DomainEvent): ReadonlyArray<string> =>
  isMoneyEvent(event)
    ? postingsOf(event).map(({ account, owner, amountMinor }) => `${account} ${owner} ${amountMinor}`)
    : []

describe('the postings of an event', () => {
  test.each<readonly [string, DomainEvent, ReadonlyArray<string>]>([
    ['a payment is held for the seller', orderPaid(), ['bank platform -5499', 'buyer_funds_held s1 5499']],
    [
      'delivery credits the seller, with the discount that the platform gave',
      orderDelivered('P1'),
      ['buyer_funds_held s1 -5499', 'seller_payable s1 5899', 'platform_discounts platform -400'],
    ],
    [
      'delivery without a discount leaves that account alone',
      orderDelivered('P1', [amountsJson('l1', { platformDiscountMinor: '0' })]),
      ['buyer_funds_held s1 -2750', 'seller_payable s1 2750'],
    ],
    [
      'a refund before delivery comes out of what is held',
      refunded('r1', whole, ['AWAITING_SHIPMENT', 'AWAITING_SHIPMENT'], false),
      ['buyer_funds_held s1 -2750', 'bank platform 2750'],
    ],
    [
      'a refund after delivery is debited to the seller, discount included',
      refunded('r1', whole, delivered, true),
      ['seller_payable s1 -2950', 'bank platform 2750', 'platform_discounts platform 200'],
    ],
    ['cancelling what was not paid moves nothing', cancelled('UNPAID'), []],
    [
      'cancelling what was paid gives it back out of what is held',
      cancelled('AWAITING_SHIPMENT'),
      ['buyer_funds_held s1 -5499', 'bank platform 5499'],
    ],
    [
      'cancelling what was delivered is debited to the seller',
      cancelled('DELIVERED', { afterDelivery: true }),
      ['seller_payable s1 -5899', 'bank platform 5499', 'platform_discounts platform 400'],
    ],
    [
      'commission goes to the platform',
      charged([
        ['l1', 2500, 225],
        ['l2', 2500, 224],
      ]),
      ['seller_payable s1 -449', 'platform_fees s1 449'],
    ],
    [
      'reversed commission comes back',
      reversed('r1', [['l1', 2500, 225]]),
      ['platform_fees s1 -225', 'seller_payable s1 225'],
    ],
    ['commission of nothing moves nothing', charged([['l1', 0, 0]]), []],
    ['a free order moves nothing when paid', freePaid(), []],
    ['placing an order moves nothing', orderPlaced(), []],
    ['a review moves nothing', reviewed('v1'), []],
  ])('%s', (_, event, postings) => {
    expect(entry(event)).toEqual(postings)
  })
})

function freePaid(): DomainEvent {
  const paid = orderPaid()
  if (paid.type !== 'OrderPaid') throw new Error('orderPaid makes another event')
  return {
    ...paid,
    data: {
      ...paid.data,
      lines: paid.data.lines.map((line) => ({ ...line, saleMinor: 0n, shippingMinor: 0n })),
    },
  }
}

describe('the ledger', () => {
  test('keeps every posting with the event that explains it', () => {
    const [, paid] = recorded([orderPlaced(), on('2026-03-01T09:00:00.000Z', orderPaid())])
    if (paid === undefined) throw new Error('nothing was recorded')
    const common = {
      position: 2n,
      eventId: paid.recorded.eventId,
      eventType: 'OrderPaid',
      sellerId: 's1',
      orderId: 'o1',
      currency: 'EUR',
      occurredAt: '2026-03-01T09:00:00.000Z',
      recordedAt: RECORDED_AT,
    }
    expect(rowsIn(ledger, ledgerPostingsTable, [paid])).toEqual([
      { ...common, posting: 0, account: 'bank', owner: 'platform', amountMinor: -5499n },
      { ...common, posting: 1, account: 'buyer_funds_held', owner: 's1', amountMinor: 5499n },
    ])
  })

  test('adds the postings of an account up to its balance', () => {
    given(
      orderPaid(),
      orderDelivered('P1'),
      charged([['l1', 5000, 450]]),
      refunded('r1', whole, delivered, true),
    ).thenWhole(
      ledgerBalancesTable,
      { owner: 'platform', account: 'bank', currency: 'EUR', balanceMinor: -2749n, postings: 2n },
      {
        owner: 'platform',
        account: 'platform_discounts',
        currency: 'EUR',
        balanceMinor: -200n,
        postings: 2n,
      },
      { owner: 's1', account: 'buyer_funds_held', currency: 'EUR', balanceMinor: 0n, postings: 2n },
      { owner: 's1', account: 'platform_fees', currency: 'EUR', balanceMinor: 450n, postings: 1n },
      { owner: 's1', account: 'seller_payable', currency: 'EUR', balanceMinor: 2499n, postings: 3n },
    )
  })
})
