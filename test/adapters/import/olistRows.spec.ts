import { describe, expect, test } from 'vitest'
import { imported } from './olistCenter.js'
import { customerId, fileOf, olistTables, orderId, productId, reviewId, sellerId } from './olistDirectory.js'
import { all, append, edit, expectRejects, without, type Mutation } from './olistMutations.js'

describe('a row that cannot be taken', () => {
  const mutations: ReadonlyArray<Mutation> = [
    ['nothing', () => undefined, [], all],
    [
      'an order without lines',
      (tables) => void tables.items.splice(1, 1),
      [['orders', 2, orderId(1), 'order without lines', 'delivered']],
      without(1),
    ],
    [
      'an order that stands twice',
      (tables) => void tables.orders.push(tables.orders[1] ?? ''),
      [['orders', 6, orderId(1), 'repeated row', 'the first is on line 2']],
      all,
    ],
    [
      'an order that stands twice with different content',
      (tables) => void tables.orders.push((tables.orders[1] ?? '').replace('delivered', 'shipped')),
      [
        ['orders', 6, orderId(1), 'key is not unique', 'the first is on line 2'],
        ['orders', 2, orderId(1), 'order with a rejected row', 'line 6'],
      ],
      without(1),
    ],
    [
      'an order of an unknown customer',
      edit('orders', 2, customerId(1), customerId(9)),
      [['orders', 2, orderId(1), 'unknown customer', customerId(9)]],
      without(1),
    ],
    [
      'a customer that stands twice with different content',
      append('customers', `${customerId(1)},d9,,,`),
      [
        ['customers', 6, customerId(1), 'key is not unique', 'the first is on line 2'],
        ['orders', 2, orderId(1), 'unknown customer', customerId(1)],
      ],
      without(1),
    ],
    ...[
      ['delivered', 'lost', 'order_status must be one of created, approved'],
      ['delivered', '', 'order_status must be one of created, approved'],
      ['2018-01-02 10:00:00', '2018-02-30 10:00:00', 'order_purchase_timestamp must be a time such as'],
      ['2018-01-02 10:00:00', '02/01/2018 10:00', 'order_purchase_timestamp must be a time such as'],
      ['2018-01-02 10:00:00', '2018-01-02T10:00:00', 'order_purchase_timestamp must be a time such as'],
      ['2018-01-02 10:00:00', '', 'order_purchase_timestamp must be a time such as'],
      ['2018-01-02 11:00:00', '2018-01-02 25:00:00', 'order_approved_at must be a time'],
    ].map(([from = '', to = '', detail = '']): Mutation => [
      `an order with ${to} instead of ${from}`,
      edit('orders', 2, from, to),
      [['orders', 2, orderId(1), 'malformed row', detail]],
      without(1),
    ]),
    [
      'a product whose row is malformed',
      edit('products', 3, ',,,,,', ',,,'),
      [
        ['products', 3, productId(2), 'malformed row', 'has 7 columns instead of 9'],
        ['items', 4, `${orderId(2)}/2`, 'unknown product', productId(2)],
        ['orders', 3, orderId(2), 'order with a rejected row', 'line 4'],
      ],
      without(2),
    ],
    [
      'a category with a control character',
      edit('products', 3, ',,,,,', ',a\u0000b,,,,'),
      [
        [
          'products',
          3,
          productId(2),
          'malformed row',
          'product_category_name must be at most 100 characters',
        ],
        ['items', 4, `${orderId(2)}/2`, 'unknown product', productId(2)],
        ['orders', 3, orderId(2), 'order with a rejected row', 'line 4'],
      ],
      without(2),
    ],
    [
      'a payment that is malformed',
      edit('payments', 3, '1.00', '1.-0'),
      [
        ['payments', 3, `${orderId(2)}/1`, 'malformed row', 'payment_value must be an amount'],
        ['orders', 3, orderId(2), 'order with a rejected row', `${fileOf.payments}, line 3`],
      ],
      without(2),
    ],
    [
      'a payment that stands twice with different content',
      append('payments', `${orderId(2)},1,voucher,1,1.00`),
      [
        ['payments', 7, `${orderId(2)}/1`, 'key is not unique', 'the first is on line 3'],
        ['orders', 3, orderId(2), 'order with a rejected row', `${fileOf.payments}, line 7`],
      ],
      without(2),
    ],
    [
      'a payment of an unknown order',
      append('payments', `${orderId(9)},1,voucher,1,1.00`),
      [['payments', 7, `${orderId(9)}/1`, 'unknown order']],
      all,
    ],
    [
      'a payment of an order that was never paid',
      (tables) => void (tables.orders[4] = `${orderId(4)},${customerId(4)},created,2018-01-02 10:00:00,,,,`),
      [['payments', 6, `${orderId(4)}/1`, 'order was never paid', 'created']],
      all,
    ],
    ...['0', '6', '', '4.5', 'five'].map((stars): Mutation => [
      `a review of "${stars}" stars`,
      edit('reviews', 2, ',5,', `,${stars},`),
      [
        [
          'reviews',
          2,
          `${reviewId(1)}/${orderId(1)}`,
          'malformed row',
          'review_score must be a whole number',
        ],
      ],
      all,
    ]),
    [
      'a review that stands twice with other stars',
      append('reviews', `${reviewId(1)},${orderId(1)},1,,`),
      [['reviews', 3, `${reviewId(1)}/${orderId(1)}`, 'key is not unique', 'the first is on line 2']],
      all,
    ],
    [
      'a review of an unknown order',
      append('reviews', `${reviewId(9)},${orderId(9)},1,,`),
      [['reviews', 3, `${reviewId(9)}/${orderId(9)}`, 'unknown order']],
      all,
    ],
    [
      'a seller that nobody bought of',
      append('sellers', `${sellerId(3)},1,x,SP`),
      [['sellers', 4, sellerId(3), 'no time known']],
      all,
    ],
    [
      'a deal whose day is no day',
      edit('deals', 2, '2017-12-01', '2017-13-01'),
      [['deals', 2, '0'.repeat(32), 'malformed row', 'won_date must be a time']],
      all,
    ],
  ]
  test.each(mutations)('%s', async (...mutation) => {
    await expectRejects(mutation)
  })

  test('of one order does not keep its product from being listed by another', async () => {
    const tables = olistTables([{ n: 1, purchased: '2018-01-01 10:00:00', status: 'lost' }, { n: 2 }])
    const { events } = await imported(tables)
    expect(events.find(({ type }) => type === 'ProductListed')?.at).toBe('2018-01-02T12:00:00.000Z')
  })
})
