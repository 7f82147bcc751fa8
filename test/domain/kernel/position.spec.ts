import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLeft, right } from '../../../src/fp.js'
import { PositionText } from '../../../src/domain/kernel/position.js'

const place = fc.bigInt({ min: 0n, max: 9_223_372_036_854_775_807n })

describe('a position as a word', () => {
  test('is one number where both parts are the same, else two', () => {
    expect(PositionText.encode({ commit: 41n, prepare: 41n })).toBe('41')
    expect(PositionText.encode({ commit: 412n, prepare: 408n })).toBe('412/408')
  })

  test('is read back as it was', () => {
    fc.assert(
      fc.property(fc.record({ commit: place, prepare: place }), (position) => {
        expect(PositionText.decode(PositionText.encode(position))).toEqual(right(position))
      }),
    )
  })

  test.each([
    '',
    '041',
    '-1',
    '1.0',
    '1/',
    '/1',
    '41/41',
    '1/2/3',
    ' 1',
    '9223372036854775808',
    '1e3',
    7,
    null,
  ])('%j is none', (text) => {
    expect(isLeft(PositionText.decode(text))).toBe(true)
  })
})
