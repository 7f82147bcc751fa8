import { describe, expect, test } from 'vitest'
import { rulesFor } from '../../../src/domain/kernel/feeSchedule.js'
import { feeSchedule } from '../../../src/domain/kernel/feeSchedules.js'
import { commission, type CommissionEvent } from '../../../src/domain/commission/index.js'
import { sumMinor } from '../../../src/domain/kernel/money.js'
import { charge, creatorRule, euRule, feeAmounts, payCreators, reverse } from '../../support/commissions.js'
import { foldOf, instant, valueOf } from '../../support/spec.js'

/** What the commands of one order come to, one after the other. */
const eventsOf = (...commands: ReadonlyArray<ReturnType<typeof charge>>): ReadonlyArray<CommissionEvent> =>
  commands.reduce<ReadonlyArray<CommissionEvent>>(
    (past, command) => [...past, ...valueOf(commission.decide(command, foldOf(commission, past)))],
    [],
  )

/** Fees by kind as a seller's statement signs them: what is taken is negative. */
const feesIn = (event: CommissionEvent | undefined): Readonly<Record<string, bigint>> => {
  const fees =
    event?.type === 'CommissionReversed'
      ? event.data.fees.map(({ rule, backMinor }) => [rule.kind, backMinor] as const)
      : (event?.data.fees ?? []).map(({ rule, feeMinor }) => [rule.kind, -feeMinor] as const)
  return Object.fromEntries(
    [...new Set(fees.map(([kind]) => kind))]
      .map((kind): [string, bigint] => [
        kind,
        sumMinor(fees.filter((fee) => fee[0] === kind).map(([, minor]) => minor)),
      ])
      .filter(([, minor]) => minor !== 0n),
  )
}

/** Goods and shipping of the seller, before fees. */
const soldIn = (event: CommissionEvent | undefined): bigint =>
  event?.type === 'CommissionCharged' || event?.type === 'CommissionReversed'
    ? (event.type === 'CommissionReversed' ? -1n : 1n) *
      sumMinor(
        event.data.lines.map(
          (line) =>
            line.saleMinor +
            line.platformDiscountMinor +
            line.shippingMinor +
            line.shippingPlatformDiscountMinor,
        ),
      )
    : 0n

/** What each kind of fee was taken of. */
const basesIn = (event: CommissionEvent | undefined): Readonly<Record<string, ReadonlyArray<bigint>>> => {
  const fees = event?.type === 'CommissionReversed' ? event.data.fees : (event?.data.fees ?? [])
  return Object.fromEntries(
    fees.map(({ rule: { kind } }) => [
      kind,
      fees.filter(({ rule }) => rule.kind === kind).map(({ baseMinor }) => baseMinor),
    ]),
  )
}

const buyerPaysIn = (event: CommissionEvent | undefined): bigint =>
  event?.type === 'CommissionCharged'
    ? sumMinor(event.data.lines.map(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor))
    : 0n

const settledBy = (event: CommissionEvent | undefined): bigint =>
  soldIn(event) + sumMinor(Object.values(feesIn(event)))

const rulesIn = (
  market: string,
  category: string,
  placedAt: string,
  sellerSince?: string,
  outsideServiceLevel = false,
) =>
  rulesFor(feeSchedule, {
    market,
    category,
    placedAt: instant(placedAt),
    sellerSince: sellerSince === undefined ? undefined : instant(sellerSince),
    outsideServiceLevel,
  }).map(({ capMinor, perUnitMinor, ...rule }) => ({
    ...rule,
    ...(perUnitMinor === undefined ? {} : { perUnitMinor: perUnitMinor.toString() }),
    ...(capMinor === undefined ? {} : { capMinor: capMinor.toString() }),
  }))

const NOW = '2026-03-02T09:00:00.000Z'
const shoe = { lineId: 'l1', rules: rulesIn('GB', 'shoes', NOW), ...feeAmounts(8_000, 500, 1_000) }

