import { rootOfPeaks } from '../../verify/growingTree.js'
import { leafOf } from '../../verify/leaf.js'
import { emptyRoot, leafHash, nodeHash, splitOf, type Hash, type Range } from '../../verify/tree.js'
import type { EventStore } from '../ports.js'
import type { KeptTree } from './keptTree.js'
import { chunkEvents, KeptTreeIncomplete } from './logPlaces.js'
import { CHUNK, CHUNK_LEVEL, KEPT_LEVELS } from './treeTables.js'

/** Roots of parts of the tree. */
export interface TreeRoots {
  /** In the order that they are asked for. */
  roots(ranges: ReadonlyArray<Range>): Promise<ReadonlyArray<Hash>>
  /** Of the first `size` leaves. */
  root(size: number): Promise<Hash>
  /** Roots of the largest whole subtrees of the first `size` leaves. */
  peaks(size: number): Promise<ReadonlyArray<Hash>>
}

const levels = [...KEPT_LEVELS, CHUNK_LEVEL].toSorted((a, b) => b - a)

/** The level of the largest kept subtrees that a part of the tree is, if it is one. */
const keptLevel = ({ begin, end }: Range): number | undefined =>
  levels.find((level) => end - begin === 2 ** level && begin % 2 ** level === 0)

const partsOf = ({ begin, end }: Range): readonly [Range, Range] => {
  const middle = begin + splitOf(end - begin)
  return [
    { begin, end: middle },
    { begin: middle, end },
  ]
}

/** The kept subtrees and the single leaves that a part is made of. */
const needsOf = (range: Range, kept: Map<number, Set<number>>, loose: Set<number>): void => {
  const level = keptLevel(range)
  if (level !== undefined) {
    const numbers = kept.get(level) ?? new Set()
    kept.set(level, numbers.add(range.begin / 2 ** level))
  } else if (
    range.end - range.begin < CHUNK &&
    Math.floor(range.begin / CHUNK) === Math.floor((range.end - 1) / CHUNK)
  )
    loose.add(Math.floor(range.begin / CHUNK))
  else for (const part of partsOf(range)) needsOf(part, kept, loose)
}

export const treeRoots = (tree: KeptTree, store: Pick<EventStore, 'readAll'>): TreeRoots => {
  const leavesOf = async (nr: number): Promise<ReadonlyArray<Hash>> =>
    (await chunkEvents(tree, store, nr)).map((event) => leafHash(leafOf(event)))

  const hashesAt = async (
    level: number,
    numbers: ReadonlyArray<number>,
  ): Promise<ReadonlyMap<number, Hash>> => {
    if (level !== CHUNK_LEVEL) return tree.subtrees(level, numbers)
    return new Map([...(await tree.chunks(numbers))].map(([nr, { hash }]) => [nr, hash]))
  }

  const roots = async (ranges: ReadonlyArray<Range>): Promise<ReadonlyArray<Hash>> => {
    const needed = new Map<number, Set<number>>()
    const loose = new Set<number>()
    for (const range of ranges) if (range.end > range.begin) needsOf(range, needed, loose)
    const kept = new Map(
      await Promise.all(
        [...needed].map(async ([level, numbers]) => [level, await hashesAt(level, [...numbers])] as const),
      ),
    )
    const leaves = new Map(await Promise.all([...loose].map(async (nr) => [nr, await leavesOf(nr)] as const)))
    const rootOf = (range: Range): Hash => {
      const { begin, end } = range
      const level = keptLevel(range)
      if (level !== undefined) {
        const hash = kept.get(level)?.get(begin / 2 ** level)
        if (hash === undefined)
          throw new KeptTreeIncomplete(`subtree ${begin / 2 ** level} of level ${level}`)
        return hash
      }
      if (end - begin === 1) {
        const leaf = leaves.get(Math.floor(begin / CHUNK))?.[begin % CHUNK]
        if (leaf === undefined) throw new KeptTreeIncomplete(`event ${begin}`)
        return leaf
      }
      const [left, right] = partsOf(range)
      return nodeHash(rootOf(left), rootOf(right))
    }
    return ranges.map((range) => (range.end > range.begin ? rootOf(range) : emptyRoot))
  }

  const peaks = (size: number): Promise<ReadonlyArray<Hash>> => {
    const ranges: Array<Range> = []
    for (let begin = 0, rest = size; rest > 0;) {
      let part = 1
      while (part * 2 <= rest) part *= 2
      ranges.push({ begin, end: begin + part })
      begin += part
      rest -= part
    }
    return roots(ranges)
  }

  return { roots, root: async (size) => rootOfPeaks(await peaks(size)), peaks }
}
