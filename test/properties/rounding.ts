import fc from 'fast-check'
import { allocatedMinor } from '../../src/domain/kernel/allocation.js'
import { portionMinor } from '../../src/domain/kernel/money.js'
import { anyAmount, anySum, rate, signed, sum } from './amounts.js'
import { moneyProperty } from './moneyProperty.js'

/** Whether a result is a fraction, rounded half away from zero, told by whole numbers alone. */
export const isRounded = (result: bigint, numerator: bigint, denominator: bigint): boolean => {
  if (numerator < 0n) return isRounded(-result, -numerator, denominator)
  const over = 2n * (result * denominator - numerator)
  return over <= denominator && over > -denominator
}

export const shares = moneyProperty(
  'a share of an amount is the exact one, rounded once, half away from zero',
  fc.tuple(signed(anySum), rate, fc.constantFrom(0, 0, 1_600, 2_000)),
  ([baseMinor, rateBps, includedTaxBps]) =>
    isRounded(
      portionMinor(baseMinor, rateBps, includedTaxBps),
      baseMinor * BigInt(rateBps),
      BigInt(10_000 + includedTaxBps),
    )
      ? undefined
      : 'not the nearest, or a half towards zero',
)

export const allocations = moneyProperty(
  'an amount that is split over lines is the sum of its parts, and no part is a cent away from its share',
  fc.tuple(signed(anySum), fc.array(anyAmount, { minLength: 1, maxLength: 8 })),
  ([totalMinor, weights]) => {
    const parts = allocatedMinor(totalMinor, weights)
    if (parts.length !== weights.length) return 'not as many parts as lines'
    if (sum(parts) !== totalMinor) return 'the parts are not the whole'
    const all = sum(weights)
    if (all === 0n) return undefined
    const strays = parts.some((part, i) => {
      const off = part * all - totalMinor * (weights[i] ?? 0n)
      return off >= all || off <= -all
    })
    if (strays) return 'a part is a minor unit or more away from its share'
    const isMore = parts.some((part, i) => part > (weights[i] ?? 0n))
    return totalMinor <= all && isMore ? 'a discount exceeds the price that it is of' : undefined
  },
)