describe('the United Kingdom', () => {
  test('W1: a shoe of 100.00, 10.00 off by the seller and by the platform, 5.00 of shipping: 9 % of 95.00 is 8.55', () => {
    expect(feesIn(eventsOf(charge([shoe]))[0])).toEqual({ PLATFORM_COMMISSION: -855n })
  })

  test('W2: with a computer of 1500.00, 200.00 off by the platform, 50.00 of shipping, at 5 %: 86.05 in all', () => {
    const computer = {
      lineId: 'l2',
      skuId: 'k2',
      rules: rulesIn('GB', 'electronics', NOW),
      ...feeAmounts(130_000, 5_000, 20_000),
    }
    expect(feesIn(eventsOf(charge([shoe, computer]))[0])).toEqual({ PLATFORM_COMMISSION: -8_605n })
  })

  test('W3: 20.00 with 2.99 of shipping: 2.0691 is 2.07', () => {
    const line = { lineId: 'l1', rules: shoe.rules, ...feeAmounts(2_000, 299) }
    expect(feesIn(eventsOf(charge([line]))[0])).toEqual({ PLATFORM_COMMISSION: -207n })
  })

  test('an order that is sent outside the service levels pays 0.50, once and for good, from 15 July 2025 on', () => {
    const rules = (category: string, placedAt: string) => rulesIn('GB', category, placedAt, undefined, true)
    const kinds = (placedAt: string) => rules('shoes', placedAt).map(({ kind }) => kind)
    expect(kinds('2025-07-14T22:59:59.999Z')).toEqual(['PLATFORM_COMMISSION'])
    expect(kinds('2025-07-14T23:00:00.000Z')).toEqual(['PLATFORM_COMMISSION', 'SELLER_SHIPPING_SERVICE_FEE'])
    const lines = [
      { lineId: 'l1', skuId: 'k1', ...feeAmounts(2_000, 299) },
      { lineId: 'l2', skuId: 'k2', ...feeAmounts(1_000) },
    ]
    const [charged, reversed] = eventsOf(
      charge(lines.map((line, i) => ({ ...line, rules: rules(i === 0 ? 'shoes' : 'electronics', NOW) }))),
      reverse(
        'r1',
        lines.map(({ skuId: _, ...line }) => line),
      ),
    )
    expect(feesIn(charged)).toEqual({ PLATFORM_COMMISSION: -257n, SELLER_SHIPPING_SERVICE_FEE: -50n })
    expect(feesIn(reversed)).toEqual({ PLATFORM_COMMISSION: 257n })
    expect(settledBy(charged) + settledBy(reversed)).toBe(-50n)
  })
})

describe('Mexico', () => {
  const rule = { ruleVersion: 1, rounding: 'PER_SKU', onRefund: 'FOLLOWS' } as const
  const netOfTax = { ...rule, base: 'SALE', includedTaxBps: 1_600 } as const
  const rules = [
    { ...rule, ruleId: 'programme', kind: 'PROGRAMME_FEE', base: 'SALE', rateBps: 800, onRefund: 'STAYS' },
    {
      ...rule,
      ruleId: 'item',
      kind: 'FEE_PER_ITEM_SOLD',
      base: 'UNITS',
      rateBps: 10_000,
      perUnitMinor: '600',
    },
    { ...netOfTax, ruleId: 'vat', kind: 'VAT', rateBps: 800 },
    { ...netOfTax, ruleId: 'isr', kind: 'INCOME_TAX', rateBps: 250 },
  ]

  test('W4: 134.90 settles as 105.90, and its refund as −116.69: the programme fee stays', () => {
    const line = { lineId: 'l1', ...feeAmounts(13_490) }
    const [charged, reversed] = eventsOf(charge([{ ...line, rules }]), reverse('r1', [line]))
    expect(feesIn(charged)).toEqual({
      PROGRAMME_FEE: -1_079n,
      FEE_PER_ITEM_SOLD: -600n,
      VAT: -930n,
      INCOME_TAX: -291n,
    })
    expect(settledBy(charged)).toBe(10_590n)
    expect(feesIn(reversed)).toEqual({ FEE_PER_ITEM_SOLD: 600n, VAT: 930n, INCOME_TAX: 291n })
    expect(settledBy(reversed)).toBe(-11_669n)
    expect(settledBy(charged) + settledBy(reversed)).toBe(-1_079n)
  })

  test('W5: of 116.97 with 16 % of tax in it, 8 % is 8.07 and 2.5 % is 2.52', () => {
    const line = { lineId: 'l1', rules: rules.slice(2), ...feeAmounts(11_697) }
    expect(feesIn(eventsOf(charge([line]))[0])).toEqual({ VAT: -807n, INCOME_TAX: -252n })
  })
})

