import fc from 'fast-check'
import type { CommissionCommand } from '../../src/domain/commission/commands.js'
import { commission, type Commission, type CommissionEvent } from '../../src/domain/commission/index.js'
import type { ChargedFee, FrozenRule } from '../../src/domain/kernel/fee.js'
import { isLeft } from '../../src/fp.js'
import { charge, creatorRule, euRule, feeAmounts, reverse } from '../support/commissions.js'
import { amount, rate, shareOf, sum, thousandths } from './amounts.js'
import { moneyProperty } from './moneyProperty.js'
import { isRounded } from './rounding.js'

type Of<T extends CommissionCommand['type']> = Extract<CommissionCommand, { readonly type: T }>

const names = [
  'saleMinor',
  'sellerDiscountMinor',
  'platformDiscountMinor',
  'shippingMinor',
  'shippingPlatformDiscountMinor',
  'taxMinor',
] as const
type Amounts = { readonly [N in (typeof names)[number]]: bigint }
const amountsBy = (amountOf: (name: (typeof names)[number]) => bigint): Amounts => ({
  saleMinor: amountOf('saleMinor'),
  sellerDiscountMinor: amountOf('sellerDiscountMinor'),
  platformDiscountMinor: amountOf('platformDiscountMinor'),
  shippingMinor: amountOf('shippingMinor'),
  shippingPlatformDiscountMinor: amountOf('shippingPlatformDiscountMinor'),
  taxMinor: amountOf('taxMinor'),
})

const rules = {
  main: { ...euRule },
  staying: { ...euRule, ruleId: 'programme', kind: 'PROGRAMME_FEE', onRefund: 'STAYS' },
  tax: { ...euRule, ruleId: 'tax', kind: 'FEE_TAX', base: 'FEE', of: 'PLATFORM_COMMISSION' },
  creator: creatorRule,
  perItem: {
    ...euRule,
    ruleId: 'item',
    kind: 'FEE_PER_ITEM_SOLD',
    base: 'UNITS',
    rateBps: 10_000,
    perUnitMinor: '600',
  },
  refunds: {
    ...euRule,
    ruleId: 'refunds',
    kind: 'REFUND_ADMINISTRATION_FEE',
    base: 'FEE_REFUNDED',
    of: 'PLATFORM_COMMISSION',
    rateBps: 2_000,
    capMinor: '50',
  },
}
const LINES_MAX = 3
const lineIds = Array.from({ length: LINES_MAX }, (_, i) => `l${i + 1}`)
const charging = charge(
  lineIds.map((lineId, i) => ({
    lineId,
    skuId: i === 2 ? 'k2' : 'k1',
    rules: Object.values(rules),
    ...feeAmounts(1),
  })),
) as Of<'ChargeCommission'>
const reversing = reverse(
  'r',
  lineIds.map((lineId) => ({ lineId, ...feeAmounts(1) })),
) as Of<'ReverseCommission'>

/** The rules of a run: the platform's own varies in all that a fee table may say. */
const ruleChange = fc.record({
  rateBps: rate,
  base: fc.constantFrom(
    'SALE' as const,
    'SHIPPING' as const,
    'REVENUE' as const,
    'GROSS' as const,
    'GROSS_LESS_TAX' as const,
  ),
  rounding: fc.constantFrom('PER_LINE' as const, 'PER_SKU' as const),
  includedTaxBps: fc.constantFrom(0, 1_600, 2_000),
})

const line = fc
  .tuple(amount, amount, amount, amount, amount, thousandths)
  .map(([saleMinor, sellerDiscountMinor, platformDiscountMinor, shippingMinor, ofShipping, tax]) => ({
    // A fixed fee per unit follows its sale price: one that is nothing is never given back.
    saleMinor: saleMinor + 1n,
    sellerDiscountMinor,
    platformDiscountMinor,
    shippingMinor,
    shippingPlatformDiscountMinor: ofShipping,
    taxMinor: shareOf(saleMinor + shippingMinor, tax),
  }))

const story = fc.record({
  change: ruleChange,
  lines: fc.array(line, { minLength: 1, maxLength: LINES_MAX }),
  backs: fc.array(fc.array(thousandths, { minLength: LINES_MAX, maxLength: LINES_MAX }), { maxLength: 4 }),
})

/** What a rule's result must be, by whole numbers alone: the base's share, or the cap. */
const isFee = (
  { rateBps, includedTaxBps = 0, capMinor }: FrozenRule,
  baseMinor: bigint,
  feeMinor: bigint,
): boolean =>
  isRounded(feeMinor, baseMinor * BigInt(rateBps), BigInt(10_000 + includedTaxBps)) ||
  (feeMinor === capMinor && baseMinor * BigInt(rateBps) > feeMinor * 10_000n)

