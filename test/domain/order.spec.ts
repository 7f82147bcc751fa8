import { describe, expect, test } from 'vitest'
import { labelOf } from '../../src/domain/order/labels.js'
import { orderStatuses } from '../../src/domain/order/events.js'
import {
  amountsJson,
  arrange,
  arranged,
  cancel,
  complete,
  deliver,
  givenOrder as given,
  handedOver,
  handOver,
  historyTo,
  holdReleased,
  lineJson,
  linesCancelled,
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
  told,
} from '../support/orders.js'
import { instant } from '../support/spec.js'

const orderId = 'o1'
const placed = orderPlaced()
const paid = orderPaid()

/** The seller gives it away, and sends it. */
const free = { sellerDiscountMinor: '3000', platformDiscountMinor: '0', shippingOriginalMinor: '0' }
const granted = { purpose: 'REPLACEMENT', replaces: { orderId: 'o0', caseId: 'c1' } }

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

describe('samples and replacements cost nobody but the seller:', () => {
  const { sellerDiscountMinor } = free
  test.each([
    ['a sample that is sold', { purpose: 'SAMPLE' }, {}],
    ['a sample that costs a cent', { purpose: 'SAMPLE' }, { ...free, sellerDiscountMinor: '2999' }],
    [
      'a sample that the platform pays for',
      { purpose: 'SAMPLE' },
      { ...free, sellerDiscountMinor: '0', platformDiscountMinor: '3000' },
    ],
    [
      'a sample of which the sending is paid for',
      { purpose: 'SAMPLE' },
      { ...free, shippingOriginalMinor: '250' },
    ],
    [
      'a sample of which the platform pays the sending',
      { purpose: 'SAMPLE' },
      { ...free, shippingOriginalMinor: '250', shippingPlatformDiscountMinor: '250' },
    ],
    ['a replacement that is sold', granted, {}],
  ])('%s is refused', (_, more, line) => {
    given()
      .when(place([lineJson('l0', free), lineJson('l1', line)], more))
      .thenRefused({
        type: 'OrderNotFree',
        orderId,
        lineId: 'l1',
        purpose: more.purpose === 'SAMPLE' ? 'SAMPLE' : 'REPLACEMENT',
      })
  })

  test('sending that the seller gives away too is allowed', () => {
    const line = lineJson('l1', {
      ...free,
      sellerDiscountMinor,
      shippingOriginalMinor: '250',
      shippingSellerDiscountMinor: '250',
    })
    given()
      .when(place([line], granted))
      .then(orderPlaced([{ ...line, saleMinor: '0', shippingMinor: '0' }], granted))
  })
})

describe('the days before goods are sent', () => {
  const field = 'handlingDays'
  const eu = { minDays: 3, maxDays: 30 }
  const any = { minDays: 1, maxDays: 90 }
  test.each([
    ['FR', 'PRE_ORDER', undefined, { type: 'HandlingDaysMissing', ...eu }],
    ['US', 'PRE_ORDER', undefined, { type: 'HandlingDaysMissing', ...any }],
    ['FR', 'PRE_ORDER', 2, { type: 'HandlingDaysOutOfBounds', ...eu }],
    ['IT', 'PRE_ORDER', 31, { type: 'HandlingDaysOutOfBounds', ...eu }],
    ['FR', 'NORMAL', 3, { type: 'HandlingDaysDoNotFit' }],
    ['FR', 'ZERO_LOTTERY', 3, { type: 'HandlingDaysDoNotFit' }],
  ] as const)('are refused in %s for %s where they are %s', (market, orderType, handlingDays, refusal) => {
    const more = { market, orderType, ...(handlingDays === undefined ? {} : { handlingDays }) }
    given()
      .when(place([lineJson('l1')], more))
      .thenRefused({ ...refusal, field, orderType, orderId })
  })

  test.each([
    ['FR', 'PRE_ORDER', 3],
    ['FR', 'PRE_ORDER', 30],
    ['US', 'PRE_ORDER', 1],
    ['US', 'PRE_ORDER', 90],
    ['FR', 'MADE_TO_ORDER', 90],
    ['FR', 'BACK_ORDER', 1],
    ['FR', 'BACK_ORDER', undefined],
    ['FR', 'MADE_TO_ORDER', undefined],
    ['FR', 'NORMAL', undefined],
    ['FR', 'ZERO_LOTTERY', undefined],
  ])('are accepted in %s for %s where they are %s', (market, orderType, handlingDays) => {
    const more = { market, orderType, ...(handlingDays === undefined ? {} : { handlingDays }) }
    given()
      .when(place([lineJson('l1')], more))
      .then(orderPlaced([priced(lineJson('l1'))], more))
  })
})

describe('the day on which the buyer was told that it would be there', () => {
  const all = ['l1', 'l2']
  const estimate = { estimatedDeliveryAt: instant('2026-04-01T17:00:00.000Z') }
  const promised = orderPlaced(undefined, estimate)
  const parcel = (packageId: string, lineIds: ReadonlyArray<string>) =>
    arranged(packageId, lineIds, ['AWAITING_SHIPMENT', 'AWAITING_COLLECTION'])
  const [first, second] = [parcel('P1', ['l1']), parcel('P2', ['l2'])]
  const waiting = handedOver('P1', ['l1'], ['AWAITING_COLLECTION', 'AWAITING_COLLECTION'])

  test('is kept, and told when all of it is on its way', () => {
    given().when(place(undefined, estimate)).then(promised)
    given(promised, paid, parcel('P1', all))
      .when(handOver('P1'))
      .then(handedOver('P1', all, ['AWAITING_COLLECTION', 'IN_TRANSIT'], estimate))
    given(promised, paid, first, second).when(handOver('P1')).then(waiting)
    const untracked = { reason: 'system_cancel_order_untracked', sellerFault: true }
    given(promised, paid, first, second, waiting)
      .when(cancel('SYSTEM', untracked.reason))
      .then(
        linesCancelled(['AWAITING_COLLECTION', 'AWAITING_COLLECTION'], [amountsJson('l2')], untracked),
        told('OrderShipped', { from: 'AWAITING_COLLECTION', status: 'IN_TRANSIT', ...estimate }),
      )
  })

  test('is not before the order', () => {
    given()
      .when(place(undefined, { estimatedDeliveryAt: '2026-01-01T00:00:00.000Z' }))
      .thenRefused({ type: 'DeliveryEstimateInPast', field: 'estimatedDeliveryAt', orderId })
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
