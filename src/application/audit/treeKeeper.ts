import { isLeft, left, right, type Either } from '../../fp.js'
import { base64Of } from '../../verify/base64.js'
import { divergence } from '../divergence.js'
import type { HistoryDiverged } from '../halt.js'
import { pagesOf } from '../pages.js'
import type { EventStore, Ownership, OwnershipLost, ReadStore, TableChange } from '../ports.js'
import { edgeIn, edgeRow, type TreeEdge } from './keptTree.js'
import { leafRun, type LeafRun } from './leafRun.js'
import {
  AUDIT_TREE,
  AUDIT_TREE_VERSION,
  auditChunksTable,
  auditSubtreesTable,
  auditTreeTable,
  TREE_ROW,
} from './treeTables.js'

/** Events of a page at most. */
const PAGE = 4_096

export interface KeepOptions {
  readonly signal?: AbortSignal | undefined
  /** Events that the tree covers, of about so many. */
  readonly onProgress?: ((size: number) => void) | undefined
}

const changesOf = (run: LeafRun): ReadonlyArray<TableChange> => {
  const { chunks, subtrees } = run.finished()
  return [
    { table: auditTreeTable, rows: [edgeRow(run.edge())] },
    {
      table: auditChunksTable,
      rows: chunks.map(({ nr, hash, position, marks }) => ({
        nr: BigInt(nr),
        hash: base64Of(hash),
        commitPosition: position.commit,
        preparePosition: position.prepare,
        marks: base64Of(marks),
      })),
    },
    {
      table: auditSubtreesTable,
      rows: subtrees.map(({ level, nr, hash }) => ({ level, nr: BigInt(nr), hash: base64Of(hash) })),
    },
  ].filter(({ rows }) => rows.length > 0)
}

/**
 * Takes the tree on to the end of the log, in its own tables, under a checkpoint of its own. Broken off anywhere, the next
 * one goes on. Left: the store tells another history than the tree was made from, or somebody else keeps it.
 */
export const keepTree = async (
  {
    store,
    reads,
  }: { readonly store: EventStore; readonly reads: Pick<ReadStore, 'claim' | 'commit' | 'rows'> },
  { signal, onProgress }: KeepOptions = {},
): Promise<Either<HistoryDiverged | OwnershipLost, TreeEdge>> => {
  const incarnation = await store.incarnation()
  let owner: Ownership = await reads.claim(AUDIT_TREE, AUDIT_TREE_VERSION, incarnation)
  const diverged = await divergence(store, incarnation, owner)
  if (diverged !== undefined) return left(diverged)
  const [row] = owner.position === undefined ? [] : await reads.rows(auditTreeTable, [[TREE_ROW]])
  const run = leafRun(edgeIn(row))
  const upTo = await store.head()
  if (upTo === undefined) return right(run.edge())
  for await (const { events } of pagesOf(store, { after: owner.position, upTo, max: PAGE, signal })) {
    const last = events.at(-1)
    if (last === undefined) continue
    for (const event of events) run.add(event)
    const move = { position: last.position, eventId: last.id, events: events.length }
    const moved = await reads.commit(owner, move, changesOf(run))
    if (isLeft(moved)) return moved
    owner = moved.right
    onProgress?.(run.size())
  }
  return right(run.edge())
}
