import { describe, expect, test } from 'vitest'
import { ledger } from '../../src/projections/ledger.js'
import type { MoneyEvent } from '../../src/projections/moneyEvents.js'
import { postingsOf } from '../../src/projections/postings.js'
import { domainEvents, type DomainEvent } from '../../src/domain/events.js'
import { backJson, charged, creatorRule, feeJson, reversed } from '../support/commissions.js'
import { transactionJson } from '../support/moneySamples.js'
import { shapeOf, storedShapes } from '../support/samples.js'
import { eventOf } from '../support/spec.js'
import {
  amountsJson,
  cancelled,
  orderDelivered,
  orderPaid,
  orderPlaced,
  refunded,
  reviewed,
} from '../support/orders.js'

const delivered = ['DELIVERED', 'DELIVERED'] as const
const whole = [{ ...amountsJson('l1'), whole: true }]

const parties = { orderId: 'o1', sellerId: 's1', market: 'FR', currency: 'EUR' }
const shapeNamed = (type: string) =>
  shapeOf(storedShapes.find(([file]) => file.startsWith(`${type}.`))?.[1] ?? '')
/** The event as its fixture tells it. */
const stored = (type: DomainEvent['type']): DomainEvent => eventOf(domainEvents, type, shapeNamed(type).data)
const carried = shapeNamed('PayoutCarriedOver').data as object
const answered = (type: DomainEvent['type'], before: string): DomainEvent =>
  eventOf(domainEvents, type, { ...(shapeNamed(type).data as object), before })

