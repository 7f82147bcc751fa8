import { sumMinor } from './money.js'

interface Share {
  readonly minor: bigint
  /** What rounding down took from it, in parts of the sum of all weights. */
  readonly rest: bigint
}

/**
 * An amount split in proportion to weights, by largest remainder: the parts are whole minor units and sum to the amount. Of
 * equal remainders the first goes before. No part is further than one minor unit from its exact share, so a discount that is
 * not more than the prices it is split by is not more than any of them. `totalMinor` has any sign; weights are never negative,
 * and there is at least one; if all are zero, they count as equal. 1.00 over 3 × 1.00 is 0.34, 0.33, 0.33.
 */
export const allocatedMinor = (totalMinor: bigint, weights: ReadonlyArray<bigint>): ReadonlyArray<bigint> => {
  if (totalMinor < 0n) return allocatedMinor(-totalMinor, weights).map((part) => -part)
  const sum = sumMinor(weights)
  if (sum === 0n) return weights.length === 0 ? [] : allocatedMinor(totalMinor, weights.map(one))
  const shares = weights.map((weight): Share => {
    const exact = totalMinor * weight
    return { minor: exact / sum, rest: exact % sum }
  })
  const left = totalMinor - sumMinor(shares.map(({ minor }) => minor))
  const byRest = shares.map((_, i) => i).sort((a, b) => compared(shares[b]?.rest, shares[a]?.rest))
  const raised = new Set(byRest.filter((_, rank) => BigInt(rank) < left))
  return shares.map(({ minor }, i) => (raised.has(i) ? minor + 1n : minor))
}

const one = (): bigint => 1n

const compared = (a = 0n, b = 0n): number => (a < b ? -1 : a > b ? 1 : 0)
