import { describe, expect, test } from 'vitest'
import { commission } from '../../src/domain/commission/index.js'
import { sumMinor } from '../../src/domain/kernel/money.js'
import {
  backJson,
  brazilRule,
  charge,
  charged,
  creatorRule,
  euRule,
  feeAmounts,
  feeJson,
  givenCommission as given,
  payCreators,
  reverse,
  reversed,
} from '../support/commissions.js'
import { eventOf, foldOf, valueOf } from '../support/spec.js'

const orderId = 'o1'
const feeOf = (command: ReturnType<typeof charge>): bigint =>
  sumMinor(
    valueOf(commission.decide(command, commission.initialState)).flatMap((event) =>
      event.data.fees.map(({ feeMinor }) => feeMinor),
    ),
  )
const units = ['l1', 'l2', 'l3'].map((lineId) => ({ lineId, ...feeAmounts(105) }))
const three = charged(
  [
    ['l1', 105],
    ['l2', 105],
    ['l3', 105],
  ],
  28,
)

describe('the fee on', () => {
  test('three units of one SKU at 1.05 is that on 3.15, told with what rounding took: 0.2835 less 0.0035', () => {
    given().when(charge(units)).then(three)
    expect(three.data).toMatchObject({
      fees: [{ lineIds: ['l1', 'l2', 'l3'], feeMinor: 28n, roundedBy: -3_500 }],
    })
    const perLine = units.map((line) => ({ ...line, rules: [{ ...euRule, rounding: 'PER_LINE' }] }))
    expect(feeOf(charge(perLine))).toBe(27n)
  })

  test.each([
    ['another SKU', { skuId: 'k2' }],
    ['another rule', { rules: [{ ...euRule, ruleId: 'other' }] }],
    ['another version', { rules: [{ ...euRule, ruleVersion: 1 }] }],
    ['another rate under the same name', { rules: [{ ...euRule, rateBps: 901 }] }],
  ])('a unit of %s is rounded by itself', (_, other) => {
    const alone = charge(units.map((line, i) => (i === 1 ? { ...line, ...other } : line)))
    expect(feeOf(alone)).toBe(19n + 9n)
  })

  test.each([
    ['what the buyer pays for goods', 'SALE', 100n],
    ['shipping', 'SHIPPING', 30n],
    ['goods with what the platform adds', 'REVENUE', 120n],
    ['everything', 'GROSS', 154n],
    ['everything without the tax in it', 'GROSS_LESS_TAX', 147n],
    ['units', 'UNITS', 9n],
  ])('%s is a rate of just that', (_, base, feeMinor) => {
    const amounts = feeAmounts(1_000, 300, 200, { shippingPlatformDiscountMinor: '40', taxMinor: '70' })
    const rule = { ...euRule, base, rateBps: 1_000, perUnitMinor: '90' }
    expect(feeOf(charge([{ lineId: 'l1', rules: [rule], ...amounts }]))).toBe(feeMinor)
  })

  test('a unit is owed until all of its price is given back', () => {
    const rule = { ...euRule, base: 'UNITS', rateBps: 10_000, perUnitMinor: '50' }
    const past = valueOf(
      commission.decide(charge(units.map((line) => ({ ...line, rules: [rule] }))), commission.initialState),
    )
    const backOf = (saleMinor: number) =>
      valueOf(
        commission.decide(
          reverse('r1', [{ lineId: 'l1', ...feeAmounts(saleMinor) }]),
          foldOf(commission, past),
        ),
      ).flatMap(({ data }) => data.fees)
    expect(backOf(104)).toEqual([])
    expect(backOf(105)).toMatchObject([{ backMinor: 50n, feeMinor: 100n }])
  })

  test('the largest line that an order can hold is storable', () => {
    const most = 999_999_999_999
    given()
      .when(
        charge([{ lineId: 'l1', ...feeAmounts(most, most, most), rules: [{ ...euRule, rateBps: 10_000 }] }]),
      )
      .then(charged([['l1', most, most, most]], [feeJson(['l1'], 3 * most, 3 * most, { rateBps: 10_000 })]))
  })

  test('more than can be stored is refused, never rounded or wrapped', () => {
    const most = feeAmounts(999_999_999_999, 999_999_999_999, 999_999_999_999)
    const lines = Array.from({ length: 500 }, (_, i) => ({ lineId: `l${i}`, ...most }))
    given().when(charge(lines)).thenRefused({ type: 'CommissionOverflows', orderId })
  })
})

