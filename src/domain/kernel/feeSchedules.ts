import { instantOf } from './time.js'
import type { FeeRule, FeeSchedule } from './feeSchedule.js'

const always = instantOf(0)
/** 8 January 2026, midnight in Paris and Berlin. */
const euRaise = instantOf(Date.UTC(2026, 0, 7, 23))
/** 1 September 2024, midnight in London, which is an hour ahead of UTC then. */
const ukRaise = instantOf(Date.UTC(2024, 7, 31, 23))
/** 15 July 2025, midnight in London. */
const ukShipping = instantOf(Date.UTC(2025, 6, 14, 23))

const commission = {
  kind: 'PLATFORM_COMMISSION',
  base: 'GROSS',
  rounding: 'PER_SKU',
  onRefund: 'FOLLOWS',
} as const

// Source: TikTok Shop's EU fee notice of 2025: 5 %, then 9 % of the whole order with shipping, VAT included; electronics
// 7 %; sellers that come new 4 % for their first 60 days. Rounding is inferred from published examples.
const eu = (market: string): ReadonlyArray<FeeRule> => {
  const rule = { ...commission, ruleId: `platform-${market}`, market }
  return [
    { ...rule, ruleVersion: 1, rateBps: 500, validFrom: always },
    { ...rule, ruleVersion: 2, rateBps: 900, validFrom: euRaise },
    {
      ...rule,
      ruleId: `platform-${market}-electronics`,
      ruleVersion: 1,
      rateBps: 700,
      category: 'electronics',
      validFrom: euRaise,
    },
    {
      ...rule,
      ruleId: `platform-${market}-new-seller`,
      ruleVersion: 1,
      rateBps: 400,
      sellerNewerThanDays: 60,
      validFrom: euRaise,
    },
  ]
}

// Source: TikTok Shop's UK seller fees: 9 % since September 2024, 5 % for some electronics; from 15 July 2025 half a pound
// for an order that the seller ships by a service outside the service levels.
const uk = { ...commission, market: 'GB', ruleVersion: 1, validFrom: ukRaise }
const unitedKingdom: ReadonlyArray<FeeRule> = [
  { ...uk, ruleId: 'platform-GB', rateBps: 900 },
  { ...uk, ruleId: 'platform-GB-electronics', rateBps: 500, category: 'electronics' },
  {
    ...uk,
    ruleId: 'seller-shipping-GB',
    kind: 'SELLER_SHIPPING_SERVICE_FEE',
    rateBps: 10_000,
    base: 'ORDER',
    perUnitMinor: 50n,
    rounding: 'PER_ORDER',
    onRefund: 'STAYS',
    outsideServiceLevel: true,
    validFrom: ukShipping,
  },
]

// Source: TikTok Shop's US fees: a referral fee of 6 % (jewellery 5 %) of what the buyer paid and the platform added, tax
// excluded; when it is given back, a fifth of it stays for administration, 5 dollars at most per SKU. What is bought in a
// campaign pays 1 % more; that it is taken of the same amounts, and follows refunds, is inferred.
const us = {
  market: 'US',
  ruleVersion: 1,
  rounding: 'PER_SKU',
  onRefund: 'FOLLOWS',
  validFrom: always,
} as const
const unitedStates: ReadonlyArray<FeeRule> = [
  { ...us, ruleId: 'referral-US', kind: 'REFERRAL_FEE', rateBps: 600, base: 'GROSS_LESS_TAX' },
  {
    ...us,
    ruleId: 'referral-US-jewellery',
    kind: 'REFERRAL_FEE',
    rateBps: 500,
    base: 'GROSS_LESS_TAX',
    category: 'jewellery',
  },
  {
    ...us,
    ruleId: 'refund-administration-US',
    kind: 'REFUND_ADMINISTRATION_FEE',
    rateBps: 2_000,
    base: 'FEE_REFUNDED',
    of: 'REFERRAL_FEE',
    capMinor: 500n,
  },
  {
    ...us,
    ruleId: 'campaign-US',
    kind: 'CAMPAIGN_SERVICE_FEE',
    rateBps: 100,
    base: 'GROSS_LESS_TAX',
    inCampaign: true,
  },
]

// Source: the Olist marketplace: 12 % of each line's price, nothing on freight.
const brazil: FeeRule = {
  ...commission,
  ruleId: 'platform-BR',
  ruleVersion: 1,
  market: 'BR',
  rateBps: 1_200,
  base: 'SALE',
  rounding: 'PER_LINE',
  validFrom: always,
}

/** The platform's fees by market. Data: a change is a new row with a later `validFrom`, never an edit. */
export const feeSchedule: FeeSchedule = [
  ...['DE', 'ES', 'FR', 'IE', 'IT'].flatMap(eu),
  ...unitedKingdom,
  ...unitedStates,
  brazil,
]
