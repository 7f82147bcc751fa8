import { describe, expect, test } from 'vitest'
import { imported } from './olistCenter.js'
import {
  buyerId,
  olistTables,
  orderId,
  productId,
  reviewId,
  sellerId,
  type OrderRow,
} from './olistDirectory.js'

const NONE = { approved: '', carrier: '', delivered: '' }

/** What happened in one stream: the types, and when as far as it is not the usual time. */
const storyOf = async (stream: string, orders: ReadonlyArray<OrderRow>) =>
  (await imported(olistTables(orders))).events.filter((event) => event.stream === stream)

const typesOf = (events: ReadonlyArray<{ readonly type: string }>) => events.map(({ type }) => type)

describe('an order of Olist', () => {
  test('is placed, paid, announced, handed over, delivered and reviewed, at São Paulo’s wall-clock times', async () => {
    const events = await storyOf(`order-${orderId(1)}`, [{ n: 1, reviews: [{ n: 1 }] }])
    expect(events.map(({ type, at, inferred }) => [type, at, inferred])).toEqual([
      ['OrderPlaced', '2018-01-02T12:00:00.000Z', false],
      ['OrderPaid', '2018-01-02T13:00:00.000Z', false],
      ['PackageArranged', '2018-01-03T14:00:00.000Z', true],
      ['PackageHandedOver', '2018-01-03T14:00:00.000Z', false],
      ['OrderDelivered', '2018-01-08T15:00:00.000Z', false],
      ['OrderReviewed', '2018-01-10T16:00:00.000Z', false],
    ])
  })

  test('keeps the time of a clock that was not put forward', async () => {
    const [placed] = await storyOf(`order-${orderId(1)}`, [{ n: 1, purchased: '2018-07-02 10:00:00' }])
    expect(placed?.at).toBe('2018-07-02T13:00:00.000Z')
  })

  test('has a line for every item, and amounts to the centavo', async () => {
    const items = [
      { price: '58.90', freight: '13.29' },
      { price: '58.90', freight: '0.00', product: 2 },
    ]
    const [placed] = await storyOf(`order-${orderId(1)}`, [{ n: 1, items }])
    expect(placed?.data).toEqual({
      orderId: orderId(1),
      sellerId: sellerId(1),
      buyerId: buyerId(1),
      market: 'BR',
      zone: 'America/Sao_Paulo',
      currency: 'BRL',
      orderType: 'NORMAL',
      purpose: 'SALE',
      status: 'UNPAID',
      lines: [
        ['1', productId(1), 'beleza_saude', '1329'],
        ['2', productId(2), 'unknown', '0'],
      ].map(([lineId, product = '', category, shippingMinor]) => ({
        lineId,
        productId: `${product}-${sellerId(1)}`,
        skuId: product,
        category,
        originalMinor: '5890',
        sellerDiscountMinor: '0',
        platformDiscountMinor: '0',
        saleMinor: '5890',
        shippingOriginalMinor: shippingMinor,
        shippingSellerDiscountMinor: '0',
        shippingPlatformDiscountMinor: '0',
        shippingMinor,
        taxMinor: '0',
      })),
    })
  })

  test('of several sellers is one order for each, numbered by their lowest item, the payments told of the first', async () => {
    const items = [{ seller: 2 }, { seller: 1 }, { seller: 2, price: '9.99' }]
    const { events } = await imported(
      olistTables([{ n: 1, items, payments: ['100.00', '44.37'], reviews: [{ n: 1, stars: 2 }] }]),
    )
    const placed = events.filter(({ type }) => type === 'OrderPlaced').map(({ data }) => data)
    expect(placed).toMatchObject([
      { orderId: `${orderId(1)}-1`, sellerId: sellerId(2), lines: [{ lineId: '1' }, { lineId: '3' }] },
      { orderId: `${orderId(1)}-2`, sellerId: sellerId(1), lines: [{ lineId: '2' }] },
    ])
    const card = { method: 'credit_card', installments: 3 }
    expect(events.filter(({ type }) => type === 'OrderPaid').map(({ data }) => data['payments'])).toEqual([
      [
        { ...card, amountMinor: '10000' },
        { ...card, amountMinor: '4437' },
      ],
      [],
    ])
    expect(events.filter(({ type }) => type === 'OrderReviewed').map(({ data }) => data)).toMatchObject([
      { orderId: `${orderId(1)}-1`, reviewId: reviewId(1), stars: 2 },
      { orderId: `${orderId(1)}-2`, reviewId: reviewId(1), stars: 2 },
    ])
  })

  const journeys: ReadonlyArray<readonly [string, Omit<OrderRow, 'n'>, ReadonlyArray<string>, string]> = [
    ['created', NONE, ['OrderPlaced'], 'UNPAID'],
    ['approved', { carrier: '', delivered: '' }, ['OrderPlaced', 'OrderPaid'], 'AWAITING_SHIPMENT'],
    ['invoiced', { carrier: '', delivered: '' }, ['OrderPlaced', 'OrderPaid'], 'AWAITING_SHIPMENT'],
    ['processing', { carrier: '', delivered: '' }, ['OrderPlaced', 'OrderPaid'], 'AWAITING_SHIPMENT'],
    ['processing', NONE, ['OrderPlaced'], 'UNPAID'],
    [
      'shipped',
      { delivered: '' },
      ['OrderPlaced', 'OrderPaid', 'PackageArranged', 'PackageHandedOver'],
      'IN_TRANSIT',
    ],
    ['shipped', NONE, ['OrderPlaced', 'OrderPaid', 'PackageArranged', 'PackageHandedOver'], 'IN_TRANSIT'],
    [
      'delivered',
      {},
      ['OrderPlaced', 'OrderPaid', 'PackageArranged', 'PackageHandedOver', 'OrderDelivered'],
      'DELIVERED',
    ],
    [
      'delivered',
      NONE,
      ['OrderPlaced', 'OrderPaid', 'PackageArranged', 'PackageHandedOver', 'OrderDelivered'],
      'DELIVERED',
    ],
    ['canceled', NONE, ['OrderPlaced', 'OrderCancelled'], 'CANCELLED'],
    ['canceled', { carrier: '', delivered: '' }, ['OrderPlaced', 'OrderPaid', 'OrderCancelled'], 'CANCELLED'],
    [
      'canceled',
      { approved: '', delivered: '' },
      ['OrderPlaced', 'OrderPaid', 'PackageArranged', 'PackageHandedOver', 'OrderCancelled'],
      'CANCELLED',
    ],
    [
      'canceled',
      { carrier: '' },
      [
        'OrderPlaced',
        'OrderPaid',
        'PackageArranged',
        'PackageHandedOver',
        'OrderDelivered',
        'OrderCancelled',
      ],
      'CANCELLED',
    ],
    ['unavailable', NONE, ['OrderPlaced', 'OrderCancelled'], 'CANCELLED'],
    [
      'unavailable',
      { delivered: '' },
      ['OrderPlaced', 'OrderPaid', 'PackageArranged', 'PackageHandedOver', 'OrderCancelled'],
      'CANCELLED',
    ],
  ]
  test.each(journeys)('that is %s with times %j: %j', async (status, times, types, end) => {
    const events = await storyOf(`order-${orderId(1)}`, [{ n: 1, status, ...times }])
    expect(typesOf(events)).toEqual(types)
    expect(events.at(-1)?.data['status']).toBe(end)
  })

  test('that was delivered without a time is so at its last known time, and paid at its purchase', async () => {
    const times = {
      purchased: '2018-01-02 10:00:00',
      approved: '',
      carrier: '2018-01-01 09:00:00',
      delivered: '',
    }
    const events = await storyOf(`order-${orderId(1)}`, [{ n: 1, ...times }])
    expect(events.map(({ type, at, inferred }) => [type, at, inferred])).toEqual([
      ['OrderPlaced', '2018-01-02T12:00:00.000Z', false],
      ['OrderPaid', '2018-01-02T12:00:00.000Z', true],
      ['PackageArranged', '2018-01-01T11:00:00.000Z', true],
      ['PackageHandedOver', '2018-01-01T11:00:00.000Z', false],
      ['OrderDelivered', '2018-01-02T12:00:00.000Z', true],
    ])
  })

  test.each([
    ['canceled', NONE, { initiator: 'SYSTEM', reason: 'unknown', sellerFault: false, afterDelivery: false }],
    ['canceled', {}, { initiator: 'SYSTEM', reason: 'unknown', sellerFault: false, afterDelivery: true }],
    [
      'unavailable',
      NONE,
      { initiator: 'SELLER', reason: 'seller_cancel_unpaid_reason_out_of_stock', sellerFault: true },
    ],
    [
      'unavailable',
      { carrier: '', delivered: '' },
      { initiator: 'SELLER', reason: 'seller_cancel_reason_out_of_stock', sellerFault: true },
    ],
    [
      'unavailable',
      { delivered: '' },
      { initiator: 'SYSTEM', reason: 'seller_cancel_reason_out_of_stock', sellerFault: true },
    ],
    [
      'unavailable',
      {},
      { initiator: 'SYSTEM', reason: 'seller_cancel_reason_out_of_stock', sellerFault: true },
    ],
  ])('that was %s with times %j tells whose fault it was', async (status, times, cancellation) => {
    const events = await storyOf(`order-${orderId(1)}`, [{ n: 1, status, ...times }])
    expect(events.at(-1)).toMatchObject({ type: 'OrderCancelled', inferred: true, data: cancellation })
  })

  test('has its reviews at the end, by their time; without one they have the best that is known', async () => {
    const reviews = [
      { n: 1, stars: 1, answered: '2018-02-01 00:00:00' },
      { n: 2, stars: 2, answered: '' },
      { n: 3, stars: 3, answered: '', created: '' },
    ]
    const events = await storyOf(`order-${orderId(1)}`, [{ n: 1, status: 'canceled', reviews }])
    expect(events.slice(-3).map(({ at, inferred, data }) => [data['stars'], at, inferred])).toEqual([
      [3, '2018-01-08T15:00:00.000Z', true],
      [2, '2018-01-09T02:00:00.000Z', true],
      [1, '2018-02-01T02:00:00.000Z', false],
    ])
  })
})

