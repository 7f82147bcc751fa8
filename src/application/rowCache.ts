import type { Row } from '../projections/table.js'

/** The rows that were used last, by name; `undefined` is a row that is known not to be there. */
export interface RowCache {
  has(name: string): boolean
  get(name: string): Row | undefined
  set(name: string, row: Row | undefined): void
}

/** Of at most so many rows: beyond that, the one that nobody has used for longest is forgotten. */
export const rowCache = (max: number): RowCache => {
  const rows = new Map<string, Row | undefined>()
  return {
    has: (name) => rows.has(name),
    get: (name) => rows.get(name),
    set: (name, row) => {
      // A map tells its keys in the order in which they came in.
      rows.delete(name)
      rows.set(name, row)
      if (rows.size <= max) return
      const [oldest] = rows.keys()
      if (oldest !== undefined) rows.delete(oldest)
    },
  }
}
