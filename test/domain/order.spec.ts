import { describe, expect, test } from 'vitest'
import { labelOf } from '../../src/domain/order/labels.js'
import { orderStatuses } from '../../src/domain/order/events.js'
import {
  arrange,
  arranged,
  complete,
  deliver,
  givenOrder as given,
  handedOver,
  handOver,
  historyTo,
  holdReleased,
  lineJson,
  orderCompleted,
  orderDelivered,
  orderPaid,
  orderPlaced,
  pay,
  place,
  priced,
  releaseHold,
  review,
  reviewed,
} from '../support/orders.js'
import { instant } from '../support/spec.js'

const orderId = 'o1'
const placed = orderPlaced()
const paid = orderPaid()

/** The seller gives it away, and sends it. */
const free = { sellerDiscountMinor: '3000', platformDiscountMinor: '0', shippingOriginalMinor: '0' }

describe('an order', () => {
  test('is placed at prices that are frozen: original less both discounts', () => {
    given().when(place()).then(placed)
  })

  test('may cost nothing, as a sample does', () => {
    const line = lineJson('l1', free)
    given()
      .when(place([line], { purpose: 'SAMPLE' }))
      .then(orderPlaced([priced(line)], { purpose: 'SAMPLE' }))
  })

  test('tells shipping after its own discounts, and the tax that the prices include', () => {
    const line = lineJson('l1', {
      shippingOriginalMinor: '499',
      shippingSellerDiscountMinor: '200',
      shippingPlatformDiscountMinor: '100',
      taxMinor: '450',
    })
    given()
      .when(place([line]))
      .then(orderPlaced([{ ...line, saleMinor: '2500', shippingMinor: '199' }]))
  })

  test('keeps what it replaces, how long it takes to make, and who brought the buyer', () => {
    const more = {
      purpose: 'REPLACEMENT',
      orderType: 'MADE_TO_ORDER',
      handlingDays: 12,
      replaces: { orderId: 'o0', caseId: 'c1' },
    }
    const line = lineJson('l1', { ...free, creator: { creatorId: 'camille', rateBps: 1_200 }, isGift: true })
    given()
      .when(place([line], more))
      .then(orderPlaced([priced(line)], more))
  })

  test('is not placed where the platform knows no fees, or did not yet', () => {
    given()
      .when(place([lineJson('l1')], { market: 'JP' }))
      .thenRefused({ type: 'FeeRuleMissing', orderId, market: 'JP', category: 'kitchen' })
    expect(
      given().when({ ...place([lineJson('l1')], { market: 'GB' }), at: instant('2024-08-31T22:59:59.999Z') })
        .outcome,
    ).toBe('FeeRuleMissing')
    expect(
      given().when({ ...place([lineJson('l1')], { market: 'GB' }), at: instant('2024-08-31T23:00:00.000Z') })
        .outcome,
    ).toBe('OrderPlaced')
  })

  test('is paid, and the seller may ship', () => {
    given(placed).when(pay()).then(paid)
  })

  test('is paid and held for the buyer to change their mind, then released', () => {
    given(placed).when(pay(true)).then(orderPaid(true))
    given(placed, orderPaid(true)).when(releaseHold()).then(holdReleased)
  })

  test('keeps the payments as they were told, whatever they add up to', () => {
    const payments = [
      { method: 'credit_card', amountMinor: '1', installments: 3 },
      { method: 'voucher', amountMinor: '999999' },
    ]
    given(placed).when(pay(false, payments)).then(orderPaid(false, payments))
  })

  test('goes from checkout to completion in one package', () => {
    const all = ['l1', 'l2']
    const announced = arranged('P1', all, ['AWAITING_SHIPMENT', 'AWAITING_COLLECTION'])
    const underWay = handedOver('P1', all, ['AWAITING_COLLECTION', 'IN_TRANSIT'])
    given(placed, paid).when(arrange('P1', all)).then(announced)
    given(placed, paid, announced).when(handOver('P1')).then(underWay)
    given(placed, paid, announced, underWay).when(deliver('P1')).then(orderDelivered('P1'))
    given(...historyTo.DELIVERED)
      .when(complete())
      .then(orderCompleted)
  })
})

