import { describe, expect, test } from 'vitest'
import { commission } from '../../src/domain/commission/index.js'
import { sumMinor } from '../../src/domain/kernel/money.js'
import {
  brazilRule,
  charge,
  charged,
  euRule,
  feeAmounts,
  givenCommission as given,
  reverse,
  reversed,
} from '../support/commissions.js'
import { foldOf, valueOf } from '../support/spec.js'

const orderId = 'o1'
const feeOf = (command: ReturnType<typeof charge>): bigint =>
  sumMinor(
    valueOf(commission.decide(command, commission.initialState)).flatMap((event) =>
      event.data.lines.map(({ feeMinor }) => feeMinor),
    ),
  )

describe('the commission on', () => {
  const fivePercent = { ...euRule, ruleId: 'electronics', rateBps: 500 }
  const shoe = { lineId: 'l1', ...feeAmounts(8_000, 500, 1_000) }
  test.each([
    ['a shoe of 80.00 with 5.00 of shipping and 10.00 from the platform, 9 %', [shoe], 855n],
    [
      'that shoe and a computer of 1300.00, 50.00 and 200.00 at 5 %: each by its own rule',
      [shoe, { lineId: 'l2', rule: fivePercent, ...feeAmounts(130_000, 5_000, 20_000) }],
      8_605n,
    ],
    ['20.00 with 2.99 of shipping, 9 %: 2.0691', [{ lineId: 'l1', ...feeAmounts(2_000, 299) }], 207n],
    [
      'two units of 25.00 with 4.99 and 4.00, 9 %: 5.3091',
      [
        { lineId: 'l1', ...feeAmounts(2_500, 250, 200) },
        { lineId: 'l2', ...feeAmounts(2_500, 249, 200) },
      ],
      531n,
    ],
    [
      '100.00 in Brazil, 12 % of the price alone',
      [{ lineId: 'l1', rule: brazilRule, ...feeAmounts(10_000, 999, 999) }],
      1_200n,
    ],
    ['a sample', [{ lineId: 'l1', ...feeAmounts(0) }], 0n],
  ])('%s', (_, lines, feeMinor) => {
    expect(feeOf(charge(lines))).toBe(feeMinor)
  })

  const units = ['l1', 'l2', 'l3'].map((lineId) => ({ lineId, ...feeAmounts(105) }))
  test('three units of one SKU at 1.05 is that on 3.15, not three times that on 1.05', () => {
    given()
      .when(charge(units))
      .then(
        charged([
          ['l1', 105, 9],
          ['l2', 105, 10],
          ['l3', 105, 9],
        ]),
      )
    const perLine = units.map((line) => ({ ...line, rule: { ...euRule, rounding: 'PER_LINE' } }))
    expect(feeOf(charge(perLine))).toBe(27n)
  })

  test.each([
    ['another SKU', { skuId: 'k2' }],
    ['another rule', { rule: { ...euRule, ruleId: 'other' } }],
    ['another version', { rule: { ...euRule, ruleVersion: 1 } }],
    ['another rate under the same name', { rule: { ...euRule, rateBps: 901 } }],
  ])('a unit of %s is rounded by itself', (_, other) => {
    const alone = charge(units.map((line, i) => (i === 1 ? { ...line, ...other } : line)))
    expect(feeOf(alone)).toBe(19n + 9n)
    const two = charge(units.slice(0, 2).map((line, i) => (i === 1 ? { ...line, ...other } : line)))
    expect(feeOf(two)).toBe(9n + 9n)
  })

  test('the largest line that an order can hold is storable', () => {
    const most = 999_999_999_999
    given()
      .when(charge([{ lineId: 'l1', ...feeAmounts(most, most, most), rule: { ...euRule, rateBps: 10_000 } }]))
      .then(charged([['l1', 3 * most, 3 * most]], { rule: { ...euRule, rateBps: 10_000 } }))
  })
})