describe('a product of Olist', () => {
  const stream = `product-${productId(1)}-${sellerId(1)}`

  test('is listed and live at its first sale, and changes its price whenever it differs from the last', async () => {
    const events = await storyOf(stream, [
      { n: 1, purchased: '2018-01-04 10:00:00', items: [{ price: '12.00' }] },
      {
        n: 2,
        purchased: '2018-01-03 10:00:00',
        items: [{ price: '10.00' }, { price: '11.00' }, { price: '11.00' }],
      },
      { n: 3, purchased: '2018-01-03 10:00:00', items: [{ price: '11.00' }] },
      { n: 4, purchased: '2018-01-05 10:00:00', items: [{ price: '12.00' }] },
      { n: 5, purchased: '2018-01-06 10:00:00', items: [{ price: '10.00' }] },
    ])
    expect(
      events.map(({ type, at, data }) => [type, at.slice(0, 10), data['priceMinor'] ?? data['toMinor']]),
    ).toEqual([
      ['ProductListed', '2018-01-03', '1000'],
      ['ProductPutLive', '2018-01-03', undefined],
      ['ProductPriceChanged', '2018-01-03', '1100'],
      ['ProductPriceChanged', '2018-01-04', '1200'],
      ['ProductPriceChanged', '2018-01-06', '1000'],
    ])
    expect(events.every(({ inferred }) => inferred)).toBe(true)
    expect(events[0]?.data).toMatchObject({
      sellerId: sellerId(1),
      title: 'beleza saude 00000000',
      category: 'beleza_saude',
      currency: 'BRL',
    })
  })

  test('that two sellers sell is two products', async () => {
    const { events } = await imported(olistTables([{ n: 1 }, { n: 2, items: [{ seller: 3 }] }]))
    expect(events.filter(({ type }) => type === 'ProductListed').map(({ stream }) => stream)).toEqual([
      `product-${productId(1)}-${sellerId(1)}`,
      `product-${productId(1)}-${sellerId(3)}`,
    ])
  })
})

describe('a seller of Olist', () => {
  test('is registered and verified when it was won, else at its first sale, which is inferred', async () => {
    const { events } = await imported(
      olistTables([
        { n: 1, items: [{ seller: 3 }, { seller: 2 }] },
        { n: 2, items: [{ seller: 3 }] },
      ]),
    )
    const sellers = events.filter(({ stream }) => stream.startsWith('seller-'))
    expect(sellers.map(({ stream, type, at, inferred }) => [stream.slice(-2), type, at, inferred])).toEqual([
      ['a2', 'SellerRegistered', '2017-12-01T10:00:00.000Z', false],
      ['a2', 'SellerSubmittedForVerification', '2017-12-01T10:00:00.000Z', false],
      ['a2', 'SellerVerified', '2017-12-01T10:00:00.000Z', false],
      ['a3', 'SellerRegistered', '2018-01-02T12:00:00.000Z', true],
      ['a3', 'SellerSubmittedForVerification', '2018-01-02T12:00:00.000Z', true],
      ['a3', 'SellerVerified', '2018-01-02T12:00:00.000Z', true],
    ])
  })
})