describe('placing refuses', () => {
  test.each([
    ['the same order again', [placed], place(), { type: 'OrderAlreadyPlaced', orderId }],
    [
      'the same order with other lines',
      [placed],
      place([lineJson('l9')]),
      { type: 'OrderAlreadyPlaced', orderId },
    ],
    [
      'two lines of one id',
      [],
      place([lineJson('l1'), lineJson('l2'), lineJson('l1')]),
      { type: 'LineIdRepeated', orderId, lineId: 'l1' },
    ],
    [
      'discounts of more than the price',
      [],
      place([lineJson('l1'), lineJson('l2', { sellerDiscountMinor: '2801' })]),
      { type: 'DiscountExceedsPrice', orderId, lineId: 'l2' },
    ],
    [
      'discounts of more than the shipping',
      [],
      place([lineJson('l1', { shippingPlatformDiscountMinor: '251' })]),
      { type: 'DiscountExceedsPrice', orderId, lineId: 'l1' },
    ],
    [
      'more tax than the buyer pays',
      [],
      place([lineJson('l1', { taxMinor: '2751' })]),
      { type: 'TaxExceedsPrice', orderId, lineId: 'l1' },
    ],
    [
      'a replacement that nobody granted',
      [],
      place([lineJson('l1')], { purpose: 'REPLACEMENT' }),
      { type: 'ReplacementWithoutCase', orderId },
    ],
    [
      'a sale that replaces something',
      [],
      place([lineJson('l1')], { replaces: { orderId: 'o0', caseId: 'c1' } }),
      { type: 'ReplacementWithoutCase', orderId },
    ],
  ] as const)('%s', (_, past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
  })
})

test('a refusal names the order and its status', () => {
  given().when(complete()).thenRefused({ type: 'OrderNotFound', orderId })
  given(placed).when(complete()).thenRefused({ type: 'OrderStatusDoesNotFit', orderId, status: 'UNPAID' })
  given(placed, paid).when(pay()).thenRefused({ type: 'OrderAlreadyPaid', orderId })
})

describe('a review', () => {
  test('counts once for each product, however many units were bought', () => {
    const lines = [lineJson('l1'), lineJson('l2', { productId: 'p2' }), lineJson('l3')]
    const three = orderPlaced(lines.map(priced))
    given(three)
      .when(review('v1', 4))
      .then(reviewed('v1', 4, ['p1', 'p2']))
  })

  test('may be given at any time, and more than once under another id', () => {
    given(...historyTo.CANCELLED)
      .when(review('v1', 1))
      .then(reviewed('v1', 1))
    given(placed, reviewed('v1', 5)).when(review('v2', 1)).then(reviewed('v2', 1))
  })

  test('changes nothing when it is repeated, and is never overwritten', () => {
    const past = [placed, reviewed('v1', 5), reviewed('v2', 1)]
    given(...past)
      .when(review('v1', 5))
      .thenNothing()
    given(...past)
      .when(review('v1', 1))
      .thenRefused({ type: 'ReviewAlreadyGiven', orderId, reviewId: 'v1' })
  })

  test('leaves the status as it is', () => {
    given(placed, paid, reviewed('v1')).when(pay()).thenRefused({ type: 'OrderAlreadyPaid', orderId })
    given(...historyTo.DELIVERED, reviewed('v1'))
      .when(complete())
      .then(orderCompleted)
  })
})

test('every status has a word for the French seller', () => {
  expect(orderStatuses.map((status) => [status, labelOf(status)])).toEqual([
    ['UNPAID', 'en attente'],
    ['ON_HOLD', 'en attente'],
    ['AWAITING_SHIPMENT', 'en attente'],
    ['PARTIALLY_SHIPPING', 'en cours'],
    ['AWAITING_COLLECTION', 'en cours'],
    ['IN_TRANSIT', 'expédiée'],
    ['DELIVERED', 'livrée'],
    ['COMPLETED', 'terminée'],
    ['CANCELLED', 'annulée'],
  ])
})
