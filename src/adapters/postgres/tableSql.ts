import type { Value, Values } from '../../projections/column.js'
import type { TableShape } from '../../projections/table.js'
import { statement, type Row, type Statement } from './queries/reader.js'
import { valueFrom } from './rowText.js'

/** The SQL of a read model's table, made from its shape once. */
export interface TableSql {
  /** Parameters: one array per key column. */
  readonly select: Statement
  /** Parameters: one array per column, in the order of `columns`. */
  readonly write: Statement
  /** Of rows in the binary format, with the columns in the order of `columns`. */
  readonly copy: string
  readonly valuesIn: (row: Row) => Values
}

export const snake = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const arrays = (table: TableShape, columns: ReadonlyArray<string>): ReadonlyArray<string> =>
  columns.map((column, i) => `$${i + 1}::${table.columns[column]?.sqlType ?? 'text'}[]`)

/** Whatever the projection calls a column, it comes back under the name that its table in TypeScript has. */
const selectOf = (qualified: string, table: TableShape): string => {
  const columns = Object.keys(table.columns).map((column) => `t.${snake(column)} AS "${column}"`)
  const [first = '', ...others] = table.key.map(snake)
  return others.length === 0
    ? `SELECT ${columns.join(', ')} FROM ${qualified} t WHERE t.${first} = ANY (${arrays(table, table.key).join(', ')})`
    : `SELECT ${columns.join(', ')}
         FROM unnest(${arrays(table, table.key).join(', ')}) AS k (${[first, ...others].join(', ')})
         JOIN ${qualified} t USING (${[first, ...others].join(', ')})`
}

/** Arrays are taken apart side by side where they are selected: as a table, Postgres would first store each column anew. */
const writeOf = (qualified: string, table: TableShape): string => {
  const columns = Object.keys(table.columns)
  const insert = `INSERT INTO ${qualified} AS t (${columns.map(snake).join(', ')})
    SELECT ${arrays(table, columns)
      .map((array) => `unnest(${array})`)
      .join(', ')}`
  const changes = changesOf(table, columns)
  return changes.length === 0
    ? insert
    : `${insert} ON CONFLICT (${table.key.map(snake).join(', ')}) DO UPDATE SET ${changes.join(', ')}`
}

const copyOf = (qualified: string, { columns }: TableShape): string =>
  `COPY ${qualified} (${Object.keys(columns).map(snake).join(', ')}) FROM STDIN (FORMAT binary)`

/** Every row is a copy of the same empty one: objects that are put together column by column are slow to copy later. */
const valuesOf = (table: TableShape): ((row: Row) => Values) => {
  const columns = Object.entries(table.columns)
  const empty: Readonly<Record<string, Value>> = Object.fromEntries(columns.map(([column]) => [column, null]))
  return (row) => {
    const values = { ...empty }
    for (const [column, { sqlType }] of columns) values[column] = valueFrom(sqlType, row[column] ?? null)
    return values
  }
}

/** What a row that is written does to the one of its key; nothing: there must be none. */
const changesOf = (
  { kind, key, sums, least }: TableShape,
  columns: ReadonlyArray<string>,
): ReadonlyArray<string> => {
  switch (kind) {
    case 'rows':
      return columns
        .filter((column) => !key.includes(column))
        .map((column) => `${snake(column)} = excluded.${snake(column)}`)
    case 'sums':
      return [
        ...sums.map((column) => `${snake(column)} = t.${snake(column)} + excluded.${snake(column)}`),
        ...least.map(
          (column) => `${snake(column)} = least(t.${snake(column)} COLLATE "C", excluded.${snake(column)})`,
        ),
      ]
    case 'log':
      return []
  }
}

/** `schema` is quoted already. Names of tables and columns are the projections' own, never input. */
export const tableSqlIn = (schema: string): ((table: TableShape) => TableSql) => {
  const known = new Map<TableShape, TableSql>()
  return (table) => {
    const made = known.get(table) ?? {
      select: statement(`read_${table.name}`, selectOf(`${schema}.${table.name}`, table)),
      write: statement(`write_${table.name}`, writeOf(`${schema}.${table.name}`, table)),
      copy: copyOf(`${schema}.${table.name}`, table),
      valuesIn: valuesOf(table),
    }
    known.set(table, made)
    return made
  }
}
