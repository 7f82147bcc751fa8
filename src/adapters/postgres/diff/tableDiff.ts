import type { TableShape } from '../../../projections/table.js'
import { snake } from '../tableSql.js'

/** The key, then how many rows differ in all, then each column as the table has it and as the events fold to. */
export const diffSql = (live: string, folded: string, { name, columns, key }: TableShape): string => {
  const all = Object.keys(columns).map(snake)
  const keys = key.map(snake)
  const side = (alias: string): string => all.map((column) => `${alias}.${column}`).join(', ')
  const told = all.map((column, i) => `l.${column}::text AS l${i}, f.${column}::text AS f${i}`)
  const [first = ''] = keys
  return `SELECT ${keys.map((column, i) => `coalesce(l.${column}, f.${column})::text AS k${i}`).join(', ')},
      (l.${first} IS NULL)::text AS missing, (f.${first} IS NULL)::text AS extra,
      count(*) OVER () AS total, ${told.join(', ')}
    FROM ${live}.${name} l FULL JOIN ${folded}.${name} f
      ON ${keys.map((column) => `l.${column} = f.${column}`).join(' AND ')}
    WHERE ROW(${side('l')}) IS DISTINCT FROM ROW(${side('f')})
    ORDER BY ${keys.map((column) => `coalesce(l.${column}, f.${column})`).join(', ')}
    LIMIT $1`
}
