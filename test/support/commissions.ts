import { commissionCommands } from '../../src/domain/commission/commands.js'
import { commissionEvents } from '../../src/domain/commission/events.js'
import { commission } from '../../src/domain/commission/index.js'
import { commandOf, eventOf, specFor } from './spec.js'

export const givenCommission = specFor(commission)

/** 9 % of sale, shipping and platform discount, rounded per SKU. */
export const euRule = {
  ruleId: 'platform-FR',
  ruleVersion: 2,
  rateBps: 900,
  base: 'SALE_SHIPPING_PLATFORM_DISCOUNT',
  rounding: 'PER_SKU',
}
/** 12 % of the sale price, rounded per line. */
export const brazilRule = {
  ruleId: 'platform-BR',
  ruleVersion: 1,
  rateBps: 1_200,
  base: 'SALE',
  rounding: 'PER_LINE',
}

export const feeAmounts = (saleMinor: number, shippingMinor = 0, platformDiscountMinor = 0) => ({
  saleMinor: `${saleMinor}`,
  shippingMinor: `${shippingMinor}`,
  platformDiscountMinor: `${platformDiscountMinor}`,
})

const parties = { orderId: 'o1', sellerId: 's1', currency: 'EUR' }

export const charge = (lines: ReadonlyArray<object>) =>
  commandOf(commissionCommands, {
    type: 'ChargeCommission',
    data: { ...parties, lines: lines.map((line) => ({ skuId: 'k1', rule: euRule, ...line })) },
  })

export const reverse = (reversalId: string, lines: ReadonlyArray<object>) =>
  commandOf(commissionCommands, { type: 'ReverseCommission', data: { orderId: 'o1', reversalId, lines } })

/** Lines as `[lineId, baseMinor, feeMinor]`. */
type Fee = readonly [lineId: string, baseMinor: number, feeMinor: number]
const feeJson = ([lineId, baseMinor, feeMinor]: Fee) => ({
  lineId,
  baseMinor: `${baseMinor}`,
  feeMinor: `${feeMinor}`,
})

export const charged = (fees: ReadonlyArray<Fee>, more: object = {}) =>
  eventOf(commissionEvents, 'CommissionCharged', {
    ...parties,
    lines: fees.map((fee) => ({ ...feeJson(fee), skuId: 'k1', rule: euRule, ...more })),
  })

export const reversed = (reversalId: string, fees: ReadonlyArray<Fee>) =>
  eventOf(commissionEvents, 'CommissionReversed', { ...parties, reversalId, lines: fees.map(feeJson) })
