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

const reasons = ['item_damaged', 'not_as_described', 'missing_parts', 'changed_mind']

interface Part {
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

/** One refund at each of these times, as far as the case takes them. Free lines have nothing to give back. */
export const refundSteps = (
  lots: Lots,
  { orderId, shop, lines }: Checkout,
  refund: Exclude<Refund, 'NOTHING'>,
  times: readonly [first: Instant, second: Instant],
): ReadonlyArray<Step> => {
  const paidFor = lines.filter(({ saleMinor }) => saleMinor > 0n)
  if (paidFor.length === 0) return []
  const reason = lots.pick(reasons)
  return partsOf(lots, refund, paidFor).map((parts, i) => ({
    type: 'RefundOrderLines',
    at: i === 0 ? times[0] : times[1],
    actor: `seller:${shop.sellerId}`,
    data: {
      orderId,
      refundId: `r${i + 1}`,
      reason,
      lines: parts.map(({ lineId, saleMinor, shippingMinor }) => ({
        lineId,
        saleMinor: saleMinor.toString(),
        shippingMinor: shippingMinor.toString(),
      })),
    },
  }))
}
