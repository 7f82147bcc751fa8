import { Instant, LocalDate } from '../domain/kernel/time.js'

export type Value = string | number | bigint | boolean | null
export type Values = Readonly<Record<string, Value>>

/** A Postgres type and the JavaScript values that stand for it. */
export interface Column<T extends Value> {
  readonly sqlType: 'text' | 'int8' | 'int4' | 'bool' | 'timestamptz' | 'date'
  readonly nullable: boolean
  readonly is: (value: unknown) => value is T
}

const column = <T extends Value>(
  sqlType: Column<T>['sqlType'],
  is: (value: unknown) => value is T,
): Column<T> => ({ sqlType, nullable: false, is })

/** Columns never hold JSON numbers for money: `int8` is a bigint. */
export const text = column('text', (v): v is string => typeof v === 'string')
export const int8 = column('int8', (v): v is bigint => typeof v === 'bigint' && BigInt.asIntN(64, v) === v)
export const int4 = column('int4', (v): v is number => typeof v === 'number' && (v | 0) === v)
export const bool = column('bool', (v): v is boolean => typeof v === 'boolean')
export const timestamptz = column('timestamptz', Instant.is)
export const date = column('date', LocalDate.is)
export const nullable = <T extends Value>({ sqlType, is }: Column<T>): Column<T | null> => ({
  sqlType,
  nullable: true,
  is: (v): v is T | null => v === null || is(v),
})

/** A table as the adapters see it: names in camelCase here, in snake_case in Postgres. */
export interface TableShape {
  readonly name: string
  readonly columns: Readonly<Record<string, Column<Value>>>
  readonly key: ReadonlyArray<string>
  /** Rows are only ever added, each once: they are never read back to be evolved. */
  readonly appendOnly: boolean
}

/** Values that are known to fit a table: made by its own handlers, or checked when they were read back. */
export interface Row<V extends Values = Values> {
  readonly table: TableShape
  readonly values: V
}

/** Values that were read back, as a row; `undefined` where they do not fit the table's columns. */
export const rowOf = (table: TableShape, values: Values): Row | undefined =>
  Object.entries(table.columns).every(([column, { is }]) => is(values[column]))
    ? { table, values }
    : undefined

/** One row that an event touches, and what it becomes. `undefined` is a row that is not there. */
export interface Touch {
  readonly table: TableShape
  /** Values of the key columns, in the order of `table.key`. */
  readonly key: ReadonlyArray<Value>
  /** What the row becomes depends on what it was; else it need not be looked up. */
  readonly needsRow: boolean
  readonly evolve: (row: Row | undefined) => Row | undefined
}

type ColumnsOf<V extends Values> = { readonly [P in keyof V]: Column<V[P]> }

/** A table of rows that events evolve. */
export interface Table<V extends Values, K extends keyof V> extends TableShape {
  /** The row of this key becomes this one, whatever it was. */
  readonly put: (values: V) => Touch
  /** The row of this key becomes what `evolve` makes of it, or of nothing where it is not there yet. */
  readonly upsert: (key: Readonly<Pick<V, K>>, evolve: (row: V | undefined) => V) => Touch
  /** The row of this key changes; one that is not there stays away. */
  readonly update: (key: Readonly<Pick<V, K>>, evolve: (row: V) => V) => Touch
}

const keyOf = <V extends Values, K extends keyof V>(
  key: ReadonlyArray<K>,
  values: Readonly<Pick<V, K>>,
): ReadonlyArray<Value> => key.map((column) => values[column])

export type ValuesOf<T> = T extends Table<infer V, infer _K> ? V : T extends Log<infer V> ? V : never

export const table = <V extends Values, K extends keyof V & string>(
  name: string,
  columns: ColumnsOf<V>,
  key: ReadonlyArray<K>,
): Table<V, K> => {
  const isOwn = (row: Row | undefined): row is Row<V> => row?.table === self
  const row = (values: V): Row<V> => ({ table: self, values })
  const self: Table<V, K> = {
    name,
    columns,
    key,
    appendOnly: false,
    put: (values) => ({
      table: self,
      key: keyOf(key, values),
      needsRow: false,
      evolve: () => row(values),
    }),
    upsert: (at, evolve) => ({
      table: self,
      key: keyOf(key, at),
      needsRow: true,
      evolve: (before) => row(evolve(isOwn(before) ? before.values : undefined)),
    }),
    update: (at, evolve) => ({
      table: self,
      key: keyOf(key, at),
      needsRow: true,
      evolve: (before) => (isOwn(before) ? row(evolve(before.values)) : undefined),
    }),
  }
  return self
}

/** A table of rows that are added and never change: a ledger, a timeline. */
export interface Log<V extends Values> extends TableShape {
  readonly add: (values: V) => Touch
}

export const log = <V extends Values>(
  name: string,
  columns: ColumnsOf<V>,
  key: ReadonlyArray<keyof V & string>,
): Log<V> => {
  const self: Log<V> = {
    name,
    columns,
    key,
    appendOnly: true,
    add: (values) => ({
      table: self,
      key: keyOf(key, values),
      needsRow: false,
      evolve: () => ({ table: self, values }),
    }),
  }
  return self
}
