import type { Position } from '../../domain/kernel/recorded.js'
import { growingTree } from '../../verify/growingTree.js'
import { leafOf } from '../../verify/leaf.js'
import { leafHash, type Hash } from '../../verify/tree.js'
import type { StoredEvent } from '../ports.js'
import { joined, type Chunk, type TreeEdge } from './keptTree.js'
import { CHUNK, CHUNK_LEVEL, KEPT_LEVELS, MARK_BYTES } from './treeTables.js'

export interface WholeSubtree {
  readonly level: number
  readonly nr: number
  readonly hash: Hash
}

/** What became whole since it was last asked. */
export interface Finished {
  readonly chunks: ReadonlyArray<Chunk>
  readonly subtrees: ReadonlyArray<WholeSubtree>
}

/** The tree over events as they come, from a known edge on: the same for who keeps it and for who checks it. */
export interface LeafRun {
  add(event: StoredEvent): void
  size(): number
  root(): Hash
  edge(): TreeEdge
  /** And forgets it. */
  finished(): Finished
}

export const leafRun = (begin: TreeEdge): LeafRun => {
  let chunks: Array<Chunk> = []
  let subtrees: Array<WholeSubtree> = []
  const marks = new Uint8Array(CHUNK * MARK_BYTES)
  marks.set(begin.marks)
  let inChunk = begin.size % CHUNK
  let whole: Hash | undefined
  const tree = growingTree(begin, (level, nr, hash) => {
    if (level === CHUNK_LEVEL) whole = hash
    else if (KEPT_LEVELS.includes(level)) subtrees.push({ level, nr, hash })
  })
  const finish = (position: Position): void => {
    if (whole === undefined) return
    chunks.push({ nr: Math.floor(tree.size() / CHUNK) - 1, hash: whole, position, marks: marks.slice() })
    whole = undefined
    inChunk = 0
  }
  return {
    add: (event) => {
      const leaf = leafHash(leafOf(event))
      marks.set(leaf.subarray(0, MARK_BYTES), inChunk * MARK_BYTES)
      inChunk += 1
      tree.append(leaf)
      finish(event.position)
    },
    size: tree.size,
    root: tree.root,
    edge: () => ({
      size: tree.size(),
      peaks: tree.peaks(),
      marks: joined([marks.subarray(0, inChunk * MARK_BYTES)]),
    }),
    finished: () => {
      const done = { chunks, subtrees }
      chunks = []
      subtrees = []
      return done
    },
  }
}
