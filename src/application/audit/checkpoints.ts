import { isLeft, left, right, type Either } from '../../fp.js'
import { openCheckpoint, signedCheckpoint, type Checkpoint } from '../../verify/checkpoint.js'
import type { SigningKey, VerifierKey } from '../../verify/keys.js'
import { rootOfPeaks } from '../../verify/growingTree.js'
import { isSameHash } from '../../verify/tree.js'
import type { HistoryDiverged } from '../halt.js'
import type { EventStore, OwnershipLost, ReadStore, System } from '../ports.js'
import type { Finding } from './findings.js'
import { keptTree } from './keptTree.js'
import { keepTree, type KeepOptions } from './treeKeeper.js'
import { treeRoots } from './treeRoots.js'
import { AUDIT_TREE } from './treeTables.js'

/** Which log is signed: the name of the key and the incarnation of the store. */
export const originOf = (name: string, incarnation: string): string => `${name}/${incarnation}`

/** The notes of a file: those that count, in order, and what is wrong with the others. */
export const checkpointsOf = (
  notes: ReadonlyArray<string>,
  key: VerifierKey,
  origin: string,
): { readonly checkpoints: ReadonlyArray<Checkpoint>; readonly findings: ReadonlyArray<Finding> } => {
  const checkpoints: Array<Checkpoint> = []
  const findings: Array<Finding> = []
  for (const [i, note] of notes.entries()) {
    const nr = i + 1
    const opened = openCheckpoint(note, key, origin)
    const before = checkpoints.at(-1)?.size ?? 0
    if (typeof opened === 'string') findings.push({ type: 'CheckpointInvalid', nr, fault: opened })
    else if (opened.size < before)
      findings.push({ type: 'CheckpointsOutOfOrder', nr, size: opened.size, before })
    else checkpoints.push(opened)
  }
  return { checkpoints, findings }
}

/** The log is not one that goes on from what was signed last: a checkpoint of it would hide that, and none is made. */
export interface NotAnExtension {
  readonly type: 'NotAnExtension'
  readonly last: Checkpoint
  /** Events of the log. */
  readonly size: number
}

export interface Signed {
  readonly note: string
  readonly checkpoint: Checkpoint
}

/**
 * Takes the kept tree to the end of the log and signs it, if the log as it was signed last is its beginning. `undefined`:
 * nothing has come since.
 */
export const signLog = async (
  {
    store,
    reads,
    system,
  }: { readonly store: EventStore; readonly reads: ReadStore; readonly system: System },
  key: SigningKey,
  last: Checkpoint | undefined,
  options: KeepOptions = {},
): Promise<Either<HistoryDiverged | OwnershipLost | NotAnExtension, Signed | undefined>> => {
  const edge = await keepTree({ store, reads }, options)
  if (isLeft(edge)) return edge
  options.signal?.throwIfAborted()
  const { size, peaks } = edge.right
  if (last !== undefined) {
    const isBeginning =
      last.size <= size && isSameHash(await treeRoots(keptTree(reads), store).root(last.size), last.root)
    if (!isBeginning) return left({ type: 'NotAnExtension', last, size })
    if (last.size === size) return right(undefined)
  }
  const { position } = (await reads.ownership(AUDIT_TREE)) ?? {}
  const checkpoint: Checkpoint = {
    origin: originOf(key.verifier.name, await store.incarnation()),
    size,
    root: rootOfPeaks(peaks),
    position: `${position?.commit ?? 0n}/${position?.prepare ?? 0n}`,
    at: system.now(),
  }
  return right({ note: signedCheckpoint(checkpoint, key), checkpoint })
}