describe('a reversal', () => {
  const threeUnits = charged([
    ['l1', 105, 9],
    ['l2', 105, 10],
    ['l3', 105, 9],
  ])
  const unit = (lineId: string, saleMinor = 105) => [{ lineId, ...feeAmounts(saleMinor) }]

  test('of one of two units leaves the rounded fee on what remains: 5.31 − 2.88', () => {
    given(
      charged([
        ['l1', 2_950, 266],
        ['l2', 2_949, 265],
      ]),
    )
      .when(reverse('r1', [{ lineId: 'l1', ...feeAmounts(2_500, 0, 200) }]))
      .then(reversed('r1', [['l1', 2_700, 243]]))
  })

  test.each([
    ['first to last', ['l1', 'l2', 'l3'], [9, 10, 9]],
    ['last to first', ['l3', 'l2', 'l1'], [9, 10, 9]],
    ['middle first', ['l2', 'l1', 'l3'], [9, 10, 9]],
  ])('of three units one by one, %s, returns exactly 28 cents', (_, lineIds, fees) => {
    const steps = lineIds.map((lineId, i) => reversed(`r${i}`, [[lineId, 105, fees[i] ?? 0]]))
    for (const [i, step] of steps.entries()) {
      given(threeUnits, ...steps.slice(0, i))
        .when(reverse(`r${i}`, unit(lineIds[i] ?? '')))
        .then(step)
    }
  })

  test('of several lines at once gives back what they would one after the other', () => {
    given(threeUnits)
      .when(reverse('r1', [...unit('l2'), ...unit('l1', 50), ...unit('l3')]))
      .then(
        reversed('r1', [
          ['l2', 105, 9],
          ['l1', 50, 5],
          ['l3', 105, 9],
        ]),
      )
  })

  test('per line follows the line alone, by the base of its own rule', () => {
    const perLine = charged(
      [
        ['l1', 10_000, 1_200],
        ['l2', 333, 40],
      ],
      { rule: brazilRule },
    )
    given(perLine)
      .when(reverse('r1', [{ lineId: 'l2', ...feeAmounts(100, 50, 50) }]))
      .then(reversed('r1', [['l2', 100, 12]]))
    given(perLine, reversed('r1', [['l2', 100, 12]]))
      .when(reverse('r2', [{ lineId: 'l2', ...feeAmounts(233, 20) }]))
      .then(reversed('r2', [['l2', 233, 28]]))
  })

  test('at the frozen rate, whatever the rate is by then', () => {
    const old = { ...euRule, ruleVersion: 1, rateBps: 500 }
    given(charged([['l1', 2_000, 100]], { rule: old }))
      .when(reverse('r1', [{ lineId: 'l1', ...feeAmounts(2_000) }]))
      .then(reversed('r1', [['l1', 2_000, 100]]))
  })

  test('that is repeated changes nothing, in whatever order its lines come', () => {
    const past = [
      threeUnits,
      reversed('r1', [
        ['l1', 105, 9],
        ['l2', 5, 1],
      ]),
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

  test('of what was never charged is refused: a charge was lost', () => {
    given()
      .when(reverse('r1', unit('l1')))
      .thenRefused({ type: 'CommissionNotCharged', orderId })
  })
})

describe('a commission refuses', () => {
  const line = { lineId: 'l1', ...feeAmounts(105) }
  const one = charged([['l1', 105, 9]])
  const exceeds = { type: 'ReversalExceedsCharge', orderId, lineId: 'l1' } as const

  test.each([
    ['to be charged twice', [one], charge([line]), { type: 'CommissionAlreadyCharged', orderId }],
    ['a line twice', [], charge([line, line]), { type: 'CommissionLineRepeated', orderId, lineId: 'l1' }],
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
      { ...exceeds, remainingBaseMinor: 105n },
    ],
    [
      'to reverse more than remains',
      [one, reversed('r1', [['l1', 5, 0]])],
      reverse('r2', [line]),
      { ...exceeds, remainingBaseMinor: 100n },
    ],
  ] as const)('%s', (_, past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
  })
})

test('a history that begins with a reversal is that of nothing charged', () => {
  expect(foldOf(commission, [reversed('r1', [['l1', 105, 9]])])).toEqual(commission.initialState)
})
