import type { Line, PlacedOrder } from './state.js'

type Article = Pick<Line, 'lineId' | 'productId' | 'skuId' | 'category'>
type Amounts = Pick<Line, 'saleMinor' | 'shippingMinor' | 'platformDiscountMinor'>

const articleOf = ({ lineId, productId, skuId, category }: Line): Article => ({
  lineId,
  productId,
  skuId,
  category,
})

/** A line's amounts after what was given back of it. */
export const remainingOf = (line: Line): Article & Amounts => ({
  ...articleOf(line),
  saleMinor: line.saleMinor - line.refundedSaleMinor,
  shippingMinor: line.shippingMinor - line.refundedShippingMinor,
  platformDiscountMinor: line.platformDiscountMinor - line.refundedPlatformDiscountMinor,
})

/**
 * One refund of a line, of some of what remains. The platform takes back its discount in step with the sale price (of a
 * line that the platform made free: with its shipping): so much of it as makes the total taken back the rounded share
 * (half up, never negative here) of the price given back so far, so that any sequence of partial refunds that gives all
 * of the price back takes all of the discount back.
 */
export const refundOf = (
  line: Line,
  saleMinor: bigint,
  shippingMinor: bigint,
): Article & Amounts & { readonly whole: boolean } => {
  const refundedSaleMinor = line.refundedSaleMinor + saleMinor
  const [priceMinor, backMinor] =
    line.saleMinor > 0n
      ? [line.saleMinor, refundedSaleMinor]
      : [line.shippingMinor, line.refundedShippingMinor + shippingMinor]
  const takenBackMinor = (2n * line.platformDiscountMinor * backMinor + priceMinor) / (2n * priceMinor)
  return {
    ...articleOf(line),
    saleMinor,
    shippingMinor,
    platformDiscountMinor: takenBackMinor - line.refundedPlatformDiscountMinor,
    whole: saleMinor > 0n && refundedSaleMinor === line.saleMinor,
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
  lines.map(remainingOf).every((line) => {
    const refund = refunds.find(({ lineId }) => lineId === line.lineId)
    return (
      line.saleMinor === (refund?.saleMinor ?? 0n) &&
      (delivered || line.shippingMinor === (refund?.shippingMinor ?? 0n))
    )
  })