describe('the United States', () => {
  const referral = rulesIn('US', 'toys', NOW)
  const more = [
    { ...euRule, ruleId: 'tax', kind: 'FEE_TAX', base: 'FEE', of: 'REFERRAL_FEE', rateBps: 600 },
    { ...euRule, ruleId: 'label', kind: 'ACTUAL_SHIPPING_FEE', base: 'SHIPPING', rateBps: 10_000 },
  ]

  test('W6: 15.00 with 4.58 of shipping that the platform bought settles as 13.76', () => {
    const line = { lineId: 'l1', rules: [...referral, ...more], ...feeAmounts(1_500, 458) }
    const [charged] = eventsOf(charge([line]))
    expect(feesIn(charged)).toEqual({ REFERRAL_FEE: -117n, FEE_TAX: -7n, ACTUAL_SHIPPING_FEE: -458n })
    expect(settledBy(charged)).toBe(1_376n)
  })

  test('a refund gives the referral fee back and keeps a fifth of it, by what was given back in all', () => {
    const units = ['l1', 'l2'].map((lineId) => ({ lineId, ...feeAmounts(1_025) }))
    const [charged, first, second] = eventsOf(
      charge(units.map((line) => ({ ...line, rules: referral }))),
      reverse('r1', units.slice(0, 1)),
      reverse('r2', units.slice(1)),
    )
    expect(feesIn(charged)).toEqual({ REFERRAL_FEE: -123n })
    expect(feesIn(first)).toEqual({ REFERRAL_FEE: 61n, REFUND_ADMINISTRATION_FEE: -12n })
    // A fifth of 1.23 is 0.25 in all, however it was given back.
    expect(feesIn(second)).toEqual({ REFERRAL_FEE: 62n, REFUND_ADMINISTRATION_FEE: -13n })
  })

  test('the fee for a refund is 5.00 at most for a SKU', () => {
    const line = { lineId: 'l1', ...feeAmounts(100_000) }
    const [, reversed] = eventsOf(charge([{ ...line, rules: referral }]), reverse('r1', [line]))
    expect(feesIn(reversed)).toEqual({ REFERRAL_FEE: 6_000n, REFUND_ADMINISTRATION_FEE: -500n })
  })

  test('the tax in a price is not commissioned', () => {
    const line = { lineId: 'l1', rules: referral, ...feeAmounts(1_100, 0, 0, { taxMinor: '100' }) }
    expect(feesIn(eventsOf(charge([line]))[0])).toEqual({ REFERRAL_FEE: -60n })
  })
})

describe('shares in a sale', () => {
  const creator = { ...creatorRule, rateBps: 2_000 }
  const kind = 'AFFILIATE_PARTNER_COMMISSION' as const
  const rules = [creator, { ...creator, kind, ruleId: 'partner-a1', rateBps: 500, creatorId: 'a1' }]
  const line = { lineId: 'l1', rules, ...feeAmounts(10_000) }

  test('of 25 % are 20 for the creator and 5 for the partner, given back until both are paid', () => {
    const shares = { AFFILIATE_COMMISSION: -2_000n, AFFILIATE_PARTNER_COMMISSION: -500n }
    const back = reverse('r1', [{ lineId: 'l1', ...feeAmounts(10_000) }])
    expect(eventsOf(charge([line]), back).map(feesIn)).toEqual([
      shares,
      { AFFILIATE_COMMISSION: 2_000n, AFFILIATE_PARTNER_COMMISSION: 500n },
    ])
    expect(eventsOf(charge([line]), payCreators(), back).map(feesIn)).toEqual([shares, shares, {}])
  })

  test('are each somebody’s own, also when one of them was found by an advertisement', () => {
    const byAd = { ...creator, kind: 'AFFILIATE_ADS_COMMISSION' as const }
    const ad = { ...line, rules: [byAd, ...rules.slice(1)] }
    const [charged, paid] = eventsOf(charge([ad]), payCreators())
    const told = paid?.data.fees.map(({ rule, feeMinor }) => [rule.kind, rule.creatorId, feeMinor])
    expect(told).toEqual([
      ['AFFILIATE_ADS_COMMISSION', 'c1', 2_000n],
      ['AFFILIATE_PARTNER_COMMISSION', 'a1', 500n],
    ])
    expect(settledBy(charged)).toBe(7_500n)
  })
})

