import { portionMinor } from '../../domain/kernel/money.js'
import type { Instant } from '../../domain/kernel/time.js'
import type { Checkout, Line } from './checkout.js'
import type { Lots } from './lots.js'
import type { Step } from './step.js'

/** What is given back of an order, if anything. */
export type Refund = 'NOTHING' | 'PART_OF_A_LINE' | 'A_LINE' | 'PART_THEN_THE_REST' | 'EVERYTHING'

export const refunds: ReadonlyArray<{ readonly weight: number; readonly item: Refund }> = [
  { weight: 918, item: 'NOTHING' },
  { weight: 26, item: 'PART_OF_A_LINE' },
  { weight: 26, item: 'A_LINE' },
  { weight: 8, item: 'PART_THEN_THE_REST' },
  { weight: 22, item: 'EVERYTHING' },
]

export interface Part {
  readonly lineId: string
  readonly saleMinor: bigint
  readonly shippingMinor: bigint
}

/** The amounts of each refund that the case takes, in cents. */
const partsOf = (
  lots: Lots,
  refund: Exclude<Refund, 'NOTHING'>,
  lines: ReadonlyArray<Line>,
): ReadonlyArray<ReadonlyArray<Part>> => {
  const line = lots.pick(lines)
  const part: Part = {
    lineId: line.lineId,
    saleMinor: portionMinor(line.saleMinor, lots.integer(15, 50) * 100),
    shippingMinor: 0n,
  }
  switch (refund) {
    case 'PART_OF_A_LINE':
      return [[part]]
    case 'A_LINE':
      return [[{ ...part, saleMinor: line.saleMinor }]]
    case 'PART_THEN_THE_REST':
      return [[part], [{ ...part, saleMinor: line.saleMinor - part.saleMinor }]]
    case 'EVERYTHING':
      return [lines]
  }
}

/** What is given back at each of two times, as far as the case takes them. Free lines have nothing to give back. */
export const refundsOf = (
  lots: Lots,
  { lines }: Checkout,
  refund: Exclude<Refund, 'NOTHING'>,
): ReadonlyArray<ReadonlyArray<Part>> => {
  const paidFor = lines.filter(({ saleMinor }) => saleMinor > 0n)
  return paidFor.length === 0 ? [] : partsOf(lots, refund, paidFor)
}

export const amountsJson = (parts: ReadonlyArray<Part>) =>
  parts.map(({ lineId, saleMinor, shippingMinor }) => ({
    lineId,
    saleMinor: saleMinor.toString(),
    shippingMinor: shippingMinor.toString(),
  }))

/** The seller gives something back without being asked through the platform. */
export const refundStep = (
  { orderId, shop }: Checkout,
  refundId: string,
  parts: ReadonlyArray<Part>,
  at: Instant,
): Step => ({
  type: 'RefundOrderLines',
  at,
  actor: `seller:${shop.sellerId}`,
  data: { orderId, refundId, reason: 'goodwill', lines: amountsJson(parts) },
})
