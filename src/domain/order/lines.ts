import * as t from 'io-ts'
import { closed, text } from '../kernel/codec.js'
import { CreatorId, LineId, ProductId, SkuId } from '../kernel/ids.js'
import { Category } from '../kernel/market.js'
import { AmountMinor, RateBps } from '../kernel/money.js'

export const LINES_MAX = 500

/** The agency through whose campaign a creator was found, and its own share beside the creator's. */
const Partner = closed('Partner', { partnerId: CreatorId, rateBps: RateBps }, {})

/**
 * Who brought the buyer, and their share of what is paid for the unit: frozen when it is bought. `byAd`: by an advertisement
 * made of what the creator had shown, for which another rate may be agreed.
 */
const Creator = closed(
  'Creator',
  { creatorId: CreatorId, rateBps: RateBps },
  { partner: Partner, byAd: t.literal(true) },
)

const article = { lineId: LineId, productId: ProductId, skuId: SkuId, category: Category }
/** `isGift`: it came free with something else. `campaignId`: it was bought in a campaign of the platform, for which some markets take a fee. */
const extras = { creator: Creator, isGift: t.literal(true), campaignId: text(1, 100) }

/** Before discounts. */
const originals = { originalMinor: AmountMinor, shippingOriginalMinor: AmountMinor }

/** What the seller gave up of either price, what the platform adds for the seller, and the tax that both prices include. */
const parts = {
  sellerDiscountMinor: AmountMinor,
  platformDiscountMinor: AmountMinor,
  shippingSellerDiscountMinor: AmountMinor,
  shippingPlatformDiscountMinor: AmountMinor,
  taxMinor: AmountMinor,
}

/** What the buyer pays: for the unit, and for sending it. */
const amounts = { saleMinor: AmountMinor, shippingMinor: AmountMinor, ...parts }

/** One unit as it is ordered: prices before discounts, and the discounts. What the buyer pays follows. */
export const OrderLine = closed('OrderLine', { ...article, ...originals, ...parts }, extras)

/** One unit: each of the two prices is the original less its two discounts. */
export const PlacedLine = closed('PlacedLine', { ...article, ...originals, ...amounts }, extras)

/** A line's amounts after what was refunded before. */
export const RemainingLine = closed('RemainingLine', { ...article, ...amounts }, extras)

/** A refund's own amounts. `whole`: with this refund, all of the line's sale price is given back. */
export const RefundedLine = closed('RefundedLine', { ...article, ...amounts, whole: t.boolean }, extras)

/** What to give back of a line: of its sale price, and of its shipping. The discounts and the tax follow by rule. */
export const LineRefund = closed(
  'LineRefund',
  { lineId: LineId, saleMinor: AmountMinor, shippingMinor: AmountMinor },
  {},
)

export type Amounts = { readonly [Name in keyof typeof amounts]: bigint }

/** Each amount from its name. */
export const amountsBy = (amountOf: (name: keyof Amounts) => bigint): Amounts => ({
  saleMinor: amountOf('saleMinor'),
  sellerDiscountMinor: amountOf('sellerDiscountMinor'),
  platformDiscountMinor: amountOf('platformDiscountMinor'),
  shippingMinor: amountOf('shippingMinor'),
  shippingSellerDiscountMinor: amountOf('shippingSellerDiscountMinor'),
  shippingPlatformDiscountMinor: amountOf('shippingPlatformDiscountMinor'),
  taxMinor: amountOf('taxMinor'),
})
