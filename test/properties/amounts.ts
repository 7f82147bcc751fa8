import fc from 'fast-check'

/** Amounts of all sizes, the small ones often: roundings and remainders show there. */
export const amount: fc.Arbitrary<bigint> = fc.oneof(
  fc.nat(20).map(BigInt),
  fc.nat(10_000).map(BigInt),
  fc.nat(100_000_000).map(BigInt),
)
/** Up to what one price may be, beyond what a float holds once it is multiplied. */
export const anyAmount: fc.Arbitrary<bigint> = fc.oneof(amount, amount, fc.bigInt(0n, 999_999_999_999n))

/** Up to what a sum may be, beyond what a float holds by itself. */
export const anySum: fc.Arbitrary<bigint> = fc.oneof(anyAmount, fc.bigInt(0n, 100_000_000_000_000_000n))

export const signed = (minor: fc.Arbitrary<bigint>): fc.Arbitrary<bigint> =>
  fc.tuple(minor, fc.boolean()).map(([size, isNegative]) => (isNegative ? -size : size))

export const rate: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 10_000 }),
  fc.constantFrom(250, 400, 500, 700, 900, 1_200, 2_500, 5_000),
)

/** A share of an amount, in thousandths, so that 1000 is all of it. */
export const thousandths: fc.Arbitrary<number> = fc.oneof(fc.nat(1_000), fc.constantFrom(0, 333, 500, 1_000))
export const shareOf = (minor: bigint, share: number): bigint => (minor * BigInt(share)) / 1_000n

export const sum = (minors: Iterable<bigint>): bigint => {
  let total = 0n
  for (const minor of minors) total += minor
  return total
}
