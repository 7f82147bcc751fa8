import { int4, int8, text } from '../../projections/column.js'
import { log, table } from '../../projections/table.js'

/** Leaves of a chunk: 2^8. Chunks are what is kept; what is within one is made again from its events. */
export const CHUNK = 256
export const CHUNK_LEVEL = 8
/** Levels of which whole subtrees are kept besides, so that a proof over many chunks reads few rows. */
export const KEPT_LEVELS: ReadonlyArray<number> = [16, 24, 32]
/** Bytes of a leaf's hash that are kept: enough to name the event that is another one now, not to prove anything. */
export const MARK_BYTES = 6

/** Whole chunks of the log, for ever. */
export const auditChunksTable = log(
  'audit_chunks',
  {
    nr: int8,
    /** Base64 of the root of the chunk. */
    hash: text,
    /** Of its last event. */
    commitPosition: int8,
    preparePosition: int8,
    /** Base64 of the first bytes of each leaf's hash. */
    marks: text,
  },
  ['nr'],
)

/** Whole subtrees of more than a chunk. */
export const auditSubtreesTable = log('audit_subtrees', { level: int4, nr: int8, hash: text }, [
  'level',
  'nr',
])

/** One row: the right edge of the tree. */
export const auditTreeTable = table(
  'audit_tree',
  {
    name: text,
    size: int8,
    /** Base64 of the roots of the largest whole subtrees, from the left. */
    peaks: text,
    /** Of the leaves after the last whole chunk. */
    marks: text,
  },
  ['name'],
)

export const TREE_ROW = 'log'
export const auditTables = [auditChunksTable, auditSubtreesTable, auditTreeTable]
/** Under which its checkpoint is kept. */
export const AUDIT_TREE = 'audit:tree'
export const AUDIT_TREE_VERSION = 1
