import { sumMinor } from '../domain/kernel/money.js'

interface LineAmounts {
  readonly saleMinor: bigint
  readonly shippingMinor: bigint
  readonly platformDiscountMinor: bigint
  readonly shippingPlatformDiscountMinor: bigint
}

/** What the buyer pays for the goods. */
export const saleMinorOf = (lines: ReadonlyArray<LineAmounts>): bigint =>
  sumMinor(lines.map(({ saleMinor }) => saleMinor))

/** What the buyer pays: goods and shipping. */
export const paidMinorOf = (lines: ReadonlyArray<LineAmounts>): bigint =>
  sumMinor(lines.map(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor))

/** What the platform adds for the seller, because it discounted the price or the shipping. */
export const platformDiscountMinorOf = (lines: ReadonlyArray<LineAmounts>): bigint =>
  sumMinor(lines.map((line) => line.platformDiscountMinor + line.shippingPlatformDiscountMinor))