describe('France', () => {
  const rules = [...rulesIn('FR', 'kitchen', NOW), creatorRule]
  const unit = (lineId: string, shippingMinor: number) => ({
    lineId,
    ...feeAmounts(2_500, shippingMinor, 200, { sellerDiscountMinor: '300' }),
  })
  const order = charge([unit('l1', 250), unit('l2', 249)].map((line) => ({ ...line, rules })))
  const oneUnit = reverse('r1', [unit('l1', 0)])

  test('D1: two of 30.00, 6.00 off by the seller, 4.00 by the platform, 4.99 of shipping, a creator at 12 %: 47.68', () => {
    const [charged] = eventsOf(order)
    expect(feesIn(charged)).toEqual({ PLATFORM_COMMISSION: -531n, AFFILIATE_COMMISSION: -600n })
    expect(settledBy(charged)).toBe(4_768n)
    expect(buyerPaysIn(charged)).toBe(5_499n)
    expect(basesIn(charged)).toEqual({ PLATFORM_COMMISSION: [5_899n], AFFILIATE_COMMISSION: [5_000n] })
  })

  test('D3: one unit back takes 21.57, or 24.57 if the creator has been paid', () => {
    const [, unpaid] = eventsOf(order, oneUnit)
    expect(feesIn(unpaid)).toEqual({ PLATFORM_COMMISSION: 243n, AFFILIATE_COMMISSION: 300n })
    expect(settledBy(unpaid)).toBe(-2_157n)
    expect(soldIn(unpaid)).toBe(-2_700n)
    expect(basesIn(unpaid)).toEqual({ PLATFORM_COMMISSION: [3_199n], AFFILIATE_COMMISSION: [2_500n] })
    const [, creators, paid] = eventsOf(order, payCreators(), oneUnit)
    expect(feesIn(creators)).toEqual({ AFFILIATE_COMMISSION: -600n })
    expect(feesIn(paid)).toEqual({ PLATFORM_COMMISSION: 243n })
    expect(settledBy(paid)).toBe(-2_457n)
  })

  test('D4: three of 1.05 at 9 % cost 0.28 together, and returned one by one give 0.28 back', () => {
    const units = ['l1', 'l2', 'l3'].map((lineId) => ({ lineId, ...feeAmounts(105) }))
    const past = eventsOf(charge(units), ...units.map((line, i) => reverse(`r${i}`, [line])))
    const fees = past.map((event) => sumMinor(Object.values(feesIn(event))))
    expect(fees).toEqual([-28n, 9n, 10n, 9n])
    const apart = units.map((line) => ({ ...line, rules: [{ ...euRule, rounding: 'PER_LINE' as const }] }))
    expect(feesIn(eventsOf(charge(apart))[0])).toEqual({ PLATFORM_COMMISSION: -27n })
  })

  test('D5: what was ordered on 7 January at 23:59 CET pays 5 %, and gives 5 % back on the 20th', () => {
    const before = rulesIn('FR', 'kitchen', '2026-01-07T22:59:00.000Z')
    const line = { lineId: 'l1', ...feeAmounts(10_000) }
    const [charged, reversed] = eventsOf(charge([{ ...line, rules: before }]), reverse('r1', [line]))
    expect([feesIn(charged), feesIn(reversed)]).toEqual([
      { PLATFORM_COMMISSION: -500n },
      { PLATFORM_COMMISSION: 500n },
    ])
  })

  test('D6: a sample that the seller discounts wholly costs no fee', () => {
    const sample = { lineId: 'l1', rules, ...feeAmounts(0, 0, 0, { sellerDiscountMinor: '2500' }) }
    const [charged] = eventsOf(charge([sample]))
    expect([feesIn(charged), settledBy(charged)]).toEqual([{}, 0n])
  })

  test('electronics pay 7 %, a seller that is new 4 % for 60 days', () => {
    const rateOf = (category: string, placedAt: string, since?: string) =>
      rulesIn('FR', category, placedAt, since).map(({ rateBps }) => rateBps)
    expect(rateOf('electronics', NOW)).toEqual([700])
    expect(rateOf('electronics', NOW, '2026-02-01T00:00:00.000Z')).toEqual([400])
    expect(rateOf('kitchen', '2026-04-01T23:59:59.999Z', '2026-02-01T00:00:00.000Z')).toEqual([400])
    expect(rateOf('kitchen', '2026-04-02T00:00:00.000Z', '2026-02-01T00:00:00.000Z')).toEqual([900])
    expect(rateOf('electronics', '2026-01-07T22:59:59.999Z', '2026-01-01T00:00:00.000Z')).toEqual([500])
  })
})