const settledJson = shapeNamed('OrderSettled').data as { readonly transaction: object }
const reservedByRule = {
  ...settledJson,
  transaction: {
    ...settledJson.transaction,
    lines: [
      { part: 'REVENUE', name: 'subtotal', amountMinor: '5469' },
      {
        part: 'RESERVE',
        name: 'reserve_collected',
        amountMinor: '-547',
        reason: {
          ruleId: 'standard',
          ruleVersion: 1,
          rateBps: 1_000,
          base: 'SETTLEMENT',
          baseMinor: '5469',
          resultMinor: '547',
          roundedBy: 1_000,
        },
      },
    ],
  },
}

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
      ['buyer_funds_held s1 -5499', 'seller_pending s1 5899', 'platform_discounts platform -400'],
    ],
    [
      'delivery without a discount leaves that account alone',
      orderDelivered('P1', [amountsJson('l1', { platformDiscountMinor: '0' })]),
      ['buyer_funds_held s1 -2750', 'seller_pending s1 2750'],
    ],
    [
      'a refund before delivery comes out of what is held',
      refunded('r1', whole, ['AWAITING_SHIPMENT', 'AWAITING_SHIPMENT'], false),
      ['buyer_funds_held s1 -2750', 'bank platform 2750'],
    ],
    [
      'a refund after delivery is debited to the seller, discount included',
      refunded('r1', whole, delivered, true),
      ['seller_pending s1 -2950', 'bank platform 2750', 'platform_discounts platform 200'],
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
      ['seller_pending s1 -5899', 'bank platform 5499', 'platform_discounts platform 400'],
    ],
    [
      'a commission goes to the platform',
      charged([['l1', 2500]], 225),
      ['seller_pending s1 -225', 'platform_fees s1 225'],
    ],
    [
      'each fee goes to whom it is for, the creator by name',
      charged(
        [['l1', 1000]],
        [
          feeJson(['l1'], 1000, 90),
          feeJson(['l1'], 1000, 120, creatorRule),
          feeJson(['l1'], 1000, 80, { kind: 'VAT', rateBps: 800 }),
          feeJson(['l1'], 1000, 50, { kind: 'ACTUAL_SHIPPING_FEE', rateBps: 500 }),
        ],
      ),
      [
        'seller_pending s1 -90',
        'platform_fees s1 90',
        'seller_pending s1 -120',
        'creators c1 120',
        'seller_pending s1 -80',
        'taxes s1 80',
        'seller_pending s1 -50',
        'shipping s1 50',
      ],
    ],
    [
      'a reversed commission comes back',
      reversed('r1', [['l1', 2500]], [backJson(['l1'], 0, 0, 225)]),
      ['platform_fees s1 -225', 'seller_pending s1 225'],
    ],
    [
      'creators are paid from what they are owed',
      stored('CreatorsPaid'),
      ['creators c1 -531', 'bank platform 531'],
    ],
    [
      'what settles is to be paid, less what is reserved',
      stored('OrderSettled'),
      ['seller_pending s1 -5469', 'seller_payable s1 4922', 'seller_reserved s1 547'],
    ],
    [
      'a reserve by its rule is told on both sides',
      eventOf(domainEvents, 'OrderSettled', reservedByRule),
      [
        'seller_payable s1 -547',
        'seller_reserved s1 547',
        'seller_pending s1 -5469',
        'seller_payable s1 5469',
      ],
    ],
    [
      'a refund after settlement is owed',
      eventOf(domainEvents, 'RefundSettled', {
        ...parties,
        refundId: 'r1',
        buyerBackMinor: '2500',
        transaction: { ...transactionJson, settlementMinor: '-2157' },
      }),
      ['seller_pending s1 2157', 'seller_payable s1 -2157'],
    ],
    [
      'a chargeback is borne by the seller',
      stored('ChargebackSettled'),
      ['seller_payable s1 -5499', 'bank platform 5499'],
    ],
    [
      'a chargeback of more than the buyer still had is borne by the platform for the rest',
      eventOf(domainEvents, 'ChargebackSettled', {
        ...parties,
        chargebackId: 'cb',
        amountMinor: '6000',
        transaction: { ...transactionJson, settlementMinor: '-5499' },
      }),
      ['seller_payable s1 -5499', 'bank platform 6000', 'adjustments s1 -501'],
    ],
    [
      'what a refund gave back once more is borne by the platform',
      stored('ChargebackOffset'),
      ['adjustments s1 -2500', 'seller_payable s1 2500'],
    ],
    [
      'a reserve that is released is to be paid',
      stored('ReserveReleased'),
      ['seller_reserved s1 -547', 'seller_payable s1 547'],
    ],
    [
      'a penalty is taken off what is to be paid',
      stored('StatementAdjusted'),
      ['adjustments s1 100', 'seller_payable s1 -100'],
    ],
    [
      'a payout that was 0.22 in debt before is meant for the bank, and the debt is over',
      stored('PayoutPlanned'),
      ['seller_payable s1 -4922', 'seller_debt s1 22', 'payouts_in_transit s1 4900'],
    ],
    [
      'what is owed after a day of payout is a debt, instead of what was before',
      eventOf(domainEvents, 'PayoutCarriedOver', { ...carried, carriedMinor: '-22', amountMinor: '-50' }),
      ['seller_payable s1 28', 'seller_debt s1 -28'],
    ],
    [
      'what is too little to be paid stays where it is',
      eventOf(domainEvents, 'PayoutCarriedOver', {
        ...carried,
        carriedMinor: '0',
        amountMinor: '50',
        entries: [{ kind: 'STATEMENT', source: 's', amountMinor: '50' }],
        reason: 'BELOW_MINIMUM',
      }),
      [],
    ],
    [
      'a paid payout left the bank',
      answered('PayoutPaid', 'PROCESSING'),
      ['payouts_in_transit s1 -4900', 'bank platform 4900'],
    ],
    [
      'one that arrived although it had failed left it too, out of what is to be paid again',
      answered('PayoutPaid', 'FAILED'),
      ['seller_payable s1 -4900', 'bank platform 4900'],
    ],
    [
      'a failed payout is to be paid again',
      answered('PayoutFailed', 'PLANNED'),
      ['payouts_in_transit s1 -4900', 'seller_payable s1 4900'],
    ],
    [
      'a returned payout is in the bank, and to be paid again',
      answered('PayoutReturned', 'PAID'),
      ['bank platform -4900', 'seller_payable s1 4900'],
    ],
    [
      'one that is returned before anybody said that it was paid never left',
      answered('PayoutReturned', 'PROCESSING'),
      ['payouts_in_transit s1 -4900', 'seller_payable s1 4900'],
    ],
    ['one that had failed and is returned moves nothing more', answered('PayoutReturned', 'FAILED'), []],
    ['commission of nothing moves nothing', charged([['l1', 0]], 0), []],
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
