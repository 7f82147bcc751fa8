import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { growingTree, peaksOf, rootOfPeaks } from '../../src/verify/growingTree.js'
import {
  consistencyFault,
  consistencyRanges,
  inclusionFault,
  inclusionRanges,
  leafHash,
  type Hash,
} from '../../src/verify/tree.js'
import { leavesOf, naiveConsistency, naivePath, naiveRoot, rootsOf } from '../support/proofs.js'

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex')
const SIZE_MAX = 300
const all = leavesOf(SIZE_MAX)
const grown = (leaves: ReadonlyArray<Hash>) => {
  const tree = growingTree()
  for (const leaf of leaves) tree.append(leaf)
  return tree
}

/** Of the Certificate Transparency project: leaves and the roots of trees of the first 0 to 8 of them. */
const vectors = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const vectorRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

describe('the tree', () => {
  test.each(vectorRoots.map((root, size) => [size, root] as const))(
    'of the first %i leaves of Certificate Transparency has their root',
    (size, root) => {
      const leaves = vectors
        .slice(0, size)
        .map((leaf) => leafHash(Buffer.from(leaf, 'hex').toString('latin1')))
      expect(hex(grown(leaves).root())).toBe(root)
      expect(hex(naiveRoot(leaves))).toBe(root)
    },
  )

  test('that grows has the root of the whole at every size, and tells of every subtree that is whole', () => {
    const told = new Map<string, Hash>()
    const tree = growingTree(undefined, (level, nr, hash) => told.set(`${level}/${nr}`, hash))
    for (const [size, leaf] of all.entries()) {
      expect(hex(tree.root())).toBe(hex(naiveRoot(all.slice(0, size))))
      expect(tree.peaks()).toHaveLength(peaksOf(size))
      tree.append(leaf)
    }
    for (let level = 1; 2 ** level <= SIZE_MAX; level++)
      for (let nr = 0; (nr + 1) * 2 ** level <= SIZE_MAX; nr++) {
        const leaves = all.slice(nr * 2 ** level, (nr + 1) * 2 ** level)
        expect(hex(told.get(`${level}/${nr}`) ?? leafHash(''))).toBe(hex(naiveRoot(leaves)))
        told.delete(`${level}/${nr}`)
      }
    expect(told.size).toBe(0)
  })

  test('goes on from its size and peaks as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.nat(SIZE_MAX), fc.nat(40), (size, more) => {
        const half = grown(all.slice(0, size))
        const again = growingTree({ size: half.size(), peaks: half.peaks() })
        for (const leaf of all.slice(size, size + more)) again.append(leaf)
        expect(hex(again.root())).toBe(hex(grown(all.slice(0, size + more)).root()))
        expect(hex(rootOfPeaks(half.peaks()))).toBe(hex(half.root()))
      }),
      { numRuns: 50 },
    )
  })

  test('cannot go on from fewer peaks than its size has', () => {
    expect(() => growingTree({ size: 1, peaks: [] }).append(leafHash(''))).toThrow(RangeError)
  })
})

describe('a proof', () => {
  const sized = fc
    .integer({ min: 1, max: SIZE_MAX })
    .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)))

  test('of any leaf is that of the RFC, and is taken', () => {
    fc.assert(
      fc.property(sized, ([size, index]) => {
        const leaves = all.slice(0, size)
        const proof = rootsOf(leaves, inclusionRanges(index, size))
        expect(proof.map(hex)).toEqual(naivePath(index, leaves).map(hex))
        const asked = { leaf: all[index]!, index, size, root: naiveRoot(leaves) }
        expect(inclusionFault(asked, proof)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test('of any older tree is that of the RFC, and is taken', () => {
    fc.assert(
      fc.property(sized, ([size, before]) => {
        const [leaves, from] = [all.slice(0, size), before + 1]
        const proof = rootsOf(leaves, consistencyRanges(from, size))
        expect(proof.map(hex)).toEqual(naiveConsistency(from, leaves).map(hex))
        const older = { size: from, root: naiveRoot(leaves.slice(0, from)) }
        expect(consistencyFault(older, { size, root: naiveRoot(leaves) }, proof)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test('for every index and size up to 40 is taken for that index and size, and for no other', () => {
    const roots = Array.from({ length: 41 }, (_, size) => naiveRoot(all.slice(0, size)))
    for (let size = 1; size <= 40; size++)
      for (let index = 0; index < size; index++) {
        const proof = naivePath(index, all.slice(0, size))
        const asked = { leaf: all[index]!, index, size, root: roots[size]! }
        expect(inclusionFault(asked, proof)).toBeUndefined()
        for (let other = 0; other < size; other++)
          if (other !== index) expect(inclusionFault({ ...asked, index: other }, proof)).toBeDefined()
        for (let other = 0; other <= 40; other++)
          if (other !== size)
            expect(inclusionFault({ ...asked, size: other, root: roots[other]! }, proof)).toBeDefined()
        expect(inclusionFault({ ...asked, leaf: leafHash('another') }, proof)).toBe('RootDiffers')
      }
  })

  test('with a node too few, too many or another is refused', () => {
    const another = leafHash('another')
    fc.assert(
      fc.property(sized, fc.nat(), ([size, at], pick) => {
        const leaves = all.slice(0, size)
        const root = naiveRoot(leaves)
        const asked = { leaf: all[at]!, index: at, size, root }
        const older = { size: at + 1, root: naiveRoot(leaves.slice(0, at + 1)) }
        for (const [proof, fault] of [
          [naivePath(at, leaves), (nodes: ReadonlyArray<Hash>) => inclusionFault(asked, nodes)],
          [
            naiveConsistency(at + 1, leaves),
            (nodes: ReadonlyArray<Hash>) => consistencyFault(older, { size, root }, nodes),
          ],
        ] as const) {
          expect(fault([...proof, another])).toBeDefined()
          expect(fault([another, ...proof])).toBeDefined()
          if (proof.length === 0) continue
          const place = pick % proof.length
          expect(fault([])).toBe('ProofTooShort')
          expect(fault(proof.toSpliced(place, 1))).toBeDefined()
          expect(fault(proof.toSpliced(place, 1, another))).toBe('RootDiffers')
          expect(fault(proof.toSpliced(place, 0, another))).toBeDefined()
        }
      }),
      { numRuns: 300 },
    )
  })

  test('of a tree that is not the beginning is refused, and so is one of nothing or of more', () => {
    const [older, newer] = [
      { size: 5, root: naiveRoot(all.slice(1, 6)) },
      { size: 9, root: naiveRoot(all.slice(0, 9)) },
    ]
    expect(consistencyFault(older, newer, naiveConsistency(5, all.slice(0, 9)))).toBe('RootDiffers')
    expect(consistencyFault({ ...older, size: 0 }, newer, [])).toBe('IndexOutside')
    expect(consistencyFault({ ...older, size: 10 }, newer, [])).toBe('IndexOutside')
    expect(consistencyFault(newer, newer, [])).toBeUndefined()
    expect(consistencyFault(newer, newer, [older.root])).toBe('ProofTooLong')
    expect(consistencyFault({ ...newer, root: older.root }, newer, [])).toBe('RootDiffers')
  })
})
