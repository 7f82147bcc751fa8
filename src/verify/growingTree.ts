import { emptyRoot, nodeHash, type Hash } from './tree.js'

/** A tree that leaves are added to, of which only its right edge is kept: a hash for each 1 in its size. */
export interface GrowingTree {
  append(leaf: Hash): void
  size(): number
  /** Roots of the largest whole subtrees, from the left: with the size, all that is needed to go on. */
  peaks(): ReadonlyArray<Hash>
  root(): Hash
}

/** How many peaks a tree of this size has. */
export const peaksOf = (size: number): number => {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

/** Of the largest subtrees of a tree, from the left, to its root. */
export const rootOfPeaks = (peaks: ReadonlyArray<Hash>): Hash =>
  peaks.reduceRight<Hash | undefined>(
    (right, left) => (right === undefined ? left : nodeHash(left, right)),
    undefined,
  ) ?? emptyRoot

/**
 * From nothing, or from where another one was; `onSubtree` is told of each subtree of two leaves and more that is whole: it has
 * 2^level leaves, and is the `nr`-th of its level from 0.
 */
export const growingTree = (
  begin: { readonly size: number; readonly peaks: ReadonlyArray<Hash> } = { size: 0, peaks: [] },
  onSubtree?: (level: number, nr: number, hash: Hash) => void,
): GrowingTree => {
  let size = begin.size
  const peaks = [...begin.peaks]
  return {
    append: (leaf) => {
      let hash = leaf
      let level = 0
      let nr = size
      for (; nr % 2 === 1; nr = (nr - 1) / 2) {
        const left = peaks.pop()
        if (left === undefined)
          throw new RangeError(`a tree of ${size} leaves must have ${peaksOf(size)} peaks`)
        hash = nodeHash(left, hash)
        level += 1
        onSubtree?.(level, (nr - 1) / 2, hash)
      }
      peaks.push(hash)
      size += 1
    },
    size: () => size,
    peaks: () => [...peaks],
    root: () => rootOfPeaks(peaks),
  }
}
