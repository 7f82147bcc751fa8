/** Chance that can be repeated: the same name draws the same lots, on every machine and in every release. */
export interface Lots {
  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number
  /** True this many times out of a thousand. */
  chance(perMille: number): boolean
  /** Of a list that is not empty. */
  pick<A>(items: ReadonlyArray<A>): A
  /** Each as often as its weight says. */
  weighted<A>(items: ReadonlyArray<{ readonly weight: number; readonly item: A }>): A
}

// FNV-1a, 32 bits.
const seedOf = (name: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash
}

/** Lots by the generator known as mulberry32: small, even enough for a demo, and nobody's secret depends on it. */
export const lotsOf = (name: string): Lots => {
  let state = seedOf(name)
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound)
  }
  const weighted = <A>(items: ReadonlyArray<{ readonly weight: number; readonly item: A }>): A => {
    let left = below(items.reduce((sum, { weight }) => sum + weight, 0))
    for (const { weight, item } of items) {
      if (left < weight) return item
      left -= weight
    }
    throw new RangeError('nothing to draw from')
  }
  return {
    integer: (min, max) => min + below(max - min + 1),
    chance: (perMille) => below(1_000) < perMille,
    pick: (items) => weighted(items.map((item) => ({ weight: 1, item }))),
    weighted,
  }
}
