import { describe, expect, test } from 'vitest'
import {
  amountsJson,
  arranged,
  complete,
  deliver,
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
const everything = [
  ['l1', '2500', '250'],
  ['l2', '2500', '249'],
] as const
const allBack = [of('l1', '2500', '250', '200', true), of('l2', '2500', '249', '200', true)]

describe('a refund before delivery', () => {
  test('of a part leaves the order where it is', () => {
    given(...historyTo.IN_TRANSIT)
      .when(refund('r1', [['l1', '1000', '0']]))
      .then(refunded('r1', [of('l1', '1000', '0', '80', false)], stay('IN_TRANSIT'), false))
  })

  test.each(['AWAITING_COLLECTION', 'IN_TRANSIT'] as const)('of everything completes an order %s', (from) => {
    given(...historyTo[from])
      .when(refund('r1', everything))
      .then(refunded('r1', allBack, [from, 'COMPLETED'], false))
  })

  test('of all goods does not complete the order while shipping is still held', () => {
    const goods = [of('l1', '2500', '0', '200', true), of('l2', '2500', '0', '200', true)]
    const refundOfGoods = refunded('r1', goods, stay('IN_TRANSIT'), false)
    given(...historyTo.IN_TRANSIT)
      .when(
        refund('r1', [
          ['l1', '2500', '0'],
          ['l2', '2500', '0'],
        ]),
      )
      .then(refundOfGoods)
    const shipping = [of('l1', '0', '250', '0', false), of('l2', '0', '249', '0', false)]
    given(...historyTo.IN_TRANSIT, refundOfGoods)
      .when(
        refund('r2', [
          ['l1', '0', '250'],
          ['l2', '0', '249'],
        ]),
      )
      .then(refunded('r2', shipping, ['IN_TRANSIT', 'COMPLETED'], false))
  })

  test('lowers what the seller earns at delivery', () => {
    const left = [
      amountsJson('l1', {
        saleMinor: '0',
        sellerDiscountMinor: '0',
        shippingMinor: '0',
        platformDiscountMinor: '0',
      }),
      amountsJson('l2'),
    ]
    given(
      ...historyTo.IN_TRANSIT,
      refunded('r1', [of('l1', '2500', '250', '200', true)], stay('IN_TRANSIT'), false),
    )
      .when(deliver('P1'))
      .then(orderDelivered('P1', left))
  })
})

describe('a refund after delivery', () => {
  test('of one unit is told to be after delivery', () => {
    given(...historyTo.DELIVERED)
      .when(refund('r1', [['l1', '2500', '0']]))
      .then(refunded('r1', [of('l1', '2500', '0', '200', true)], stay('DELIVERED'), true))
  })

  test('of all goods completes the order: the shipping was earned', () => {
    const goods = [of('l1', '2500', '0', '200', true), of('l2', '2500', '0', '200', true)]
    given(...historyTo.DELIVERED)
      .when(
        refund('r1', [
          ['l1', '2500', '0'],
          ['l2', '2500', '0'],
        ]),
      )
      .then(refunded('r1', goods, ['DELIVERED', 'COMPLETED'], true))
  })

  test('may still come after completion', () => {
    given(...historyTo.COMPLETED)
      .when(refund('r1', [['l2', '1', '0']]))
      .then(refunded('r1', [of('l2', '1', '0', '0', false)], stay('COMPLETED'), true))
  })

  test('that completed the order leaves nothing to complete', () => {
    given(...historyTo.DELIVERED, refunded('r1', allBack, ['DELIVERED', 'COMPLETED'], true))
      .when(complete())
      .thenNothing()
  })
})

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

describe('a refund that is repeated', () => {
  const past = [
    ...historyTo.DELIVERED,
    refunded(
      'r1',
      [of('l1', '10', '0', '1', false, '1'), of('l2', '0', '5', '0', false)],
      stay('DELIVERED'),
      true,
    ),
  ]
  const reused = { type: 'RefundIdReused', orderId, refundId: 'r1' } as const

  test('changes nothing, whatever the order of its lines', () => {
    given(...past)
      .when(
        refund('r1', [
          ['l2', '0', '5'],
          ['l1', '10', '0'],
        ]),
      )
      .thenNothing()
  })

  test.each([
    [
      'another amount',
      refund('r1', [
        ['l1', '11', '0'],
        ['l2', '0', '5'],
      ]),
    ],
    [
      'other shipping',
      refund('r1', [
        ['l1', '10', '1'],
        ['l2', '0', '5'],
      ]),
    ],
    ['fewer lines', refund('r1', [['l1', '10', '0']])],
    [
      'another reason',
      refund(
        'r1',
        [
          ['l1', '10', '0'],
          ['l2', '0', '5'],
        ],
        { reason: 'late' },
      ),
    ],
  ])('with %s is refused', (_, command) => {
    given(...past)
      .when(command)
      .thenRefused(reused)
  })
})

describe('a refund is refused', () => {
  const exceeds = (lineId: string, remainingSaleMinor: bigint, remainingShippingMinor: bigint) =>
    ({ type: 'RefundExceedsRemainder', orderId, lineId, remainingSaleMinor, remainingShippingMinor }) as const
  const one = [
    ...historyTo.DELIVERED,
    refunded('r1', [of('l1', '1000', '100', '80', false)], stay('DELIVERED'), true),
  ]
  // prettier-ignore
  test.each([
    ['of more than the sale price', historyTo.DELIVERED, refund('r1', [['l1', '2501', '0']]), exceeds('l1', 2500n, 250n)],
    ['of more than the shipping', historyTo.DELIVERED, refund('r1', [['l2', '0', '250']]), exceeds('l2', 2500n, 249n)],
    ['of more sale price than remains', one, refund('r2', [['l1', '1501', '0']]), exceeds('l1', 1500n, 150n)],
    ['of more shipping than remains', one, refund('r2', [['l2', '1', '0'], ['l1', '0', '151']]), exceeds('l1', 1500n, 150n)],
    ['of nothing', historyTo.DELIVERED, refund('r1', [['l1', '1', '0'], ['l2', '0', '0']]), { type: 'RefundIsZero', orderId, lineId: 'l2' }],
    ['of a line twice', historyTo.DELIVERED, refund('r1', [['l1', '1', '0'], ['l1', '1', '0']]), { type: 'LineIdRepeated', orderId, lineId: 'l1' }],
    ['of a line of another order', historyTo.DELIVERED, refund('r1', [['l3', '1', '0']]), { type: 'LineNotInOrder', orderId, lineId: 'l3' }],
    ['before anything was shipped', historyTo.PARTIALLY_SHIPPING, refund('r1', [['l1', '1', '0']]), { type: 'OrderStatusDoesNotFit', orderId, status: 'PARTIALLY_SHIPPING' }],
  ] as const)('%s', (_, past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
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
