import type { CommissionEvent } from '../commission/events.js'
import type { ChargedFee, FeeKind } from '../kernel/fee.js'
import { reasonOf } from '../kernel/reason.js'
import type { MoneyLine, Part } from '../kernel/transaction.js'

type Of<T extends CommissionEvent['type']> = Extract<CommissionEvent, { readonly type: T }>['data']
type Line = Of<'CommissionCharged'>['lines'][number]
type SkuId = Line['skuId']

const line = (part: Part, name: string, amountMinor: bigint, skuId: SkuId): ReadonlyArray<MoneyLine> =>
  amountMinor === 0n ? [] : [{ part, name, amountMinor, skuId }]

interface Goods {
  readonly beforeDiscountMinor: bigint
  readonly sellerDiscountMinor: bigint
  readonly shippingMinor: bigint
  readonly shippingDiscountMinor: bigint
}

/** What was sold of each SKU. The platform's discounts are the seller's to have, so revenue is the price before them. */
const bySku = (lines: ReadonlyArray<Line>): ReadonlyMap<SkuId, Goods> => {
  const skus = new Map<SkuId, Goods>()
  for (const each of lines) {
    const { skuId, saleMinor, sellerDiscountMinor, platformDiscountMinor } = each
    const before = skus.get(skuId)
    skus.set(skuId, {
      beforeDiscountMinor:
        (before?.beforeDiscountMinor ?? 0n) + saleMinor + sellerDiscountMinor + platformDiscountMinor,
      sellerDiscountMinor: (before?.sellerDiscountMinor ?? 0n) + sellerDiscountMinor,
      shippingMinor: (before?.shippingMinor ?? 0n) + each.shippingMinor,
      shippingDiscountMinor: (before?.shippingDiscountMinor ?? 0n) + each.shippingPlatformDiscountMinor,
    })
  }
  return skus
}

/** A fee's place in a settlement: what shipping costs stands beside what buyers paid for it. */
const partOf = (kind: FeeKind): Part =>
  kind === 'ACTUAL_SHIPPING_FEE' || kind === 'SELLER_SHIPPING_SERVICE_FEE' ? 'SHIPPING' : 'FEE_TAX'

const feeLine = (fee: ChargedFee, amountMinor: bigint): MoneyLine => {
  const { kind } = fee.rule
  const name = kind.toLowerCase()
  return { part: partOf(kind), name, amountMinor, skuId: fee.skuId, reason: reasonOf(fee) }
}

/** What a delivered order comes to for its seller, SKU by SKU. An order of nothing has one line that says so. */
export const soldLines = ({ lines, fees }: Of<'CommissionCharged'>): ReadonlyArray<MoneyLine> => {
  const sold = [...bySku(lines)].flatMap(([skuId, goods]) => [
    ...line('REVENUE', 'subtotal_before_discount', goods.beforeDiscountMinor, skuId),
    ...line('REVENUE', 'seller_discount', -goods.sellerDiscountMinor, skuId),
    ...line('SHIPPING', 'customer_paid_shipping_fee', goods.shippingMinor, skuId),
    ...line('SHIPPING', 'platform_shipping_fee_discount', goods.shippingDiscountMinor, skuId),
  ])
  const charged = fees.filter(({ feeMinor }) => feeMinor !== 0n).map((fee) => feeLine(fee, -fee.feeMinor))
  return orNothing([...sold, ...charged])
}

/** What a refund takes from the seller, and what of the fees it gives back. */
export const refundedLines = ({ lines, fees }: Of<'CommissionReversed'>): ReadonlyArray<MoneyLine> => {
  const back = [...bySku(lines)].flatMap(([skuId, goods]) => [
    ...line('REVENUE', 'refund_subtotal_before_discount', -goods.beforeDiscountMinor, skuId),
    ...line('REVENUE', 'seller_discount_refund', goods.sellerDiscountMinor, skuId),
    ...line('SHIPPING', 'refunded_customer_shipping_fee', -goods.shippingMinor, skuId),
    ...line('SHIPPING', 'platform_shipping_fee_discount_refund', -goods.shippingDiscountMinor, skuId),
  ])
  const reversed = fees.map((fee) => feeLine(fee, fee.backMinor))
  return orNothing([...back, ...reversed])
}

const orNothing = (lines: ReadonlyArray<MoneyLine>): ReadonlyArray<MoneyLine> =>
  lines.length > 0 ? lines : [{ part: 'REVENUE', name: 'nothing', amountMinor: 0n }]
