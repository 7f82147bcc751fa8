import { left, right, type Either } from '../../fp.js'
import type { Checkpoint } from '../../verify/checkpoint.js'
import { rootOfPeaks } from '../../verify/growingTree.js'
import { isSameHash } from '../../verify/tree.js'
import type { EventStore } from '../ports.js'
import type { KeptTree } from './keptTree.js'
import { CHUNK, MARK_BYTES } from './treeTables.js'
import { KeptTreeIncomplete } from './logPlaces.js'
import { treeRoots } from './treeRoots.js'
import type { VerifyFrom } from './verifyLog.js'

/** The kept tree is not the one that was signed at this size: only a check from the first event on tells more. */
export interface KeptTreeDiffers {
  readonly type: 'KeptTreeDiffers'
  readonly size: number
}

/**
 * Where a check goes on from a checkpoint that is trusted: the right edge comes from the kept tree, and counts because its
 * root is the one that was signed; the place in the log is signed, too.
 */
export const verifyFrom = async (
  { store, kept }: { readonly store: Pick<EventStore, 'readAll'>; readonly kept: KeptTree },
  { size, root, position }: Checkpoint,
): Promise<Either<KeptTreeDiffers, VerifyFrom>> => {
  if (size === 0) return right({ edge: { size, peaks: [], marks: new Uint8Array() }, position: undefined })
  const differs = left({ type: 'KeptTreeDiffers', size } as const)
  try {
    const peaks = await treeRoots(kept, store).peaks(size)
    if (!isSameHash(rootOfPeaks(peaks), root)) return differs
    const edge = await kept.edge()
    const nr = Math.floor(size / CHUNK)
    const marks = Math.floor(edge.size / CHUNK) > nr ? (await kept.chunks([nr])).get(nr)?.marks : edge.marks
    const [commit = '0', prepare = '0'] = position.split('/')
    return right({
      edge: { size, peaks, marks: (marks ?? new Uint8Array()).slice(0, (size % CHUNK) * MARK_BYTES) },
      position: { commit: BigInt(commit), prepare: BigInt(prepare) },
    })
  } catch (error) {
    if (error instanceof KeptTreeIncomplete) return differs
    throw error
  }
}
