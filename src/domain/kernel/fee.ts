import type * as t from 'io-ts'
import { closed, integer, listOf, oneOf, text } from './codec.js'
import { CreatorId, LineId, SkuId } from './ids.js'
import { AmountMinor, portionMinor, RateBps, roundedByOf, SignedMinor } from './money.js'

/** What is taken off a seller's sale, and for whom. Shipping that the platform bought for the seller is one of them. */
export const feeKinds = [
  'PLATFORM_COMMISSION',
  'REFERRAL_FEE',
  'PROGRAMME_FEE',
  'TRANSACTION_FEE',
  'FEE_PER_ITEM_SOLD',
  'REFUND_ADMINISTRATION_FEE',
  'FEE_TAX',
  'CAMPAIGN_SERVICE_FEE',
  'AFFILIATE_COMMISSION',
  'AFFILIATE_ADS_COMMISSION',
  'AFFILIATE_PARTNER_COMMISSION',
  'VAT',
  'INCOME_TAX',
  'ACTUAL_SHIPPING_FEE',
  'SELLER_SHIPPING_SERVICE_FEE',
] as const
export type FeeKind = (typeof feeKinds)[number]

/** Shares in a sale: of whoever brought the buyer, by themselves or by an advertisement, and of their agency. */
export const creatorKinds: ReadonlySet<FeeKind> = new Set([
  'AFFILIATE_COMMISSION',
  'AFFILIATE_ADS_COMMISSION',
  'AFFILIATE_PARTNER_COMMISSION',
])
const FeeKind = oneOf<FeeKind>('FeeKind', feeKinds)

/**
 * What a rate is taken of. `GROSS`: what the buyer pays for goods and shipping, and what the platform adds for the
 * seller. `GROSS_LESS_TAX`: that without the tax in it. `REVENUE`: goods alone, with what the platform adds. `UNITS`: a fixed amount
 * for each unit. `ORDER`: a fixed amount, while anything of the lines is not given back. `FEE`, `FEE_REFUNDED`: another fee of the SKU (`of`), as it is booked now, or as much of it as was given back.
 */
export const feeBases = [
  'SALE',
  'SHIPPING',
  'REVENUE',
  'GROSS',
  'GROSS_LESS_TAX',
  'UNITS',
  'ORDER',
  'FEE',
  'FEE_REFUNDED',
] as const
const FeeBase = oneOf('FeeBase', feeBases)

/** What is rounded to the minor unit: each line by itself, the sum of a SKU's lines, or that of all lines. */
const FeeRounding = oneOf('FeeRounding', ['PER_LINE', 'PER_SKU', 'PER_ORDER'])

/** What a refund does to the fee: it follows what remains, it stays, or it follows until the creator has been paid. */
const OnRefund = oneOf('OnRefund', ['FOLLOWS', 'STAYS', 'FOLLOWS_UNTIL_CREATOR_PAID'])

/** The rule that was in force, whole: a replay never looks it up again. `capMinor` bounds the fee of one SKU. */
export const FrozenRule = closed(
  'FrozenRule',
  {
    ruleId: text(1, 200),
    ruleVersion: integer(1, 1_000_000),
    kind: FeeKind,
    rateBps: RateBps,
    base: FeeBase,
    rounding: FeeRounding,
    onRefund: OnRefund,
  },
  {
    of: FeeKind,
    perUnitMinor: AmountMinor,
    includedTaxBps: integer(0, 10_000),
    capMinor: AmountMinor,
    creatorId: CreatorId,
  },
)
export type FrozenRule = t.TypeOf<typeof FrozenRule>

/**
 * How a fee came about: the rate of a base, rounded once. `roundedBy` is what rounding added, in parts of a minor unit
 * (ten-thousandths, more where a tax is included): `feeMinor × parts = baseMinor × rateBps + roundedBy`, unless a cap was reached.
 */
const calculation = { baseMinor: SignedMinor, roundedBy: integer(-20_000, 20_000) }

const lineIds = listOf(LineId, 1, 500)

/** A fee per (order, SKU, kind), or per line where the rule rounds so. */
export const ChargedFee = closed(
  'ChargedFee',
  { skuId: SkuId, lineIds, rule: FrozenRule, ...calculation, feeMinor: SignedMinor },
  {},
)
export type ChargedFee = t.TypeOf<typeof ChargedFee>

/** The same fee after a refund: what it is now of the base that remains, and how much of it is given back (or, negative, added). */
export const ReversedFee = closed(
  'ReversedFee',
  { skuId: SkuId, lineIds, rule: FrozenRule, ...calculation, feeMinor: SignedMinor, backMinor: SignedMinor },
  {},
)
export type ReversedFee = t.TypeOf<typeof ReversedFee>

/** A fee by its rule, with the step that rounding took. */
export const feeOf = (
  rule: FrozenRule,
  baseMinor: bigint,
): { readonly baseMinor: bigint; readonly feeMinor: bigint; readonly roundedBy: number } => {
  const rounded = portionMinor(baseMinor, rule.rateBps, rule.includedTaxBps)
  const roundedBy = roundedByOf(rounded, baseMinor, rule.rateBps, rule.includedTaxBps)
  const capped = rule.capMinor !== undefined && rounded > rule.capMinor
  return capped
    ? { baseMinor, feeMinor: rule.capMinor, roundedBy: 0 }
    : { baseMinor, feeMinor: rounded, roundedBy }
}
