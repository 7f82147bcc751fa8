import { describe, test } from 'vitest'
import {
  amountsJson,
  complete,
  deliver,
  givenOrder as given,
  historyTo,
  orderDelivered,
  refund,
  refunded,
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
