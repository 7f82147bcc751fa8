import type { Position } from '../../domain/kernel/recorded.js'
import type { Values } from '../../projections/column.js'
import { base64Of, bytesOf } from '../../verify/base64.js'
import { HASH_BYTES, type Hash } from '../../verify/tree.js'
import type { ReadStore } from '../ports.js'
import { auditChunksTable, auditSubtreesTable, auditTreeTable, TREE_ROW } from './treeTables.js'

/** A whole chunk, as it was kept. */
export interface Chunk {
  readonly nr: number
  readonly hash: Hash
  /** Of its last event. */
  readonly position: Position
  readonly marks: Uint8Array
}

/** How far the tree is kept, and its right edge. */
export interface TreeEdge {
  readonly size: number
  readonly peaks: ReadonlyArray<Hash>
  /** Of the leaves after the last whole chunk. */
  readonly marks: Uint8Array
}

/** The kept tree, as its tables tell it. Who can write there can write anything: nothing here is proof by itself. */
export interface KeptTree {
  edge(): Promise<TreeEdge>
  /** Those of these numbers that are kept. */
  chunks(numbers: ReadonlyArray<number>): Promise<ReadonlyMap<number, Chunk>>
  /** Of whole subtrees, those that are kept. */
  subtrees(level: number, numbers: ReadonlyArray<number>): Promise<ReadonlyMap<number, Hash>>
}

/** A row of the kept tree holds what the keeper cannot have written. */
export class KeptTreeUnreadable extends Error {
  readonly type = 'KeptTreeUnreadable'
  constructor(readonly table: string) {
    super(`a row of ${table} holds what was never written there: the kept tree was changed`)
    this.name = 'KeptTreeUnreadable'
  }
}

const nothing: TreeEdge = { size: 0, peaks: [], marks: new Uint8Array() }

const bytesIn = (table: string, row: Values, column: string): Uint8Array => {
  const value = row[column]
  const bytes = typeof value === 'string' ? bytesOf(value) : undefined
  if (bytes === undefined) throw new KeptTreeUnreadable(table)
  return bytes
}

const hashIn = (table: string, row: Values): Hash => {
  const hash = bytesIn(table, row, 'hash')
  if (hash.length !== HASH_BYTES) throw new KeptTreeUnreadable(table)
  return hash
}

const bigIn = (table: string, row: Values, column: string): bigint => {
  const value = row[column]
  if (typeof value !== 'bigint') throw new KeptTreeUnreadable(table)
  return value
}

const hashesOf = (bytes: Uint8Array): ReadonlyArray<Hash> =>
  Array.from({ length: Math.floor(bytes.length / HASH_BYTES) }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  )

export const edgeRow = ({ size, peaks, marks }: TreeEdge): Values => ({
  name: TREE_ROW,
  size: BigInt(size),
  peaks: base64Of(joined(peaks)),
  marks: base64Of(marks),
})

/** Byte strings one after the other. */
export const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export const edgeIn = (row: Values | undefined): TreeEdge => {
  if (row === undefined) return nothing
  const { name: table } = auditTreeTable
  return {
    size: Number(bigIn(table, row, 'size')),
    peaks: hashesOf(bytesIn(table, row, 'peaks')),
    marks: bytesIn(table, row, 'marks'),
  }
}

export const keptTree = (reads: Pick<ReadStore, 'rows'>): KeptTree => ({
  edge: async () => edgeIn((await reads.rows(auditTreeTable, [[TREE_ROW]]))[0]),
  chunks: async (numbers) => {
    const { name: table } = auditChunksTable
    const rows = await reads.rows(
      auditChunksTable,
      numbers.map((nr) => [BigInt(nr)]),
    )
    return new Map(
      rows.map((row) => {
        const nr = Number(bigIn(table, row, 'nr'))
        const position = {
          commit: bigIn(table, row, 'commitPosition'),
          prepare: bigIn(table, row, 'preparePosition'),
        }
        return [nr, { nr, hash: hashIn(table, row), position, marks: bytesIn(table, row, 'marks') }]
      }),
    )
  },
  subtrees: async (level, numbers) => {
    const { name: table } = auditSubtreesTable
    const rows = await reads.rows(
      auditSubtreesTable,
      numbers.map((nr) => [level, BigInt(nr)]),
    )
    return new Map(rows.map((row) => [Number(bigIn(table, row, 'nr')), hashIn(table, row)]))
  },
})
