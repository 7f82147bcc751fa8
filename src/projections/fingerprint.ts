import type { Projection } from './projection.js'
import type { TableShape } from './table.js'

const MASK = (1n << 64n) - 1n
const OFFSET = 0xcbf29ce484222325n
const PRIME = 0x100000001b3n

/** FNV-1a of 64 bits over UTF-16 code units: it tells definitions apart, and guards against nobody. */
const digest = (text: string): string => {
  let hash = OFFSET
  for (let i = 0; i < text.length; i++) hash = ((hash ^ BigInt(text.charCodeAt(i))) * PRIME) & MASK
  return hash.toString(16).padStart(16, '0')
}

const definitionOf = ({ name, kind, key, columns, sums }: TableShape) => ({
  name,
  kind,
  key,
  columns: Object.entries(columns).map(([column, { sqlType, nullable }]) => [column, sqlType, nullable]),
  sums,
})

/**
 * What a projection is defined as, in 16 characters that are stored beside its checkpoint: its version, its tables with their
 * kinds, columns, keys and sums, and the types of events that it handles. What its handlers do to a row is not covered: who
 * changes that raises the version, and a test that folds a history with known results insists on it.
 */
export const fingerprintOf = ({ version, tables, on }: Projection): string =>
  digest(JSON.stringify({ version, tables: tables.map(definitionOf), on: Object.keys(on).sort() }))
