/** A line of an order in a story, and what is left of it so far. */
export interface StoryLine {
  readonly lineId: string
  readonly productId: string
  saleMinor: bigint
  shippingMinor: bigint
  platformDiscountMinor: bigint
}

export interface LineSeed {
  readonly product: number
  readonly saleMinor: number
  readonly shippingMinor: number
  readonly platformDiscountMinor: number
}

export const storyLine = (seed: LineSeed, i: number, productIds: ReadonlyArray<string>): StoryLine => ({
  lineId: `l${i}`,
  productId: productIds[seed.product % productIds.length] ?? '',
  saleMinor: BigInt(seed.saleMinor),
  shippingMinor: BigInt(seed.shippingMinor),
  platformDiscountMinor: BigInt(seed.platformDiscountMinor),
})

type Amounts = Pick<StoryLine, 'saleMinor' | 'shippingMinor' | 'platformDiscountMinor'>

/** What the platform takes of a SKU is a rate of this, rounded once for all of its lines. */
export const grossOf = ({ saleMinor, shippingMinor, platformDiscountMinor }: StoryLine): bigint =>
  saleMinor + shippingMinor + platformDiscountMinor

const without = {
  sellerDiscountMinor: '0',
  shippingSellerDiscountMinor: '0',
  shippingPlatformDiscountMinor: '0',
  taxMinor: '0',
}

export const lineJson = ({ lineId, productId }: StoryLine, amounts: Amounts) => ({
  lineId,
  productId,
  skuId: `sku-${productId}`,
  category: 'home',
  saleMinor: amounts.saleMinor.toString(),
  shippingMinor: amounts.shippingMinor.toString(),
  platformDiscountMinor: amounts.platformDiscountMinor.toString(),
  ...without,
})

/** All of it in a third of the cases, else some sevenths. */
const part = (minor: bigint, share: number): bigint =>
  share % 3 === 0 ? minor : (minor * BigInt(share % 7)) / 7n

/** Takes a part of what is left of a line off it, and tells it as a refund does. */
export const refundedJson = (line: StoryLine, share: number) => {
  const amounts = {
    saleMinor: part(line.saleMinor, share),
    shippingMinor: part(line.shippingMinor, share),
    platformDiscountMinor: part(line.platformDiscountMinor, share),
  }
  const whole = line.saleMinor > 0n && amounts.saleMinor === line.saleMinor
  line.saleMinor -= amounts.saleMinor
  line.shippingMinor -= amounts.shippingMinor
  line.platformDiscountMinor -= amounts.platformDiscountMinor
  return { ...lineJson(line, amounts), whole }
}