describe('a reversal', () => {
  const unit = (lineId: string, saleMinor = 105) => [{ lineId, ...feeAmounts(saleMinor) }]

  test('leaves the rounded fee on what remains: 5.31 becomes 2.88', () => {
    const two = charged(
      [
        ['l1', 2_500, 250, 200],
        ['l2', 2_500, 249, 200],
      ],
      531,
    )
    given(two)
      .when(reverse('r1', [{ lineId: 'l1', ...feeAmounts(2_500, 0, 200) }]))
      .then(reversed('r1', [['l1', 2_500, 0, 200]], [backJson(['l1', 'l2'], 3_199, 288, 243)]))
  })

  test('of several lines at once tells one fee', () => {
    given(three)
      .when(reverse('r1', [...unit('l2'), ...unit('l1', 50)]))
      .then(
        reversed(
          'r1',
          [
            ['l2', 105],
            ['l1', 50],
          ],
          [backJson(['l1', 'l2', 'l3'], 160, 14, 14)],
        ),
      )
  })

  test('per line follows the line alone', () => {
    const perLine = charged(
      [
        ['l1', 10_000],
        ['l2', 333],
      ],
      [feeJson(['l1'], 10_000, 1_200, brazilRule), feeJson(['l2'], 333, 40, brazilRule)],
    )
    given(perLine)
      .when(reverse('r1', [{ lineId: 'l2', ...feeAmounts(100) }]))
      .then(reversed('r1', [['l2', 100]], [backJson(['l2'], 233, 28, 12, brazilRule)]))
  })

  test('that is too small to change a fee is told all the same', () => {
    given(three)
      .when(reverse('r1', unit('l1', 1)))
      .then(reversed('r1', [['l1', 1]], []))
  })

  test('that is repeated changes nothing, in whatever order its lines come', () => {
    const past = [
      three,
      reversed(
        'r1',
        [
          ['l1', 105],
          ['l2', 5],
        ],
        [backJson(['l1', 'l2', 'l3'], 205, 18, 10)],
      ),
    ]
    given(...past)
      .when(reverse('r1', [...unit('l2', 5), ...unit('l1')]))
      .thenNothing()
    for (const other of [[...unit('l2', 6), ...unit('l1')], unit('l1'), [...unit('l2', 5), ...unit('l3')]]) {
      given(...past)
        .when(reverse('r1', other))
        .thenRefused({ type: 'ReversalIdReused', orderId, reversalId: 'r1' })
    }
  })
})

describe('creators', () => {
  const both = charged(
    [['l1', 1_000]],
    [feeJson(['l1'], 1_000, 90), feeJson(['l1'], 1_000, 120, creatorRule)],
  )
  const paid = eventOf(commission.events, 'CreatorsPaid', {
    orderId,
    sellerId: 's1',
    market: 'FR',
    currency: 'EUR',
    fees: [feeJson(['l1'], 1_000, 120, creatorRule)],
  })

  test('are paid their share, once', () => {
    given(both).when(payCreators()).then(paid)
    given(both, paid).when(payCreators()).thenNothing()
  })

  test('keep it from then on, whatever is given back', () => {
    given(both, paid)
      .when(reverse('r1', [{ lineId: 'l1', ...feeAmounts(1_000) }]))
      .then(reversed('r1', [['l1', 1_000]], [backJson(['l1'], 0, 0, 90)]))
  })
})

describe('a commission refuses', () => {
  const line = { lineId: 'l1', ...feeAmounts(105) }
  const one = charged([['l1', 105]], 9)
  const exceeds = { type: 'ReversalExceedsCharge', orderId, lineId: 'l1', amount: 'saleMinor' } as const

  test.each([
    ['to be charged twice', [one], charge([line]), { type: 'CommissionAlreadyCharged', orderId }],
    ['a line twice', [], charge([line, line]), { type: 'CommissionLineRepeated', orderId, lineId: 'l1' }],
    [
      'two rules of one kind for a line',
      [],
      charge([{ ...line, rules: [euRule, brazilRule] }]),
      { type: 'FeeKindRepeated', orderId, lineId: 'l1' },
    ],
    [
      'to reverse what was never charged: a charge was lost',
      [],
      reverse('r1', [line]),
      { type: 'CommissionNotCharged', orderId },
    ],
    [
      'to pay the creators of what was never charged',
      [],
      payCreators(),
      { type: 'CommissionNotCharged', orderId },
    ],
    [
      'to reverse a line twice at once',
      [one],
      reverse('r1', [line, line]),
      { type: 'CommissionLineRepeated', orderId, lineId: 'l1' },
    ],
    [
      'to reverse a line that was not charged',
      [one],
      reverse('r1', [{ ...line, lineId: 'l9' }]),
      { type: 'CommissionLineNotFound', orderId, lineId: 'l9' },
    ],
    [
      'to reverse more than was charged',
      [one],
      reverse('r1', [{ lineId: 'l1', ...feeAmounts(106) }]),
      { ...exceeds, remainingMinor: 105n },
    ],
    [
      'to reverse shipping that nobody paid',
      [one],
      reverse('r1', [{ lineId: 'l1', ...feeAmounts(105, 1) }]),
      { ...exceeds, amount: 'shippingMinor', remainingMinor: 0n },
    ],
    [
      'to reverse more than remains',
      [one, reversed('r1', [['l1', 5]], [])],
      reverse('r2', [line]),
      { ...exceeds, remainingMinor: 100n },
    ],
  ] as const)('%s', (_, past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
  })
})

test('a history that begins with a reversal is that of nothing charged', () => {
  expect(foldOf(commission, [reversed('r1', [['l1', 105]], [])])).toEqual(commission.initialState)
})
