import { portionMinor, sumMinor } from '../../domain/kernel/money.js'
import type { Instant } from '../../domain/kernel/time.js'
import { PARIS } from './calendar.js'
import { catalogue, priceMinorAt } from './catalogue.js'
import type { Lots } from './lots.js'
import type { Shop } from './shops.js'
import type { Step } from './step.js'

/** A line of the demo, amounts in cents; `saleMinor` is what the buyer pays for the article. */
export interface Line {
  readonly lineId: string
  readonly productId: string
  readonly category: string
  readonly originalMinor: bigint
  readonly saleMinor: bigint
  readonly shippingMinor: bigint
}

/** An order as it was checked out. */
export interface Checkout {
  readonly orderId: string
  readonly shop: Shop
  readonly buyerId: string
  readonly placedAt: Instant
  /** A gift to a creator: free, and nobody changes their mind. */
  readonly isSample: boolean
  readonly lines: ReadonlyArray<Line>
  readonly step: Step
}

interface Promotion {
  /** Of one shop; absent: of all. */
  readonly sellerId?: string
  readonly from: string
  readonly until: string
  readonly rateBps: number
}

/** Paid for by the sellers. */
const promotions: ReadonlyArray<Promotion> = [
  { sellerId: 'maison-oree', from: '2026-03-20', until: '2026-03-26', rateBps: 2_000 },
  { sellerId: 'papeterie-du-canal', from: '2026-04-10', until: '2026-04-14', rateBps: 1_500 },
  { from: '2026-04-28', until: '2026-05-04', rateBps: 1_000 },
]

/** Paid for by the platform, in thousandths of the orders. */
const COUPON_PER_MILLE = 120
const COUPON_BPS = 1_000
const SAMPLES_PER_MILLE = 7
const FREE_SHIPPING_MINOR = 4_900n

/** France's 20 % in a price that includes it, rounded half up. */
const taxMinorIn = (minor: bigint): bigint => (2n * minor + 6n) / 12n

const discountBpsOn = (day: string, { sellerId }: Shop): number =>
  promotions
    .filter(({ from, until }) => from <= day && day <= until)
    .find((promotion) => promotion.sellerId === undefined || promotion.sellerId === sellerId)?.rateBps ?? 0

/** One to three articles of the shop, now and then two or three of one; or the given number of single ones. */
const articles = (lots: Lots, { sellerId }: Shop, at: Instant, count: number | undefined) => {
  const onSale = catalogue.flatMap((product) => {
    const originalMinor = product.sellerId === sellerId ? priceMinorAt(product, at) : undefined
    return originalMinor === undefined ? [] : [{ ...product, originalMinor }]
  })
  const kinds = [
    { weight: 66, item: 1 },
    { weight: 25, item: 2 },
    { weight: 9, item: 3 },
  ]
  const drawn = Array.from({ length: count ?? lots.weighted(kinds) }, () => lots.pick(onSale))
  if (count !== undefined) return drawn
  return drawn.flatMap((article) =>
    lots.chance(130) ? Array.from({ length: lots.integer(2, 3) }, () => article) : [article],
  )
}

/** What a buyer puts into the basket of a shop at that moment. `lineCount` fixes the number of lines. */
export const checkOut = (
  lots: Lots,
  orderId: string,
  shop: Shop,
  placedAt: Instant,
  lineCount?: number,
): Checkout => {
  const isSample = lineCount === undefined && lots.chance(SAMPLES_PER_MILLE)
  const hasCoupon = lots.chance(COUPON_PER_MILLE)
  const sellerBps = isSample ? 10_000 : discountBpsOn(placedAt.slice(0, 10), shop)
  const priced = articles(lots, shop, placedAt, isSample ? 1 : lineCount).map(
    ({ productId, category, originalMinor }, i) => {
      const sellerDiscountMinor = portionMinor(originalMinor, sellerBps)
      const platformDiscountMinor = hasCoupon
        ? portionMinor(originalMinor - sellerDiscountMinor, COUPON_BPS)
        : 0n
      const saleMinor = originalMinor - sellerDiscountMinor - platformDiscountMinor
      const lineId = String(i + 1)
      return {
        lineId,
        productId,
        category,
        originalMinor,
        sellerDiscountMinor,
        platformDiscountMinor,
        saleMinor,
      }
    },
  )
  const isFree = isSample || sumMinor(priced.map(({ saleMinor }) => saleMinor)) >= FREE_SHIPPING_MINOR
  const feeMinor = isFree ? 0n : lots.pick([390n, 490n])
  // The platform tells shipping per line; here the first one carries all of it.
  const lines = priced.map((line, i) => ({ ...line, shippingMinor: i === 0 ? feeMinor : 0n }))
  const buyerId = `buyer-${String(lots.integer(1, lots.integer(60, 1_100))).padStart(4, '0')}`
  const step: Step = {
    type: 'PlaceOrder',
    at: placedAt,
    actor: `buyer:${buyerId}`,
    data: {
      orderId,
      sellerId: shop.sellerId,
      buyerId,
      market: 'FR',
      zone: PARIS,
      currency: 'EUR',
      orderType: 'NORMAL',
      purpose: isSample ? 'SAMPLE' : 'SALE',
      lines: lines.map((line) => ({
        lineId: line.lineId,
        productId: line.productId,
        skuId: line.productId,
        category: line.category,
        originalMinor: line.originalMinor.toString(),
        sellerDiscountMinor: line.sellerDiscountMinor.toString(),
        platformDiscountMinor: line.platformDiscountMinor.toString(),
        shippingOriginalMinor: line.shippingMinor.toString(),
        shippingSellerDiscountMinor: '0',
        shippingPlatformDiscountMinor: '0',
        taxMinor: taxMinorIn(line.saleMinor + line.shippingMinor).toString(),
      })),
    },
  }
  return { orderId, shop, buyerId, placedAt, isSample, lines, step }
}
