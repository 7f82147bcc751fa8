import { describe, test } from 'vitest'
import {
  amountsJson,
  arranged,
  cancel,
  givenOrder as given,
  handedOver,
  handOver,
  lineJson,
  linesCancelled,
  orderPaid,
  orderPlaced,
  place,
  priced,
  told,
} from '../../support/orders.js'
import { instant } from '../../support/spec.js'

const orderId = 'o1'
const paid = orderPaid()
/** The seller gives it away, and sends it. */
const free = { sellerDiscountMinor: '3000', platformDiscountMinor: '0', shippingOriginalMinor: '0' }
const granted = { purpose: 'REPLACEMENT', replaces: { orderId: 'o0', caseId: 'c1' } }

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
