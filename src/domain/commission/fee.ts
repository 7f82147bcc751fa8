import { portionMinor, sumMinor } from '../kernel/money.js'
import type { CommissionEvent } from './events.js'
import type { Line } from './state.js'

type Charged = Extract<CommissionEvent, { readonly type: 'CommissionCharged' }>['data']['lines'][number]
type Rule = Charged['rule']

interface Amounts {
  readonly saleMinor: bigint
  readonly shippingMinor: bigint
  readonly platformDiscountMinor: bigint
}

/** What the rate is taken of. */
export const baseOf = (
  { base }: Rule,
  { saleMinor, shippingMinor, platformDiscountMinor }: Amounts,
): bigint => {
  switch (base) {
    case 'SALE':
      return saleMinor
    case 'SALE_SHIPPING_PLATFORM_DISCOUNT':
      return saleMinor + shippingMinor + platformDiscountMinor
  }
}

/** Lines that are rounded together: each by itself, or a SKU's under one rule. One rate each, whatever a rule is called. */
const groupOf = ({
  lineId,
  skuId,
  rule: { rounding, ruleId, ruleVersion, rateBps },
}: Omit<Charged, 'feeMinor'>): string =>
  rounding === 'PER_LINE' ? `line ${lineId}` : `sku ${skuId} ${rateBps} ${ruleVersion} ${ruleId}`

/**
 * Fees of an order's lines. Within a group a line's fee is the rounded fee up to and with it, less the rounded fee up to
 * it: the fees of a group add up to the rounded fee of the group.
 */
export const chargeLines = (lines: ReadonlyArray<Omit<Charged, 'feeMinor'>>): ReadonlyArray<Charged> => {
  const bases = new Map<string, bigint>()
  return lines.map((line) => {
    const group = groupOf(line)
    const before = bases.get(group) ?? 0n
    const after = before + line.baseMinor
    bases.set(group, after)
    const { rateBps } = line.rule
    return { ...line, feeMinor: portionMinor(after, rateBps) - portionMinor(before, rateBps) }
  })
}

/**
 * The fee to give back when `baseMinor` more of a line's base is: what is still booked for the line's group, less the
 * rounded fee on what remains of the group's base. All of the base back gives all of the fee back, in any order and number of steps.
 */
export const reversalOf = (line: Line, baseMinor: bigint, lines: ReadonlyArray<Line>): bigint => {
  const group = lines.filter((other) => groupOf(other.charged) === groupOf(line.charged))
  const bookedMinor = sumMinor(
    group.map(({ charged, reversedFeeMinor }) => charged.feeMinor - reversedFeeMinor),
  )
  const remainingMinor = sumMinor(
    group.map(({ charged, reversedBaseMinor }) => charged.baseMinor - reversedBaseMinor),
  )
  return bookedMinor - portionMinor(remainingMinor - baseMinor, line.charged.rule.rateBps)
}
