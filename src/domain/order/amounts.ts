import { amountsBy, type Amounts } from './lines.js'
import type { Line, PlacedOrder } from './state.js'

type Article = Pick<Line, 'lineId' | 'productId' | 'skuId' | 'category' | 'creator' | 'isGift' | 'campaignId'>
type Remaining = Article & Amounts

const articleOf = ({ lineId, productId, skuId, category, creator, isGift, campaignId }: Line): Article => ({
  lineId,
  productId,
  skuId,
  category,
  ...(creator === undefined ? {} : { creator }),
  ...(isGift === undefined ? {} : { isGift }),
  ...(campaignId === undefined ? {} : { campaignId }),
})

/** A line's amounts after what was given back of it. */
export const remainingOf = (line: Line): Remaining => ({
  ...articleOf(line),
  ...amountsBy((name) => line[name] - line.refunded[name]),
})

/** A price, and how much of it is given back by now. */
interface Back {
  readonly priceMinor: bigint
  readonly backMinor: bigint
}

/** The rounded share (half up, never negative here) that goes with what is given back of a price. */
const shareOf = (minor: bigint, { priceMinor, backMinor }: Back): bigint =>
  (2n * minor * backMinor + priceMinor) / (2n * priceMinor)

/**
 * One refund of a line, of some of what remains. Discounts are taken back in step with their price (of a price that is
 * nothing, with the other one), and so is the tax with both: so much as makes the total the rounded share of what is
 * given back so far. So any sequence of partial refunds that gives all back takes all of the discounts and the tax back.
 */
export const refundOf = (
  line: Line,
  saleMinor: bigint,
  shippingMinor: bigint,
): Remaining & { readonly whole: boolean } => {
  const sale = { priceMinor: line.saleMinor, backMinor: line.refunded.saleMinor + saleMinor }
  const shipping = { priceMinor: line.shippingMinor, backMinor: line.refunded.shippingMinor + shippingMinor }
  const ofSale = sale.priceMinor > 0n ? sale : shipping
  const ofShipping = shipping.priceMinor > 0n ? shipping : sale
  const ofBoth = {
    priceMinor: sale.priceMinor + shipping.priceMinor,
    backMinor: sale.backMinor + shipping.backMinor,
  }
  const more = (name: keyof Amounts, back: Back): bigint => shareOf(line[name], back) - line.refunded[name]
  return {
    ...articleOf(line),
    saleMinor,
    shippingMinor,
    sellerDiscountMinor: more('sellerDiscountMinor', ofSale),
    platformDiscountMinor: more('platformDiscountMinor', ofSale),
    shippingSellerDiscountMinor: more('shippingSellerDiscountMinor', ofShipping),
    shippingPlatformDiscountMinor: more('shippingPlatformDiscountMinor', ofShipping),
    taxMinor: more('taxMinor', ofBoth),
    whole: saleMinor > 0n && sale.backMinor === sale.priceMinor,
  }
}

/**
 * With these refunds nothing is left that the buyer paid for goods, nor, before delivery, for shipping either: the
 * platform must not go on holding money that nobody will earn.
 */
export const isWhollyGivenBack = (
  { lines, delivered }: Pick<PlacedOrder, 'lines' | 'delivered'>,
  refunds: ReadonlyArray<Pick<Line, 'lineId' | 'saleMinor' | 'shippingMinor'>>,
): boolean =>
  lines
    .filter(({ cancelled }) => !cancelled)
    .map(remainingOf)
    .every((line) => {
      const refund = refunds.find(({ lineId }) => lineId === line.lineId)
      return (
        line.saleMinor === (refund?.saleMinor ?? 0n) &&
        (delivered || line.shippingMinor === (refund?.shippingMinor ?? 0n))
      )
    })
