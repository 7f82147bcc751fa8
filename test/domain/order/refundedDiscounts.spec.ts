import { describe, expect, test } from 'vitest'
import {
  amountsJson,
  arranged,
  givenOrder as given,
  historyTo,
  orderDelivered,
  orderPaid,
  orderPlaced,
  lineJson,
  handedOver,
  refund,
  linesCancelled,
  priced,
  refunded,
  told,
} from '../../support/orders.js'

const orderId = 'o1'

/** `discounts`: of the platform, and of the seller; half as much again as the platform's unless it is told. */

const of = (
  lineId: string,
  sale: string,
  shipping: string,
  platform: string,
  whole: boolean,
  seller = `${(Number(platform) * 3) / 2}`,
) => ({
  ...amountsJson(lineId, {
    saleMinor: sale,
    shippingMinor: shipping,
    platformDiscountMinor: platform,
    sellerDiscountMinor: seller,
  }),
  whole,
})

const stay = (status: 'IN_TRANSIT' | 'DELIVERED' | 'COMPLETED') => [status, status] as const

describe('the platform takes its discount back', () => {
  const third = (refundId: string, platform: string, whole: boolean, sale = '1') =>
    refunded(refundId, [of('l1', sale, '0', platform, whole, '0')], stay('DELIVERED'), true)
  const cheap = { originalMinor: '5', sellerDiscountMinor: '0', platformDiscountMinor: '2' }
  const line = priced(lineJson('l1', cheap))
  const other = priced(lineJson('l2'))
  const lines = [line, other]
  const gone = [
    arranged('P1', ['l1', 'l2'], ['AWAITING_SHIPMENT', 'AWAITING_COLLECTION']),
    handedOver('P1', ['l1', 'l2'], ['AWAITING_COLLECTION', 'IN_TRANSIT']),
  ]
  const past = [orderPlaced(lines), orderPaid(), ...gone, orderDelivered('P1')]

  test('in step with the sale price, to the cent in the end', () => {
    const steps = [third('r1', '1', false), third('r2', '0', false), third('r3', '1', true)]
    for (const [i, step] of steps.entries()) {
      given(...past, ...steps.slice(0, i))
        .when(refund(`r${i + 1}`, [['l1', '1', '0']]))
        .then(step)
    }
  })

  test('not for shipping alone', () => {
    given(...past)
      .when(refund('r1', [['l1', '0', '250']]))
      .then(refunded('r1', [of('l1', '0', '250', '0', false)], stay('DELIVERED'), true))
  })

  test('of a line that it made free, in step with the shipping', () => {
    const gift = { originalMinor: '3000', sellerDiscountMinor: '0', platformDiscountMinor: '3000' }
    const free = [priced(lineJson('l1', gift)), other]
    given(orderPlaced(free), orderPaid(), ...gone)
      .when(refund('r1', [['l1', '0', '1']]))
      .then(refunded('r1', [of('l1', '0', '1', '12', false, '0')], stay('IN_TRANSIT'), false))
    given(orderPlaced(free), orderPaid(), ...gone)
      .when(refund('r1', [['l1', '0', '250']]))
      .then(refunded('r1', [of('l1', '0', '250', '3000', false, '0')], stay('IN_TRANSIT'), false))
  })
})

