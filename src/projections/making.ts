import type { Value, Values } from './column.js'
import type { Addition, Evolution, Row, TableShape } from './table.js'

export interface TableRows {
  readonly table: TableShape
  readonly rows: ReadonlyArray<Values>
}

/** The rows of some tables in the making. */
export interface Making {
  readonly add: (addition: Addition) => void
  readonly evolve: (evolution: Evolution) => void
  /** A row of a table of `rows`, as it stands. */
  readonly put: (row: Row) => void
  readonly row: (table: TableShape, name: string) => Row | undefined
  /** Takes over what another one made of later events. */
  readonly merge: (later: ReadonlyArray<TableRows>) => void
  /** How many rows there are. */
  readonly size: () => number
  /** All rows of every table. */
  readonly rows: (order?: 'in key order') => ReadonlyArray<TableRows>
}

/**
 * A key as one text, unique within its table: no text value holds NUL, because Postgres could not store it. Most keys
 * are one text already.
 */
export const nameOf = (key: ReadonlyArray<Value>): string => {
  let name = String(key[0] ?? null)
  for (let i = 1; i < key.length; i++) name += `\0${String(key[i] ?? null)}`
  return name
}

/** The name of a row's key, made without the key: there are as many of them as postings. */
export const nameIn = ({ key }: TableShape, values: Values): string => {
  let name = String(values[key[0] ?? ''] ?? null)
  for (let i = 1; i < key.length; i++) name += `\0${String(values[key[i] ?? ''] ?? null)}`
  return name
}

type Sum = Record<string, Value>

const addTo = (sums: Map<string, Sum>, table: TableShape, values: Values): void => {
  const name = nameIn(table, values)
  const sum = sums.get(name)
  if (sum === undefined) {
    sums.set(name, { ...values })
    return
  }
  for (const column of table.sums) {
    const more = values[column]
    // Most columns of most additions are nothing.
    if (typeof more !== 'bigint' || more === 0n) continue
    const before = sum[column]
    if (typeof before === 'bigint') sum[column] = before + more
  }
  for (const column of table.least) {
    const [a, b] = [sum[column], values[column]]
    if (typeof a === 'string' && typeof b === 'string' && b < a) sum[column] = b
  }
}

const sorted = <A>(named: ReadonlyMap<string, A>): ReadonlyArray<A> => {
  const inOrder: Array<A> = []
  for (const name of [...named.keys()].sort()) {
    const row = named.get(name)
    if (row !== undefined) inOrder.push(row)
  }
  return inOrder
}

/** What is made of one table, by its kind; the others stay empty. */
interface Part {
  readonly rows: Map<string, Row>
  readonly sums: Map<string, Sum>
  readonly log: Array<Values>
}

const rowsIn = ({ kind }: TableShape, { rows, sums, log }: Part, inOrder: boolean): ReadonlyArray<Values> => {
  switch (kind) {
    case 'rows':
      return (inOrder ? sorted(rows) : [...rows.values()]).map(({ values }) => values)
    case 'sums':
      return inOrder ? sorted(sums) : [...sums.values()]
    case 'log':
      return log
  }
}

export const makingOf = (tables: ReadonlyArray<TableShape>): Making => {
  const parts = new Map<TableShape, Part>(
    tables.map((table) => [table, { rows: new Map(), sums: new Map(), log: [] }]),
  )

  const add = (table: TableShape, values: Values): void => {
    const part = parts.get(table)
    if (part === undefined) return
    if (table.kind === 'sums') addTo(part.sums, table, values)
    else part.log.push(values)
  }

  const put = (row: Row): void => {
    parts.get(row.table)?.rows.set(nameIn(row.table, row.values), row)
  }

  return {
    add: ({ table, values }) => {
      add(table, values)
    },
    put,
    evolve: ({ table, key, evolve }) => {
      const rows = parts.get(table)?.rows
      if (rows === undefined) return
      const name = nameOf(key)
      const row = evolve(rows.get(name))
      if (row !== undefined) rows.set(name, row)
    },
    row: (table, name) => parts.get(table)?.rows.get(name),
    merge: (later) => {
      for (const { table, rows } of later)
        for (const values of rows) {
          if (table.kind === 'rows') put({ table, values })
          else add(table, values)
        }
    },
    size: () => {
      let size = 0
      for (const { rows, sums, log } of parts.values()) size += rows.size + sums.size + log.length
      return size
    },
    rows: (order) =>
      [...parts].map(([table, part]) => ({ table, rows: rowsIn(table, part, order !== undefined) })),
  }
}
