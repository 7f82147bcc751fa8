import { feeOf, type ChargedFee, type FrozenRule, type ReversedFee } from '../kernel/fee.js'
import { sumMinor } from '../kernel/money.js'
import type { Amounts, Charged, Fee, Line } from './state.js'

/** What a rate is taken of, where it is an amount of the line itself. */
const amountOf = ({ base, perUnitMinor }: FrozenRule, { sold, remaining }: Line): bigint => {
  const gross =
    remaining.saleMinor +
    remaining.shippingMinor +
    remaining.platformDiscountMinor +
    remaining.shippingPlatformDiscountMinor
  switch (base) {
    case 'SALE':
      return remaining.saleMinor
    case 'SHIPPING':
      return remaining.shippingMinor
    case 'REVENUE':
      return remaining.saleMinor + remaining.platformDiscountMinor
    case 'GROSS':
      return gross
    case 'GROSS_LESS_TAX':
      return gross - remaining.taxMinor
    case 'UNITS':
      return isGivenBack(sold, remaining) ? 0n : (perUnitMinor ?? 0n)
    case 'ORDER':
    case 'FEE':
    case 'FEE_REFUNDED':
      return 0n
  }
}

const isGivenBack = (sold: Amounts, remaining: Amounts): boolean =>
  sold.saleMinor > 0n && remaining.saleMinor === 0n

const isOnFees = ({ base }: FrozenRule): boolean => base === 'FEE' || base === 'FEE_REFUNDED'

/** What a fee is taken of now; `fees` are those of the order that do not depend on others, as they are booked now. */
const baseOf = (
  { rule, lineIds, skuId }: Pick<ChargedFee, 'rule' | 'lineIds' | 'skuId'>,
  lines: ReadonlyArray<Line>,
  fees: ReadonlyArray<Fee>,
): bigint => {
  const own = lines.filter(({ sold }) => lineIds.includes(sold.lineId))
  if (rule.base === 'ORDER') {
    const isOver = own.every(({ sold, remaining }) => isGivenBack(sold, remaining))
    return isOver ? 0n : (rule.perUnitMinor ?? 0n)
  }
  if (!isOnFees(rule)) return sumMinor(own.map((line) => amountOf(rule, line)))
  const others = fees.filter(({ charged }) => charged.skuId === skuId && charged.rule.kind === rule.of)
  return sumMinor(
    others.map(({ charged, bookedMinor }) =>
      rule.base === 'FEE' ? bookedMinor : charged.feeMinor - bookedMinor,
    ),
  )
}

const roundedTogether = ({ lineId, skuId }: Line['sold'], { rounding }: FrozenRule): string => {
  switch (rounding) {
    case 'PER_LINE':
      return `line ${lineId}`
    case 'PER_SKU':
      return `sku ${skuId}`
    case 'PER_ORDER':
      return 'order'
  }
}

/** Lines that are rounded together under one rule: each by itself, a SKU's, or all. One rate each, whatever a rule is called. */
const groupOf = (line: Line['sold'], rule: FrozenRule): string =>
  [rule.kind, roundedTogether(line, rule), rule.rateBps, rule.ruleVersion, rule.ruleId].join(' ')

type Group = Pick<ChargedFee, 'rule' | 'lineIds' | 'skuId'>

const groupsOf = (
  lines: ReadonlyArray<Line['sold'] & { readonly rules: ReadonlyArray<FrozenRule> }>,
): ReadonlyArray<Group> => {
  const groups = new Map<string, Group>()
  for (const line of lines) {
    for (const rule of line.rules) {
      const name = groupOf(line, rule)
      const group = groups.get(name)
      groups.set(name, {
        rule,
        skuId: group?.skuId ?? line.skuId,
        lineIds: [...(group?.lineIds ?? []), line.lineId],
      })
    }
  }
  // What is taken of other fees comes after them.
  const all = [...groups.values()]
  return [...all.filter(({ rule }) => !isOnFees(rule)), ...all.filter(({ rule }) => isOnFees(rule))]
}

/** The fees of an order: one per (SKU, kind), each rounded once. */
export const chargedFees = (
  lines: ReadonlyArray<Line['sold'] & { readonly rules: ReadonlyArray<FrozenRule> }>,
): ReadonlyArray<ChargedFee> => {
  const sold = lines.map(({ rules: _, ...line }) => ({ sold: line, remaining: line }))
  const fees: Array<Fee> = []
  for (const group of groupsOf(lines)) {
    const charged = { ...group, ...feeOf(group.rule, baseOf(group, sold, fees)) }
    fees.push({ charged, bookedMinor: charged.feeMinor })
  }
  return fees.map(({ charged }) => charged)
}

const follows = ({ onRefund }: FrozenRule, creatorsPaid: boolean): boolean =>
  onRefund === 'FOLLOWS' || (onRefund === 'FOLLOWS_UNTIL_CREATOR_PAID' && !creatorsPaid)

/**
 * The fees that change when `lines` is what remains of an order: what is given back is what is still booked less the
 * rounded fee on what remains. All of a base back gives all of its fee back, in any order and number of steps.
 */
export const reversedFees = (
  { fees, creatorsPaid }: Charged,
  lines: ReadonlyArray<Line>,
): ReadonlyArray<ReversedFee> => {
  const reversed: Array<ReversedFee> = []
  const booked: Array<Fee> = []
  for (const fee of fees) {
    const { charged, bookedMinor } = fee
    const { rule } = charged
    const now = feeOf(rule, baseOf(charged, lines, booked))
    const backMinor = follows(rule, creatorsPaid) ? bookedMinor - now.feeMinor : 0n
    booked.push({ charged, bookedMinor: bookedMinor - backMinor })
    if (backMinor !== 0n) reversed.push({ ...charged, ...now, backMinor })
  }
  return reversed
}
