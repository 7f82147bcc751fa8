import { expect, test } from 'vitest'
import {
  digitsIn,
  groupsIn,
  moneyIn,
  optionalDigitsIn,
} from '../../../src/adapters/postgres/queries/columnar.js'

test('amounts that a JavaScript number cannot hold come to the cent', () => {
  const amounts = ['-999999999999999999', '9007199254740993', '999999999999999', '-1', '0']
  const row = { amount: `[${amounts.join(', ')}]` }
  expect(digitsIn(row, 'amount').map((minor) => moneyIn('EUR').of(minor).minor)).toEqual(amounts.map(BigInt))
  expect(optionalDigitsIn({ cap: '[null, 9007199254740993]' }, 'cap')).toEqual([null, '9007199254740993'])
})

test('the same amount is the same object, but not in another currency', () => {
  const euros = moneyIn('EUR')
  expect(euros.of(5)).toBe(euros.of(5))
  expect(moneyIn('EUR', euros)).toBe(euros)
  expect(moneyIn('GBP', euros).of(5)).toEqual({ minor: 5n, currency: 'GBP' })
})

test('rows that are numbered from 0 are taken apart into their groups', () => {
  expect(groupsIn({ posting: '[0, 1, 0, 0, 1, 2]' }, 'posting')).toEqual([[0, 1], [2], [3, 4, 5]])
  expect(groupsIn({ posting: '[]' }, 'posting')).toEqual([])
})
