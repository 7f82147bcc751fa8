import { describe, test } from 'vitest'
import { fileOf, orderId, productId, sellerId } from './olistDirectory.js'
import { all, edit, expectRejects, without, type Mutation } from './olistMutations.js'

describe('an item that cannot be taken takes its order with it', () => {
  const mutations: ReadonlyArray<Mutation> = [
    [
      'a price that is no amount',
      edit('items', 4, '58.90', '58,9'),
      [
        ['items', 4, `${orderId(2)}/2`, 'malformed row', 'has 8 columns instead of 7'],
        ['orders', 3, orderId(2), 'order with a rejected row', `${fileOf.items}, line 4`],
      ],
      without(2),
    ],
    ...[
      ['price', '58.90', '58.9', 'price must be an amount over zero'],
      ['price', '58.90', '-58.90', 'price must be an amount over zero'],
      ['price', '58.90', '0.00', 'price must be an amount over zero'],
      ['price', '58.90', '1e5', 'price must be an amount over zero'],
      ['price', '58.90', 'NaN', 'price must be an amount over zero'],
      ['price', '58.90', '9999999999.00', 'price must be an amount over zero'],
      ['freight_value', '13.29', '', 'freight_value must be an amount such as'],
      ['freight_value', '13.29', '13.', 'freight_value must be an amount such as'],
      ['order_item_id', ',1,', ',0,', 'order_item_id must be a whole number from 1'],
      ['order_item_id', ',1,', ',one,', 'order_item_id must be a whole number from 1'],
      ['order_item_id', ',1,', ',1.0,', 'order_item_id must be a whole number from 1'],
      ['product_id', productId(1), '', 'product_id must be 1 to 50'],
      ['seller_id', sellerId(1), 'a-b', 'seller_id must be 1 to 50'],
    ].map(([column = '', from = '', to = '', detail = '']): Mutation => [
      `${column} ${to} instead of ${from}`,
      edit('items', 2, from, to),
      [
        [
          'items',
          2,
          `${orderId(1)}/${column === 'order_item_id' ? to.slice(1, -1) : '1'}`,
          'malformed row',
          detail,
        ],
        ['orders', 2, orderId(1), 'order with a rejected row', `${fileOf.items}, line 2`],
      ],
      without(1),
    ]),
    [
      'an item of an unknown product',
      edit('items', 4, productId(2), productId(9)),
      [
        ['items', 4, `${orderId(2)}/2`, 'unknown product', productId(9)],
        ['orders', 3, orderId(2), 'order with a rejected row', 'line 4'],
      ],
      without(2),
    ],
    [
      'an item of an unknown seller',
      edit('items', 8, sellerId(1), sellerId(9)),
      [
        ['items', 8, `${orderId(4)}/1`, 'unknown seller', sellerId(9)],
        ['orders', 5, orderId(4), 'order with a rejected row', 'line 8'],
      ],
      without(4),
    ],
    [
      'all lines of an order that is not there',
      (tables) => {
        tables.orders.splice(2, 1)
        tables.payments.splice(2, 1)
      },
      [
        ['items', 3, `${orderId(2)}/1`, 'unknown order'],
        ['items', 4, `${orderId(2)}/2`, 'unknown order'],
        ['items', 5, `${orderId(2)}/3`, 'unknown order'],
        ['payments', 3, `${orderId(2)}/3`, 'unknown order'],
      ],
      without(2),
    ],
    [
      'a second line whose order id is unknown: it may be the one before or after',
      edit('items', 7, orderId(3), orderId(9)),
      [
        ['items', 7, `${orderId(9)}/2`, 'unknown order'],
        ['orders', 4, orderId(3), 'order may lack a line', 'line 7 may belong to it'],
        ['orders', 5, orderId(4), 'order may lack a line', 'line 7 may belong to it'],
      ],
      without(3, 4),
    ],
    [
      'a first line whose order id is unknown: it is missed where it belongs',
      edit('items', 6, orderId(3), orderId(9)),
      [
        ['items', 6, `${orderId(9)}/1`, 'unknown order'],
        ['orders', 4, orderId(3), 'order may lack a line', 'line 1 is missing'],
      ],
      without(3),
    ],
    [
      'a row that cannot be read at all',
      (tables) => void (tables.items[4] = 'XXXXXXXX'),
      [
        ['items', 5, 'XXXXXXXX/', 'malformed row', 'has 1 columns instead of 7'],
        ['orders', 3, orderId(2), 'order may lack a line', 'line 5'],
        ['orders', 4, orderId(3), 'order may lack a line', 'line 5'],
      ],
      without(2, 3),
    ],
    [
      'a blank line where a row should be',
      (tables) => void (tables.items[4] = ''),
      [
        ['items', 5, '/', 'malformed row', 'is a blank line'],
        ['orders', 3, orderId(2), 'order may lack a line', 'line 5'],
        ['orders', 4, orderId(3), 'order may lack a line', 'line 5'],
      ],
      without(2, 3),
    ],
    [
      'a line that was left out',
      (tables) => void tables.items.splice(3, 1),
      [['orders', 3, orderId(2), 'order may lack a line', 'line 2 is missing']],
      without(2),
    ],
    [
      'an item that stands twice',
      (tables) => void tables.items.push(tables.items[7] ?? ''),
      [['items', 9, `${orderId(4)}/1`, 'repeated row', 'the first is on line 8']],
      all,
    ],
    [
      'an item that stands twice with different content',
      (tables) => void tables.items.push((tables.items[7] ?? '').replace('58.90', '58.91')),
      [
        ['items', 9, `${orderId(4)}/1`, 'key is not unique', 'the first is on line 8'],
        ['orders', 5, orderId(4), 'order with a rejected row', 'line 9'],
      ],
      without(4),
    ],
  ]
  test.each(mutations)('%s', async (...mutation) => {
    await expectRejects(mutation)
  })
})
