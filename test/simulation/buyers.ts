import type { Luck } from './luck.js'
import type { Shop, Wish } from './people.js'

/** The part of a price that a discount takes: none, some, or all of what is left. */
const discountOf = ({ below, oneOf }: Luck, leftMinor: number): number =>
  oneOf([0, 0, below(leftMinor + 1), Math.floor(leftMinor / 10), leftMinor])

const lineOf = (luck: Luck, shop: Shop, lineId: string) => {
  const { productId, category, priceMinor } = luck.oneOf(shop.products)
  const seller = luck.strikes(300) ? discountOf(luck, priceMinor) : 0
  const platform = luck.strikes(300) ? discountOf(luck, priceMinor - seller) : 0
  const shipping = luck.oneOf([0, 249, 250, 499, luck.below(2_000)])
  const shippingSeller = luck.strikes(200) ? discountOf(luck, shipping) : 0
  const shippingPlatform = luck.strikes(200) ? discountOf(luck, shipping - shippingSeller) : 0
  const paid = priceMinor - seller - platform + shipping - shippingSeller - shippingPlatform
  const creatorId = luck.oneOf(['c1', 'c2'])
  const rateBps = luck.oneOf([500, 1_000, 1_250, 2_500])
  const creator = {
    creatorId,
    rateBps,
    ...(creatorId === 'c2' ? { partner: { partnerId: 'a1', rateBps: 310 } } : {}),
    ...(rateBps === 1_250 ? { byAd: true as const } : {}),
  }
  return {
    lineId,
    productId,
    skuId: `${productId}-${luck.oneOf(['red', 'blue'])}`,
    category,
    originalMinor: String(priceMinor),
    sellerDiscountMinor: String(seller),
    platformDiscountMinor: String(platform),
    shippingOriginalMinor: String(shipping),
    shippingSellerDiscountMinor: String(shippingSeller),
    shippingPlatformDiscountMinor: String(shippingPlatform),
    taxMinor: String(Math.floor((paid * luck.oneOf([0, 0, 17, 20])) / 120)),
    ...(luck.strikes(200) ? { creator } : {}),
    ...(shipping === 499 ? { campaignId: 'black-friday' } : {}),
  }
}

/** The seller gives it away, and pays for sending it. */
const free = <L extends { readonly originalMinor: string; readonly shippingOriginalMinor: string }>(
  line: L,
) => ({
  ...line,
  sellerDiscountMinor: line.originalMinor,
  platformDiscountMinor: '0',
  shippingSellerDiscountMinor: line.shippingOriginalMinor,
  shippingPlatformDiscountMinor: '0',
  taxMinor: '0',
})

/** A buyer checks out, with one unit or with several of the same. */
export const checkout = (luck: Luck, shop: Shop, orderId: string, buyerId: string): Wish => {
  const { sellerId, market, zone, currency } = shop
  const first = lineOf(luck, shop, 'l1')
  const more = Array.from({ length: luck.oneOf([0, 1, 1, 2, 3]) }, (_, i) => {
    const lineId = `l${i + 2}`
    return luck.strikes(500) ? { ...first, lineId } : lineOf(luck, shop, lineId)
  })
  const orderType = luck.oneOf([
    'NORMAL',
    'NORMAL',
    'NORMAL',
    'PRE_ORDER',
    'MADE_TO_ORDER',
    'BACK_ORDER',
    'ZERO_LOTTERY',
  ])
  const purpose = luck.strikes(50) ? 'SAMPLE' : 'SALE'
  const lines = [first, ...more]
  return {
    type: 'PlaceOrder',
    data: {
      orderId,
      sellerId,
      buyerId,
      market,
      zone,
      currency,
      orderType,
      purpose,
      lines: purpose === 'SAMPLE' ? lines.map(free) : lines,
      ...(orderType === 'NORMAL' || orderType === 'ZERO_LOTTERY'
        ? {}
        : { handlingDays: luck.between(3, 10) }),
    },
  }
}