const explained = ({
  rule,
  baseMinor,
  feeMinor,
  roundedBy,
}: Omit<ChargedFee, 'skuId' | 'lineIds'>): boolean =>
  feeMinor === rule.capMinor ||
  feeMinor * BigInt(10_000 + (rule.includedTaxBps ?? 0)) ===
    baseMinor * BigInt(rule.rateBps) + BigInt(roundedBy)

/** What each kind of fee has come to. */
const takenOf = (events: ReadonlyArray<CommissionEvent>): ReadonlyMap<string, bigint> => {
  const taken = new Map<string, bigint>()
  for (const event of events) {
    if (event.type === 'CreatorsPaid') continue
    const fees =
      event.type === 'CommissionCharged'
        ? event.data.fees.map(({ rule, feeMinor }) => [rule.kind, feeMinor] as const)
        : event.data.fees.map(({ rule, backMinor }) => [rule.kind, -backMinor] as const)
    for (const [kind, minor] of fees) taken.set(kind, (taken.get(kind) ?? 0n) + minor)
  }
  return taken
}

/** A fifth of what came back of the platform's fee, at most the cap, SKU by SKU or line by line as it was charged. */
const refundFee = (first: CommissionEvent | undefined): bigint => {
  if (first?.type !== 'CommissionCharged') return 0n
  const bySku = new Map<string, bigint>()
  for (const { rule, skuId, feeMinor } of first.data.fees) {
    if (rule.kind === 'PLATFORM_COMMISSION') bySku.set(skuId, (bySku.get(skuId) ?? 0n) + feeMinor)
  }
  return sum([...bySku.values()].map((fee) => (fee > 250n ? 50n : (2n * fee + 5n) / 10n)))
}

export const refundedFees = moneyProperty(
  'each fee is rounded once, and given back in any pieces and order it comes to nothing, unless it is one that stays',
  story,
  ({ change, lines, backs }) => {
    let state: Commission = commission.initialState
    const events: Array<CommissionEvent> = []
    const ask = (command: CommissionCommand): void => {
      const decided = commission.decide(command, state)
      if (isLeft(decided)) throw new Error(`refused: ${decided.left.type}`)
      events.push(...decided.right)
      state = decided.right.reduce(commission.evolve, state)
    }
    const toCharge = charging.data.lines.slice(0, lines.length).map((each, i) => ({
      ...each,
      ...lines[i],
      rules: each.rules.map((rule) => (rule.kind === 'PLATFORM_COMMISSION' ? { ...rule, ...change } : rule)),
    }))
    ask({ ...charging, data: { ...charging.data, lines: toCharge } })
    const remaining: Array<Amounts> = [...lines]
    for (const [nr, shares] of [...backs, lineIds.map(() => 1_000)].entries()) {
      const given = remaining.map((left, i) => amountsBy((name) => shareOf(left[name], shares[i] ?? 0)))
      for (const [i, left] of remaining.entries())
        remaining[i] = amountsBy((name) => left[name] - (given[i]?.[name] ?? 0n))
      const asked = reversing.data.lines.slice(0, lines.length).map((each, i) => ({ ...each, ...given[i] }))
      ask({ ...reversing, data: { ...reversing.data, reversalId: `r${nr}`, lines: asked } })
    }
    const fees = events.flatMap(({ data }): ReadonlyArray<ChargedFee> => data.fees)
    if (!fees.every(({ rule, baseMinor, feeMinor }) => isFee(rule, baseMinor, feeMinor)))
      return 'a fee is not its rate of its base, rounded once'
    if (!fees.every(explained)) return 'a fee does not tell what rounding added'
    const [first] = events
    const once = takenOf(first === undefined ? [] : [first])
    const taken = takenOf(events)
    for (const kind of ['PLATFORM_COMMISSION', 'FEE_TAX', 'AFFILIATE_COMMISSION', 'FEE_PER_ITEM_SOLD'])
      if (taken.get(kind) !== 0n) return 'a fee that follows does not come back whole'
    if (taken.get('PROGRAMME_FEE') !== once.get('PROGRAMME_FEE')) return 'a fee that stays did not stay'
    return taken.get('REFUND_ADMINISTRATION_FEE') === refundFee(first)
      ? undefined
      : 'a fee for refunds depends on how the refund was cut'
  },
)
