import type { Column, Value, Values } from './column.js'

/** A table as the adapters see it: names in camelCase here, in snake_case in Postgres. */
export interface TableShape {
  readonly name: string
  readonly columns: Readonly<Record<string, Column<Value>>>
  readonly key: ReadonlyArray<string>
  /**
   * What a row that is written does to the one of its key. `rows`: takes its place. `sums`: the columns of `sums` are
   * added to it, of those of `least` the smaller text stays. `log`: there must be none, rows are added once and never change.
   */
  readonly kind: 'rows' | 'sums' | 'log'
  readonly sums: ReadonlyArray<string>
  readonly least: ReadonlyArray<string>
}

/** Values that are known to fit a table: made by its own handlers, or checked when they were read back. */
export interface Row<V extends Values = Values> {
  readonly table: TableShape
  readonly values: V
}

/** Whether values that were read back fit the table's columns. */
export const fits = <T extends TableShape>({ columns }: T, values: Values): values is Values & ValuesOf<T> =>
  Object.entries(columns).every(([column, { is }]) => is(values[column]))

/** Values that were read back, as a row; `undefined` where they do not fit the table's columns. */
export const rowOf = (table: TableShape, values: Values): Row | undefined =>
  fits(table, values) ? { table, values } : undefined

/** A row that an event evolves. `undefined` is a row that is not there. */
export interface Evolution {
  readonly kind: 'evolve'
  readonly table: TableShape
  /** Values of the key columns, in the order of `table.key`. */
  readonly key: ReadonlyArray<Value>
  /** What the row becomes depends on what it was; else it need not be looked up. */
  readonly needsRow: boolean
  readonly evolve: (row: Row | undefined) => Row | undefined
}

/** A row that an event adds to a log, or to the sums of its key. */
export interface Addition {
  readonly kind: 'add'
  readonly table: TableShape
  readonly values: Values
}

/** One row that an event touches, and what it does to it. */
export type Touch = Evolution | Addition

type ColumnsOf<V extends Values> = { readonly [P in keyof V]: Column<V[P]> }

/** A table of rows that events evolve. */
export interface Table<V extends Values, K extends keyof V> extends TableShape {
  /** The row of this key becomes this one, whatever it was. */
  readonly put: (values: V) => Touch
  /** The row of this key changes; one that is not there stays away. */
  readonly update: (key: Readonly<Pick<V, K>>, evolve: (row: V) => V) => Touch
}

const keyOf = <V extends Values, K extends keyof V>(
  key: ReadonlyArray<K>,
  values: Readonly<Pick<V, K>>,
): ReadonlyArray<Value> => key.map((column) => values[column])

export const table = <V extends Values, K extends keyof V & string>(
  name: string,
  columns: ColumnsOf<V>,
  key: ReadonlyArray<K>,
): Table<V, K> => {
  const isOwn = (row: Row | undefined): row is Row<V> => row?.table === self
  const self: Table<V, K> = {
    name,
    columns,
    key,
    kind: 'rows',
    sums: [],
    least: [],
    put: (values) => ({
      kind: 'evolve',
      table: self,
      key: keyOf(key, values),
      needsRow: false,
      evolve: () => ({ table: self, values }),
    }),
    update: (at, evolve) => ({
      kind: 'evolve',
      table: self,
      key: keyOf(key, at),
      needsRow: true,
      evolve: (row) => (isOwn(row) ? { table: self, values: evolve(row.values) } : undefined),
    }),
  }
  return self
}

/** A table to which events only add: nothing has to be read before. */
export interface AddTable<V extends Values> extends TableShape {
  readonly add: (values: V) => Touch
}

const adding = <V extends Values>(shape: TableShape): AddTable<V> => {
  const self: AddTable<V> = { ...shape, add: (values) => ({ kind: 'add', table: self, values }) }
  return self
}

/** A table of rows that are added and never change: a ledger, a timeline. */
export const log = <V extends Values>(
  name: string,
  columns: ColumnsOf<V>,
  key: ReadonlyArray<keyof V & string>,
): AddTable<V> => adding({ name, columns, key, kind: 'log', sums: [], least: [] })

type BigintIn<V> = { readonly [P in keyof V]: V[P] extends bigint ? P : never }[keyof V] & string

/**
 * A table of sums: balances, counts. What is neither key nor sum is the same text in all additions to a key; were it not, the
 * least one in ASCII is kept, so that nothing depends on the order in which they come.
 */
export const sums = <V extends Values>(
  name: string,
  columns: ColumnsOf<V>,
  key: ReadonlyArray<keyof V & string>,
  summed: ReadonlyArray<BigintIn<V>>,
): AddTable<V> => {
  const added = new Set<string>([...key, ...summed])
  const least = Object.keys(columns).filter((column) => !added.has(column))
  return adding({ name, columns, key, kind: 'sums', sums: summed, least })
}

export type ValuesOf<T> = T extends Table<infer V, infer _K> ? V : T extends AddTable<infer V> ? V : never
