import { instantOf } from '../kernel/time.js'
import type { FeeRule, FeeSchedule } from './feeSchedule.js'

const always = instantOf(0)
/** 8 January 2026, midnight in Paris and Berlin. */
const euRaise = instantOf(Date.UTC(2026, 0, 7, 23))

// Source: TikTok Shop's EU fee notice (5 %, then 9 %, on the whole order with shipping, rounded per SKU and fee).
const eu = (market: string): ReadonlyArray<FeeRule> => {
  const rule = {
    ruleId: `platform-${market}`,
    market,
    base: 'SALE_SHIPPING_PLATFORM_DISCOUNT',
    rounding: 'PER_SKU',
  } as const
  return [
    { ...rule, ruleVersion: 1, rateBps: 500, validFrom: always },
    { ...rule, ruleVersion: 2, rateBps: 900, validFrom: euRaise },
  ]
}

// Source: the Olist marketplace: 12 % of each line's price, nothing on freight.
const brazil: FeeRule = {
  ruleId: 'platform-BR',
  ruleVersion: 1,
  market: 'BR',
  rateBps: 1_200,
  base: 'SALE',
  rounding: 'PER_LINE',
  validFrom: always,
}

/** The platform's fees by market. Data: a change is a new row with a later `validFrom`, never an edit. */
export const feeSchedule: FeeSchedule = [...['DE', 'ES', 'FR', 'IE', 'IT'].flatMap(eu), brazil]