describe('discounts on shipping and the tax', () => {
  const line = lineJson('l1', {
    shippingOriginalMinor: '400',
    shippingSellerDiscountMinor: '100',
    shippingPlatformDiscountMinor: '50',
    taxMinor: '458',
  })
  const past = [
    orderPlaced([priced(line)]),
    orderPaid(),
    arranged('P1', ['l1'], ['AWAITING_SHIPMENT', 'AWAITING_COLLECTION']),
    handedOver('P1', ['l1'], ['AWAITING_COLLECTION', 'IN_TRANSIT']),
    orderDelivered('P1'),
  ]
  const parts = (shippingSeller: string, shippingPlatform: string, tax: string) => ({
    shippingSellerDiscountMinor: shippingSeller,
    shippingPlatformDiscountMinor: shippingPlatform,
    taxMinor: tax,
  })

  test('go back in step with the shipping, the tax with all that the buyer paid', () => {
    // 1 of 250 for shipping, 1250 of 2500 for the unit: 1251 of 2750.
    const half = { ...of('l1', '1250', '1', '100', false), ...parts('0', '0', '208') }
    const rest = { ...of('l1', '1250', '249', '100', true), ...parts('100', '50', '250') }
    const first = refunded('r1', [half], stay('DELIVERED'), true)
    given(...past)
      .when(refund('r1', [['l1', '1250', '1']]))
      .then(first)
    given(...past, first)
      .when(refund('r2', [['l1', '1250', '249']]))
      .then(refunded('r2', [rest], ['DELIVERED', 'COMPLETED'], true))
  })

  test('of shipping that was made free go back with the unit', () => {
    const free = lineJson('l1', { shippingOriginalMinor: '250', shippingPlatformDiscountMinor: '250' })
    const [placed, ...later] = past
    expect(placed?.type).toBe('OrderPlaced')
    given(orderPlaced([priced(free)]), ...later)
      .when(refund('r1', [['l1', '2500', '0']]))
      .then(
        refunded(
          'r1',
          [{ ...of('l1', '2500', '0', '200', true), shippingPlatformDiscountMinor: '250' }],
          ['DELIVERED', 'COMPLETED'],
          true,
        ),
      )
  })
})

describe('a refund that an after-sales case granted', () => {
  const granted = refund('c1', [['l1', '2500', '0']], { caseId: 'c1' })

  test('tells the case', () => {
    const [line] = [of('l1', '2500', '0', '200', true)]
    given(...historyTo.DELIVERED)
      .when(granted)
      .then(
        told('OrderLinesRefunded', {
          from: 'DELIVERED',
          status: 'DELIVERED',
          refundId: 'c1',
          reason: 'broken',
          afterDelivery: true,
          lines: [line],
          caseId: 'c1',
        }),
      )
  })

  const declined = (cause: string) =>
    told('OrderRefundDeclined', {
      refundId: 'c1',
      caseId: 'c1',
      lines: [{ lineId: 'l1', saleMinor: '2500', shippingMinor: '0' }],
      cause,
    })
  const earlier = refunded('r1', [of('l1', '1', '0', '0', false)], stay('DELIVERED'), true)

  test('is answered, not refused, when less is left: the case has to go on', () => {
    given(...historyTo.DELIVERED, earlier)
      .when(granted)
      .then(declined('RefundExceedsRemainder'))
    given(
      ...historyTo.IN_TRANSIT,
      told('OrderCancelled', {
        from: 'IN_TRANSIT',
        status: 'CANCELLED',
        initiator: 'SYSTEM',
        reason: 'package_lost',
        sellerFault: false,
        paid: true,
        afterDelivery: false,
        lines: [amountsJson('l1'), amountsJson('l2')],
      }),
    )
      .when(granted)
      .then(declined('OrderStatusDoesNotFit'))
  })

  test('is answered once', () => {
    given(...historyTo.DELIVERED, earlier, declined('RefundExceedsRemainder'))
      .when(granted)
      .thenNothing()
  })
})

test('a line that was cancelled has nothing to give back', () => {
  const lost = linesCancelled(['IN_TRANSIT', 'IN_TRANSIT'], [amountsJson('l2')])
  given(...historyTo.IN_TRANSIT, lost)
    .when(refund('r1', [['l2', '1', '0']]))
    .thenRefused({ type: 'LineIsCancelled', orderId, lineId: 'l2' })
  given(...historyTo.IN_TRANSIT, lost)
    .when(refund('r1', [['l1', '2500', '250']]))
    .then(refunded('r1', [of('l1', '2500', '250', '200', true)], ['IN_TRANSIT', 'COMPLETED'], false))
})
