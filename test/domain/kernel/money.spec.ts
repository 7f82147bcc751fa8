import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocatedMinor } from '../../../src/domain/kernel/allocation.js'
import {
  AmountMinor,
  Currency,
  exponentOf,
  portionMinor,
  RateBps,
  sumMinor,
  TotalMinor,
} from '../../../src/domain/kernel/money.js'
import { Market } from '../../../src/domain/kernel/market.js'
import { right } from '../../../src/fp.js'
import { valueOf } from '../../support/spec.js'

const MOST = 999_999_999_999n

describe('an amount', () => {
  test.each([
    ['0', 0n],
    ['1', 1n],
    ['1999', 1_999n],
    ['999999999999', MOST],
  ])('%s is read and written exactly', (json, minor) => {
    expect(AmountMinor.decode(json)).toEqual(right(minor))
    expect(AmountMinor.encode(minor)).toBe(json)
  })

  test.each([
    '',
    '-0',
    '-1',
    '00',
    '01',
    '+1',
    '1.0',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '1\n',
    '1_000',
    '١',
    '1000000000000',
    '9'.repeat(64),
    1,
    1n,
    null,
  ])('%s is refused', (json) => expect(AmountMinor.decode(json)._tag).toBe('Left'))

  test('out of its bounds is no amount in memory either', () => {
    expect([0n, MOST].map(AmountMinor.is)).toEqual([true, true])
    expect([-1n, MOST + 1n, 1, '1'].map(AmountMinor.is)).toEqual([false, false, false, false])
  })

  test('has room for sums, which are never negative either', () => {
    expect(TotalMinor.is(1_000n * MOST)).toBe(true)
    expect([-1n, 1_001n * MOST].map(TotalMinor.is)).toEqual([false, false])
    expect(TotalMinor.decode('-1')._tag).toBe('Left')
  })

  test('comes back as it was', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, MOST), (minor) => {
        expect(AmountMinor.decode(AmountMinor.encode(minor))).toEqual(right(minor))
      }),
    )
  })
})

describe('a portion', () => {
  test.each([
    [150n, 100, 2n],
    [149n, 100, 1n],
    [-150n, 100, -2n],
    [-149n, 100, -1n],
    [50n, 100, 1n],
    [-50n, 100, -1n],
    [1n, 4_999, 0n],
    [1n, 5_000, 1n],
    [-1n, 4_999, 0n],
    [0n, 10_000, 0n],
    [123n, 10_000, 123n],
    [MOST, 0, 0n],
  ])('of %d at %d basis points is %d', (base, rate, portion) => {
    expect(portionMinor(base, rate)).toBe(portion)
  })

  const base = fc.bigInt(-(10n ** 24n), 10n ** 24n)
  const rate = fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom(5, 50, 500, 5_000))

  test('is the nearest integer to the exact quotient, the one away from zero of two', () => {
    fc.assert(
      fc.property(fc.oneof(base, fc.bigInt(-10_000n, 10_000n)), rate, (baseMinor, rateBps) => {
        const exact = baseMinor * BigInt(rateBps)
        const distance = portionMinor(baseMinor, rateBps) * 10_000n - exact
        expect(distance >= -5_000n && distance <= 5_000n).toBe(true)
        if (distance === 5_000n) expect(exact > 0n).toBe(true)
        if (distance === -5_000n) expect(exact < 0n).toBe(true)
      }),
    )
  })

  test('of the opposite is the opposite, and never larger than the whole', () => {
    fc.assert(
      fc.property(base, rate, (baseMinor, rateBps) => {
        const portion = portionMinor(baseMinor, rateBps)
        expect(portionMinor(-baseMinor, rateBps)).toBe(-portion)
        expect(portion * portion <= baseMinor * baseMinor).toBe(true)
      }),
    )
  })

  test('grows with the base', () => {
    fc.assert(
      fc.property(base, fc.bigInt(0n, 10_000n), rate, (baseMinor, more, rateBps) => {
        expect(portionMinor(baseMinor + more, rateBps) >= portionMinor(baseMinor, rateBps)).toBe(true)
      }),
    )
  })
})

test.each([
  [100, [100, 100, 100], [34, 33, 33]],
  [-100, [100, 100, 100], [-34, -33, -33]],
  [1_000, [1_999, 1], [1_000, 0]],
  [5, [0, 3, 0], [0, 5, 0]],
  [3, [0, 0], [2, 1]],
  [0, [7, 8], [0, 0]],
  [7, [], []],
])('%i split over %j is %j', (total, weights, parts) => {
  expect(allocatedMinor(BigInt(total), weights.map(BigInt))).toEqual(parts.map(BigInt))
})

test('a sum is that of all, of none it is zero', () => {
  expect(sumMinor([])).toBe(0n)
  expect(sumMinor([MOST, -1n, MOST])).toBe(2n * MOST - 1n)
})

test.each([
  [0, true],
  [10_000, true],
  [-1, false],
  [10_001, false],
  [0.5, false],
])('a rate of %d basis points: %s', (rate, is) => {
  expect(RateBps.is(rate)).toBe(is)
})

describe('a currency', () => {
  test('is told by its code', () => {
    expect(Currency.is('EUR')).toBe(true)
    expect(Currency.decode('EUR')).toEqual(right('EUR'))
  })

  // By ISO 4217, also where the locale data of browsers say otherwise: HUF, IDR, COP, IQD, PKR.
  test.each([
    [0, ['JPY', 'KRW', 'CLP', 'ISK', 'VND', 'XOF', 'XPF', 'UYI']],
    [2, ['EUR', 'BRL', 'USD', 'GBP', 'HUF', 'IDR', 'COP', 'PKR', 'MGA', 'MRU', 'HRK', 'BGN', 'TWD']],
    [3, ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']],
    [4, ['CLF', 'UYW']],
  ])('has %i digits: %j', (exponent, codes) => {
    expect(codes.map((code) => exponentOf(valueOf(Currency.decode(code))))).toEqual(codes.map(() => exponent))
  })

  test.each(['eur', 'EU', 'EURO', 'XXX', 'XAU', 'ABC', '', 'constructor', 978, null])('is not %j', (code) => {
    expect(Currency.decode(code)._tag).toBe('Left')
    expect(Currency.is(code)).toBe(false)
  })
})

test.each([
  ['FR', true],
  ['BR', true],
  ['fr', false],
  ['FRA', false],
  ['F', false],
  ['F1', false],
  ['FR\n', false],
  ['', false],
])('a market of %j: %s', (market, is) => {
  expect(Market.is(market)).toBe(is)
})
