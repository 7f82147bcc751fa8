import { closed, oneOf, text } from '../kernel/codec.js'
import { LineId, ProductId, SkuId } from '../kernel/ids.js'
import { Category } from '../kernel/market.js'
import { AmountMinor } from '../kernel/money.js'

/** Where a case stands, in the order of a case's life. TikTok Shop's names for them are in `labels.ts`. */
export const caseStatuses = [
  'REQUESTED',
  'AWAITING_BUYER_RESPONSE',
  'AWAITING_BUYER_SHIP',
  'BUYER_SHIPPED',
  'REJECTED',
  'RETURN_REJECTED',
  'IN_ARBITRATION',
  'GRANTED',
  'COMPLETED',
  'CANCELLED',
  'CLOSED',
] as const
export type CaseStatus = (typeof caseStatuses)[number]
export const CaseStatus = oneOf<CaseStatus>('CaseStatus', caseStatuses)

/** The buyer keeps what they have, sends it back, or gets another one. */
export const caseTypes = ['REFUND', 'RETURN_AND_REFUND', 'REPLACEMENT'] as const
export type CaseType = (typeof caseTypes)[number]
export const CaseType = oneOf<CaseType>('CaseType', caseTypes)

/** `SYSTEM`: nobody answered in time. `OPERATOR`: by arbitration. */
export const Decider = oneOf('Decider', ['SELLER', 'SYSTEM', 'OPERATOR'])

export const Ruling = oneOf('Ruling', ['SUPPORT_BUYER', 'SUPPORT_SELLER'])

/** Why, as the platform's code or in somebody's own words. */
export const Reason = text(1, 100)

export const tracking = { carrier: text(1, 100), trackingNumber: text(1, 100) }

/** An amount of a line: of its sale price, and of its shipping. */
export const LineAmount = closed(
  'LineAmount',
  { lineId: LineId, saleMinor: AmountMinor, shippingMinor: AmountMinor },
  {},
)

/**
 * A line that the buyer complains of: what they ask back (`saleMinor`, `shippingMinor`), and what was refundable of it when
 * they asked. `originalMinor` is its price before discounts, which a replacement is worth.
 */
export const CaseLine = closed(
  'CaseLine',
  {
    lineId: LineId,
    productId: ProductId,
    skuId: SkuId,
    category: Category,
    originalMinor: AmountMinor,
    saleMinor: AmountMinor,
    shippingMinor: AmountMinor,
    refundableSaleMinor: AmountMinor,
    refundableShippingMinor: AmountMinor,
  },
  {},
)

export const CASE_LINES_MAX = 500
