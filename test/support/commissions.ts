import { commissionCommands } from '../../src/domain/commission/commands.js'
import { commissionEvents } from '../../src/domain/commission/events.js'
import { commission } from '../../src/domain/commission/index.js'
import { commandOf, eventOf, specFor } from './spec.js'

export const givenCommission = specFor(commission)

/** 9 % of goods, shipping and what the platform adds, rounded per SKU. */
export const euRule = {
  ruleId: 'platform-FR',
  ruleVersion: 2,
  kind: 'PLATFORM_COMMISSION',
  rateBps: 900,
  base: 'GROSS',
  rounding: 'PER_SKU',
  onRefund: 'FOLLOWS',
} as const
/** 12 % of the sale price, rounded per line. */
export const brazilRule = {
  ...euRule,
  ruleId: 'platform-BR',
  ruleVersion: 1,
  rateBps: 1_200,
  base: 'SALE',
  rounding: 'PER_LINE',
} as const
/** A creator's 12 % of what the buyer pays. */
export const creatorRule = {
  ...euRule,
  ruleId: 'creator-c1',
  ruleVersion: 1,
  kind: 'AFFILIATE_COMMISSION',
  rateBps: 1_200,
  base: 'SALE',
  onRefund: 'FOLLOWS_UNTIL_CREATOR_PAID',
  creatorId: 'c1',
} as const

/** The price, the shipping and what the platform adds, in cents. `more`: the other amounts. */
export const feeAmounts = (
  saleMinor: number,
  shippingMinor = 0,
  platformDiscountMinor = 0,
  more: object = {},
) => ({
  saleMinor: `${saleMinor}`,
  sellerDiscountMinor: '0',
  platformDiscountMinor: `${platformDiscountMinor}`,
  shippingMinor: `${shippingMinor}`,
  shippingPlatformDiscountMinor: '0',
  taxMinor: '0',
  ...more,
})

const parties = { orderId: 'o1', sellerId: 's1', market: 'FR', currency: 'EUR' }
const PLACED_AT = '2026-03-02T09:00:00.000Z'

export const charge = (lines: ReadonlyArray<object>) =>
  commandOf(commissionCommands, {
    type: 'ChargeCommission',
    data: {
      ...parties,
      placedAt: PLACED_AT,
      lines: lines.map((line) => ({ skuId: 'k1', rules: [euRule], ...line })),
    },
  })

export const reverse = (reversalId: string, lines: ReadonlyArray<object>) =>
  commandOf(commissionCommands, { type: 'ReverseCommission', data: { orderId: 'o1', reversalId, lines } })

export const payCreators = () =>
  commandOf(commissionCommands, { type: 'PayCreators', data: { orderId: 'o1' } })

/** `roundedBy`: in ten-thousandths of a cent. */
export const feeJson = (
  lineIds: ReadonlyArray<string>,
  baseMinor: number,
  feeMinor: number,
  more: object = {},
) => {
  const rule = { ...euRule, ...more }
  const roundedBy = feeMinor * 10_000 - baseMinor * rule.rateBps
  return { skuId: 'k1', lineIds, rule, baseMinor: `${baseMinor}`, roundedBy, feeMinor: `${feeMinor}` }
}

/** Lines of one SKU as `[lineId, saleMinor]`, and what the platform takes of them together. */
export const charged = (
  sales: ReadonlyArray<readonly [lineId: string, saleMinor: number, ...more: ReadonlyArray<number>]>,
  fees: ReadonlyArray<object> | number,
) => {
  const lineIds = sales.map(([lineId]) => lineId)
  const baseMinor = sales.reduce((sum, [, ...amounts]) => sum + amounts.reduce((a, b) => a + b, 0), 0)
  return eventOf(commissionEvents, 'CommissionCharged', {
    ...parties,
    placedAt: PLACED_AT,
    lines: sales.map(([lineId, ...amounts]) => ({ lineId, skuId: 'k1', ...feeAmounts(...amounts) })),
    fees: typeof fees === 'number' ? [feeJson(lineIds, baseMinor, fees)] : fees,
  })
}

/** The same lines given back, each fee by what it is now and what comes back of it. */
export const reversed = (
  reversalId: string,
  back: ReadonlyArray<readonly [lineId: string, saleMinor: number, ...more: ReadonlyArray<number>]>,
  fees: ReadonlyArray<object>,
) =>
  eventOf(commissionEvents, 'CommissionReversed', {
    ...parties,
    reversalId,
    lines: back.map(([lineId, ...amounts]) => ({ lineId, skuId: 'k1', ...feeAmounts(...amounts) })),
    fees,
  })

export const backJson = (
  lineIds: ReadonlyArray<string>,
  baseMinor: number,
  feeMinor: number,
  backMinor: number,
  more: object = {},
) => ({ ...feeJson(lineIds, baseMinor, feeMinor, more), backMinor: `${backMinor}` })
