import type { Value, Values } from '../../../projections/column.js'
import type { TableShape } from '../../../projections/table.js'
import { snake } from '../tableSql.js'
import type { Row } from './reader.js'
import { big, count, day, epochMsSql, instant, optional, text } from './row.js'

/** The columns of a table (as `t`) under their own names, in the form that `cellsOf` reads. */
export const cellsSql = ({ columns }: TableShape): string =>
  Object.entries(columns)
    .map(([name, { sqlType }]) => {
      const column = `t.${snake(name)}`
      if (sqlType === 'timestamptz') return `${epochMsSql(column)} AS "${name}"`
      return sqlType === 'date' ? `to_char(${column}, 'YYYY-MM-DD') AS "${name}"` : `${column} AS "${name}"`
    })
    .join(', ')

/** A value as the fold makes it. */
const cellOf = (row: Row, name: string, sqlType: TableShape['columns'][string]['sqlType']): Value => {
  if (optional(row, name) === undefined) return null
  switch (sqlType) {
    case 'text':
      return text(row, name)
    case 'int8':
      return big(row, name)
    case 'int4':
      return count(row, name)
    case 'bool':
      return text(row, name) === 't'
    case 'timestamptz':
      return instant(row, name)
    case 'date':
      return day(row, name)
  }
}

/** The cells of a row, under the names of the table's columns. */
export const cellsOf = ({ columns }: TableShape, row: Row): Values => {
  const values: Record<string, Value> = {}
  for (const [name, { sqlType }] of Object.entries(columns)) values[name] = cellOf(row, name, sqlType)
  return values
}
