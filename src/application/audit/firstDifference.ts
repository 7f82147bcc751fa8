import type { TableShape } from '../../projections/table.js'
import type { Recomputation } from '../../verify/exportBundle.js'
import { plainJson } from '../plainJson.js'
import type { System } from '../ports.js'
import { exportedTables, type SellerRecomputation } from './recomputation.js'

/** The first place where what is told is not what the events fold to. */
export interface ToldDifference {
  /** `statements s1.2026-03-02.EUR`, `totals EUR`; `readModels` where another version folded it. */
  readonly at: string
  /** Where both have the row. */
  readonly column?: string
  /** As canonical JSON; absent: it is not told. */
  readonly told?: string
  /** Absent: no event makes it. */
  readonly found?: string
}

type Canonical = System['canonical']
type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (u: unknown): Fields =>
  typeof u === 'object' && u !== null && !Array.isArray(u) ? { ...u } : {}
const listOf = (u: unknown): ReadonlyArray<unknown> => (Array.isArray(u) ? u : [])

const nameOf = (key: ReadonlyArray<string>, row: unknown): string =>
  key.map((column) => String(fieldsOf(row)[column])).join(' ')

const inRow = (told: unknown, found: unknown, canonical: Canonical): Omit<ToldDifference, 'at'> => {
  const [a, b] = [fieldsOf(told), fieldsOf(found)]
  const textIn = (fields: Fields, column: string): string | undefined =>
    Object.hasOwn(fields, column) ? canonical(fields[column]) : undefined
  const column = [...Object.keys(b), ...Object.keys(a)].find((name) => textIn(a, name) !== textIn(b, name))
  if (column === undefined) return {}
  const [was, is] = [textIn(a, column), textIn(b, column)]
  return { column, ...(was !== undefined && { told: was }), ...(is !== undefined && { found: is }) }
}

const inRows = (
  name: string,
  key: TableShape['key'],
  { told, found, canonical }: { told: unknown; found: unknown; canonical: Canonical },
): ToldDifference | undefined => {
  const [before, after] = [listOf(told), listOf(found)]
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const [a, b] = [before[i], after[i]]
    if (a !== undefined && b !== undefined && canonical(a) === canonical(b)) continue
    if (a !== undefined && b !== undefined && nameOf(key, a) === nameOf(key, b))
      return { at: `${name} ${nameOf(key, b)}`, ...inRow(a, b, canonical) }
    // One of them stands where the other should: if it is told further on, the other one is too much.
    const isExtra = b === undefined || before.slice(i).some((row) => nameOf(key, row) === nameOf(key, b))
    return isExtra
      ? { at: `${name} ${nameOf(key, a)}`, told: canonical(a) }
      : { at: `${name} ${nameOf(key, b)}`, found: canonical(b) }
  }
  return undefined
}

export const firstDifference = (
  bundle: Recomputation,
  recomputation: SellerRecomputation,
  canonical: Canonical,
): ToldDifference => {
  const found = fieldsOf(plainJson(recomputation))
  const versions = inRow(bundle['readModels'], found['readModels'], canonical)
  if (versions.column !== undefined) return { at: 'readModels', ...versions }
  const [toldTables, foundTables] = [fieldsOf(bundle['tables']), fieldsOf(found['tables'])]
  for (const { name, key } of exportedTables) {
    const rows = { told: toldTables[name], found: foundTables[name], canonical }
    const difference = inRows(name, key, rows)
    if (difference !== undefined) return difference
  }
  const totals = { told: bundle['totals'], found: found['totals'], canonical }
  return inRows('totals', ['currency'], totals) ?? { at: 'recomputation' }
}
