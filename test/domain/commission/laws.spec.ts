import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CommissionEvent } from '../../../src/domain/commission/events.js'
import { commission } from '../../../src/domain/commission/index.js'
import type { FrozenRule } from '../../../src/domain/kernel/fee.js'
import { portionMinor, sumMinor } from '../../../src/domain/kernel/money.js'
import { charge, euRule, feeAmounts, reverse } from '../../support/commissions.js'
import { foldOf, valueOf } from '../../support/spec.js'

const feeRule = fc.record({
  ruleId: fc.constantFrom('a', 'b'),
  ruleVersion: fc.constantFrom(1, 2),
  kind: fc.constant('PLATFORM_COMMISSION' as const),
  rateBps: fc.oneof(fc.nat(10_000), fc.constantFrom(500, 900, 1_200)),
  base: fc.constantFrom('SALE' as const, 'SHIPPING' as const, 'GROSS' as const, 'REVENUE' as const),
  rounding: fc.constantFrom('PER_LINE' as const, 'PER_SKU' as const),
  onRefund: fc.constant('FOLLOWS' as const),
  includedTaxBps: fc.constantFrom(0, 1_600, 2_000),
})
const taxRule = { ...euRule, ruleId: 'tax', kind: 'FEE_TAX', base: 'FEE', of: 'PLATFORM_COMMISSION' } as const

const amount = fc.oneof(fc.nat(20), fc.nat(100_000))
const lines = fc
  .array(
    fc.record({
      skuId: fc.constantFrom('k1', 'k2'),
      rules: feeRule.map((one) => [one, taxRule]),
      amounts: fc.tuple(amount, amount, amount),
      cuts: fc.array(fc.nat(100), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) => all.map((line, i) => ({ ...line, lineId: `l${i}` })))
type Seed = typeof lines extends fc.Arbitrary<ReadonlyArray<infer L>> ? L : never

const toCharge = (all: ReadonlyArray<Seed>) =>
  charge(all.map(({ amounts, cuts: _, ...line }) => ({ ...line, ...feeAmounts(...amounts) })))

/** A line's amounts cut into pieces that add up to them. */
const piecesOf = ({ lineId, amounts, cuts }: Seed) => {
  const bounds = [0, ...cuts.toSorted((a, b) => a - b), 100]
  const piece = (all: number, i: number, to: number) =>
    Math.floor((all * to) / 100) - Math.floor((all * (bounds[i] ?? 0)) / 100)
  const [sale, shipping, discount] = amounts
  return bounds.slice(1).map((to, i) => ({
    lineId,
    ...feeAmounts(piece(sale, i, to), piece(shipping, i, to), piece(discount, i, to)),
  }))
}

const takenBy = (event: CommissionEvent): bigint =>
  event.type === 'CommissionReversed'
    ? -sumMinor(event.data.fees.map(({ backMinor }) => backMinor))
    : sumMinor(event.data.fees.map(({ feeMinor }) => feeMinor))
const feeOf = (events: ReadonlyArray<CommissionEvent>): bigint => sumMinor(events.map(takenBy))

/** The exact fee on what remains, told by rational numbers of another making than the rule's. */
const isRoundedFrom = (fee: bigint, { rateBps, includedTaxBps = 0 }: FrozenRule, baseMinor: bigint) => {
  const [n, d] = [baseMinor * BigInt(rateBps), BigInt(10_000 + includedTaxBps)]
  const distance = 2n * (fee * d - n)
  return distance <= d && distance > -d
}

test('every fee is the exact one, rounded once, half up, and tells by how much', () => {
  fc.assert(
    fc.property(lines, (all) => {
      const events = valueOf(commission.decide(toCharge(all), commission.initialState))
      for (const { rule, baseMinor, feeMinor, roundedBy } of events.flatMap(({ data }) => data.fees)) {
        expect(isRoundedFrom(feeMinor, rule, baseMinor)).toBe(true)
        expect(feeMinor * BigInt(10_000 + (rule.includedTaxBps ?? 0))).toBe(
          baseMinor * BigInt(rule.rateBps) + BigInt(roundedBy),
        )
      }
    }),
  )
})

test('every line has each of its fees once, and no more lines than were sold', () => {
  fc.assert(
    fc.property(lines, (all) => {
      const events = valueOf(commission.decide(toCharge(all), commission.initialState))
      for (const kind of ['PLATFORM_COMMISSION', 'FEE_TAX']) {
        const on = events
          .flatMap(({ data }) => data.fees)
          .filter(({ rule }) => rule.kind === kind)
          .flatMap(({ lineIds }) => lineIds)
        expect(on.toSorted()).toEqual(all.map(({ lineId }) => lineId))
      }
    }),
  )
})

test('whatever is given back, in whatever pieces and order, each fee is the rounded one on the rest: in the end none', () => {
  const steps = lines.chain((all) => {
    const every = all.flatMap(piecesOf)
    return fc.tuple(fc.constant(all), fc.shuffledSubarray(every, { minLength: every.length }))
  })
  fc.assert(
    fc.property(steps, ([all, pieces]) => {
      let past = valueOf(commission.decide(toCharge(all), commission.initialState))
      for (const [i, piece] of pieces.entries()) {
        const next = valueOf(commission.decide(reverse(`r${i}`, [piece]), foldOf(commission, past)))
        past = [...past, ...next]
        for (const { rule, baseMinor, feeMinor } of next.flatMap(({ data }) => data.fees)) {
          expect(isRoundedFrom(feeMinor, rule, baseMinor)).toBe(true)
        }
        const state = foldOf(commission, past)
        if (state.status === 'CHARGED') {
          expect(feeOf(past)).toBe(sumMinor(state.fees.map(({ bookedMinor }) => bookedMinor)))
          expect(state.fees.every(({ bookedMinor }) => bookedMinor >= 0n)).toBe(true)
        }
      }
      expect(feeOf(past)).toBe(0n)
    }),
  )
})

test('several lines given back at once give back what they would one by one', () => {
  fc.assert(
    fc.property(lines, (all) => {
      const charged = valueOf(commission.decide(toCharge(all), commission.initialState))
      const whole = all.map(({ lineId, amounts }) => ({ lineId, ...feeAmounts(...amounts) }))
      const back = valueOf(commission.decide(reverse('r', whole), foldOf(commission, charged)))
      expect(feeOf([...charged, ...back])).toBe(0n)
    }),
  )
})

test('a fee for refunds never exceeds its cap, whatever is given back in whatever pieces', () => {
  const refundRule = {
    ...euRule,
    ruleId: 'refunds',
    kind: 'REFUND_ADMINISTRATION_FEE',
    base: 'FEE_REFUNDED',
    of: 'PLATFORM_COMMISSION',
    rateBps: 2_000,
    capMinor: '50',
  }
  fc.assert(
    fc.property(lines, (all) => {
      const rules = [euRule, refundRule]
      let past = valueOf(
        commission.decide(
          toCharge(all.map((line) => ({ ...line, rules })) as never),
          commission.initialState,
        ),
      )
      for (const [i, piece] of all.flatMap(piecesOf).entries()) {
        past = [...past, ...valueOf(commission.decide(reverse(`r${i}`, [piece]), foldOf(commission, past)))]
      }
      const platform = past[0]?.data.fees.filter(({ rule }) => rule.kind === 'PLATFORM_COMMISSION') ?? []
      const kept = platform.map(({ feeMinor }) => (feeMinor < 250n ? portionMinor(feeMinor, 2_000) : 50n))
      expect(feeOf(past)).toBe(sumMinor(kept))
    }),
  )
})
