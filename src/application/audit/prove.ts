import { isAfter } from '../../domain/kernel/recorded.js'
import { left, right, type Either } from '../../fp.js'
import { base64Of } from '../../verify/base64.js'
import { BUNDLE_FORMAT, type BundleSubject, type ProofBundle, type ProvenEvent } from '../../verify/bundle.js'
import type { Checkpoint } from '../../verify/checkpoint.js'
import { consistencyRanges, inclusionRanges, type Hash, type Range } from '../../verify/tree.js'
import type { EventStore, StoredEvent } from '../ports.js'
import type { KeptTree } from './keptTree.js'
import { placesOf } from './logPlaces.js'
import { treeRoots, type TreeRoots } from './treeRoots.js'

/** Why nothing can be proven. */
export type NotProvable =
  | { readonly type: 'NothingToProve'; readonly subject: BundleSubject }
  /** It was stored after the checkpoint was signed: sign another one first. */
  | { readonly type: 'AfterCheckpoint'; readonly eventId: string; readonly size: number }

/** A checkpoint with the note that it was read from. */
export interface Noted {
  readonly note: string
  readonly checkpoint: Checkpoint
}

const proven = (event: StoredEvent, index: number, nodes: ReadonlyArray<Hash>): ProvenEvent => ({
  index: String(index),
  position: { commit: event.position.commit.toString(), prepare: event.position.prepare.toString() },
  stream: event.stream,
  revision: event.revision.toString(),
  id: event.id,
  type: event.type,
  recordedAt: event.recordedAt,
  data: event.data,
  metadata: event.metadata,
  proof: nodes.map(base64Of),
})

/** The roots of many proofs at once, cut up again. */
const rootsOf = async (
  tree: TreeRoots,
  lists: ReadonlyArray<ReadonlyArray<Range>>,
): Promise<ReadonlyArray<ReadonlyArray<Hash>>> => {
  const all = await tree.roots(lists.flat())
  let at = 0
  return lists.map(({ length }) => all.slice(at, (at += length)))
}

/**
 * Events with their proofs under a signed checkpoint, as a bundle that anybody can check offline. `since`: with the proof
 * that the log of this older checkpoint is its beginning. The events are told as they are stored: where they are not what
 * was signed, the bundle is refused by who checks it.
 */
export const prove = async (
  { store, kept }: { readonly store: Pick<EventStore, 'readAll'>; readonly kept: KeptTree },
  subject: BundleSubject,
  events: ReadonlyArray<StoredEvent>,
  { note, checkpoint }: Noted,
  since?: Noted,
): Promise<Either<NotProvable, ProofBundle>> => {
  if (events.length === 0) return left({ type: 'NothingToProve', subject })
  const tree = treeRoots(kept, store)
  const { size } = checkpoint
  const placed: Array<{ readonly event: StoredEvent; readonly index: number }> = []
  const inOrder = events.toSorted((a, b) => (isAfter(a.position, b.position) ? 1 : -1))
  const places = await placesOf(kept, store, inOrder)
  for (const [i, event] of inOrder.entries()) {
    const index = places[i]
    if (index === undefined || index >= size)
      return left({ type: 'AfterCheckpoint', eventId: event.id, size })
    placed.push({ event, index })
  }
  const nodes = await rootsOf(
    tree,
    placed.map(({ index }) => inclusionRanges(index, size)),
  )
  const older = since === undefined ? undefined : consistencyRanges(since.checkpoint.size, size)
  const consistency =
    since === undefined || older === undefined
      ? {}
      : { consistency: { from: since.note, proof: (await tree.roots(older)).map(base64Of) } }
  return right({
    format: BUNDLE_FORMAT,
    subject,
    checkpoint: note,
    events: placed.map(({ event, index }, i) => proven(event, index, nodes[i] ?? [])),
    ...consistency,
  })
}
