import { emptyRoot, leafHash, nodeHash, splitOf, type Hash, type Range } from '../../src/verify/tree.js'

/** RFC 6962 section 2.1, word by word: slow and plainly right. */
export const naiveRoot = (leaves: ReadonlyArray<Hash>): Hash => {
  const [only] = leaves
  if (only === undefined) return emptyRoot
  if (leaves.length === 1) return only
  const at = splitOf(leaves.length)
  return nodeHash(naiveRoot(leaves.slice(0, at)), naiveRoot(leaves.slice(at)))
}

/** Section 2.1.1. */
export const naivePath = (at: number, leaves: ReadonlyArray<Hash>): ReadonlyArray<Hash> => {
  if (leaves.length <= 1) return []
  const split = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return at < split
    ? [...naivePath(at, left), naiveRoot(right)]
    : [...naivePath(at - split, right), naiveRoot(left)]
}

/** Section 2.1.2. */
export const naiveConsistency = (
  from: number,
  leaves: ReadonlyArray<Hash>,
  isWhole = true,
): ReadonlyArray<Hash> => {
  if (from === leaves.length) return isWhole ? [] : [naiveRoot(leaves)]
  const split = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return from <= split
    ? [...naiveConsistency(from, left, isWhole), naiveRoot(right)]
    : [...naiveConsistency(from - split, right, false), naiveRoot(left)]
}

export const leavesOf = (count: number): ReadonlyArray<Hash> =>
  Array.from({ length: count }, (_, i) => leafHash(`leaf ${i}`))

export const rootsOf = (leaves: ReadonlyArray<Hash>, ranges: ReadonlyArray<Range>): ReadonlyArray<Hash> =>
  ranges.map(({ begin, end }) => naiveRoot(leaves.slice(begin, end)))
