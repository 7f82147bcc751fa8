import { hash } from 'node:crypto'

/** SHA-256: 32 bytes. */
export type Hash = Uint8Array
export const HASH_BYTES = 32

/** RFC 6962 section 2.1: a leaf is hashed after the byte 0, a node after the byte 1, so that neither passes for the other. */
export const leafHash = (leaf: string): Hash => hash('sha256', `\0${leaf}`, 'buffer')

const scratch = Buffer.alloc(1 + 2 * HASH_BYTES, 1)

export const nodeHash = (left: Hash, right: Hash): Hash => {
  scratch.set(left, 1)
  scratch.set(right, 1 + HASH_BYTES)
  return hash('sha256', scratch, 'buffer')
}

/** Of a tree without leaves. */
export const emptyRoot: Hash = hash('sha256', '', 'buffer')

export const isSameHash = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0

/** Leaves from `begin` to before `end`. */
export interface Range {
  readonly begin: number
  readonly end: number
}

/** The largest power of two below `count`, which is at least 2: where RFC 6962 splits a tree. */
export const splitOf = (count: number): number => {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/** The parts of a tree whose roots prove that a leaf is in it, those next to the leaf first. */
export const inclusionRanges = (index: number, size: number): ReadonlyArray<Range> => {
  const ranges: Array<Range> = []
  let [begin, end] = [0, size]
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin)
    if (index < middle) {
      ranges.push({ begin: middle, end })
      end = middle
    } else {
      ranges.push({ begin, end: middle })
      begin = middle
    }
  }
  return ranges.reverse()
}

/** The parts whose roots prove that a tree of `size` leaves begins with one of `from`, which is not empty. */
export const consistencyRanges = (from: number, size: number): ReadonlyArray<Range> => {
  const ranges: Array<Range> = []
  let [begin, end] = [0, size]
  while (end > from) {
    const middle = begin + splitOf(end - begin)
    if (from <= middle) {
      ranges.push({ begin: middle, end })
      end = middle
    } else {
      ranges.push({ begin, end: middle })
      begin = middle
    }
  }
  // What is left is the older tree itself, whose root the verifier has, or its last part, whose root it has not.
  if (begin > 0) ranges.push({ begin, end })
  return ranges.reverse()
}

const half = (n: number): number => Math.floor(n / 2)
const isOdd = (n: number): boolean => n % 2 === 1

/** What a proof was refused for. */
export type ProofFault = 'ProofTooShort' | 'ProofTooLong' | 'RootDiffers' | 'IndexOutside'

/** RFC 9162 section 2.1.3.2. `undefined`: the leaf stands at `index` in the tree of this size and root. */
export const inclusionFault = (
  { leaf, index, size, root }: { leaf: Hash; index: number; size: number; root: Hash },
  proof: ReadonlyArray<Hash>,
): ProofFault | undefined => {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size)
    return 'IndexOutside'
  let [at, last, computed] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (last === 0) return 'ProofTooLong'
    if (isOdd(at) || at === last) {
      computed = nodeHash(sibling, computed)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else computed = nodeHash(computed, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  if (last !== 0) return 'ProofTooShort'
  return isSameHash(computed, root) ? undefined : 'RootDiffers'
}

interface Known {
  readonly size: number
  readonly root: Hash
}

/** RFC 9162 section 2.1.4.2. `undefined`: the newer tree begins with all leaves of the older one, in their order. */
export const consistencyFault = (
  older: Known,
  newer: Known,
  proof: ReadonlyArray<Hash>,
): ProofFault | undefined => {
  if (![older.size, newer.size].every(Number.isSafeInteger) || older.size < 1 || older.size > newer.size)
    return 'IndexOutside'
  if (older.size === newer.size) {
    if (proof.length > 0) return 'ProofTooLong'
    return isSameHash(older.root, newer.root) ? undefined : 'RootDiffers'
  }
  let [at, last] = [older.size - 1, newer.size - 1]
  while (isOdd(at)) [at, last] = [half(at), half(last)]
  // An older tree that is one whole part of the newer one: its root is known already.
  const nodes = at === 0 ? [older.root, ...proof] : proof
  const [first, ...others] = nodes
  if (first === undefined) return 'ProofTooShort'
  let [before, after] = [first, first]
  for (const sibling of others) {
    if (last === 0) return 'ProofTooLong'
    if (isOdd(at) || at === last) {
      before = nodeHash(sibling, before)
      after = nodeHash(sibling, after)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else after = nodeHash(after, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  if (last !== 0) return 'ProofTooShort'
  return isSameHash(before, older.root) && isSameHash(after, newer.root) ? undefined : 'RootDiffers'
}
