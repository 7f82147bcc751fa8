import { describe, test } from 'vitest'
import { orderId } from './olistDirectory.js'
import { edit, expectRejects, without, type Mutation } from './olistMutations.js'

describe('a row that is cut off or wrongly quoted', () => {
  const mutations: ReadonlyArray<Mutation> = [
    [
      'a quotation mark in the midst of a row',
      edit('orders', 2, '2018-01-02', '2018"-"01-02'),
      [['orders', 2, orderId(1), 'malformed row', 'a quotation mark is out of place']],
      without(1),
    ],
    [
      'a quotation mark that is opened and not closed: the rows after it are not swallowed',
      edit('items', 3, '2018-01-05', '"2018-01-05'),
      [
        ['items', 3, `${orderId(2)}/1`, 'malformed row', 'a quotation mark is opened here and never closed'],
        ['orders', 3, orderId(2), 'order with a rejected row', 'line 3'],
      ],
      without(2),
    ],
    [
      'two quotation marks that are opened and not closed',
      (tables) => {
        edit('items', 2, '2018-01-05', '"2018-01-05')(tables)
        edit('items', 8, '2018-01-05', '"2018-01-05')(tables)
      },
      [
        ['items', 2, `${orderId(1)}/1`, 'malformed row', 'opened here, and closed on line 8'],
        ['items', 8, `${orderId(4)}/1`, 'malformed row', 'opened here and never closed'],
        ['orders', 2, orderId(1), 'order with a rejected row', 'line 2'],
        ['orders', 5, orderId(4), 'order with a rejected row', 'line 8'],
      ],
      without(1, 4),
    ],
    [
      'a file that ends within a quoted field',
      edit('orders', 5, /,delivered.*/, ',"deliv'),
      [['orders', 5, orderId(4), 'malformed row', 'never closed: the file may have been cut off']],
      without(4),
    ],
    [
      'a file that ends within a row',
      (tables) => void (tables.items[7] = (tables.items[7] ?? '').slice(0, -2)),
      [
        ['items', 8, `${orderId(4)}/1`, 'malformed row', 'freight_value must be an amount'],
        ['orders', 5, orderId(4), 'order with a rejected row', 'line 8'],
      ],
      without(4),
    ],
  ]
  test.each(mutations)('%s', async (...mutation) => {
    await expectRejects(mutation)
  })
})
