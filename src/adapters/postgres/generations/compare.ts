import type { RowDifference, TableComparison } from '../../../application/generations.js'
import type { Value } from '../../../projections/column.js'
import type { TableShape } from '../../../projections/table.js'
import { valueFrom } from '../rowText.js'
import type { Row } from '../queries/reader.js'
import { snake } from '../tableSql.js'
import { big, isSet, text } from './columns.js'
import { layoutsOf, quoted } from './layout.js'
import type { Tell } from './operatorSession.js'

/** The columns that two tables share, by their names in the projection and in Postgres. */
interface Common {
  readonly shape: TableShape
  readonly live: string
  readonly next: string
  readonly keys: ReadonlyArray<string>
  readonly others: ReadonlyArray<string>
}

const isNumber = (shape: TableShape, column: string): boolean =>
  ['int4', 'int8'].includes(shape.columns[column]?.sqlType ?? '')

/** Rows as a sum of hashes, which does not depend on their order; and what the numbers in each column add up to. */
const sumsOf = async (tell: Tell, { shape, keys, others }: Common, table: string) => {
  const columns = [...keys, ...others]
  const row = `ROW(${columns.map((column) => quoted(snake(column))).join(', ')})::text`
  const numbers = columns.filter((column) => isNumber(shape, column))
  const totals = numbers.map((column, i) => `coalesce(sum(${quoted(snake(column))}), 0) AS total_${i}`)
  const [found] = await tell(
    `SELECT count(*) AS rows,
            coalesce(sum(hashtextextended(${row}, 0)), 0) || ' ' || coalesce(sum(hashtextextended(${row}, 1)), 0) AS hash
            ${totals.map((total) => `, ${total}`).join('')}
       FROM ${table}`,
  )
  const sums = found ?? {}
  return {
    rows: big(sums, 'rows'),
    hash: text(sums, 'hash'),
    totals: numbers.map((column, i) => ({ column, sum: big(sums, `total_${i}`) })),
  }
}

const joined = ({ live, next, keys, others }: Common): string => {
  const on = keys.map((key) => `l.${quoted(snake(key))} = n.${quoted(snake(key))}`).join(' AND ')
  const [key = ''] = keys
  const row = (side: string): string =>
    `ROW(${others.map((column) => `${side}.${quoted(snake(column))}`).join(', ')})`
  const differs = others.length === 0 ? '' : `OR ${row('l')} IS DISTINCT FROM ${row('n')}`
  return `FROM ${live} l FULL JOIN ${next} n ON ${on}
    WHERE l.${quoted(snake(key))} IS NULL OR n.${quoted(snake(key))} IS NULL ${differs}`
}

const differenceIn = ({ shape, keys, others }: Common, row: Row): RowDifference => {
  const key = keys.map((column, i) =>
    valueFrom(shape.columns[column]?.sqlType ?? 'text', row[`key_${i}`] ?? null),
  )
  const [hasLive, hasNext] = [isSet(row, 'has_live'), isSet(row, 'has_next')]
  if (!hasLive || !hasNext)
    return {
      key,
      column: undefined,
      live: hasLive ? null : undefined,
      next: hasNext ? null : undefined,
    }
  const at = others.findIndex((_, i) => (row[`live_${i}`] ?? null) !== (row[`next_${i}`] ?? null))
  const column = others[at] ?? ''
  const valueOf = (side: string): Value =>
    valueFrom(shape.columns[column]?.sqlType ?? 'text', row[`${side}_${at}`] ?? null)
  return { key, column, live: valueOf('live'), next: valueOf('next') }
}

const firstOf = async (tell: Tell, common: Common): Promise<RowDifference | undefined> => {
  const { keys, others } = common
  const [key = ''] = keys
  const columns = [
    ...keys.map(
      (column, i) => `coalesce(l.${quoted(snake(column))}, n.${quoted(snake(column))}) AS key_${i}`,
    ),
    ...others.flatMap((column, i) => [
      `l.${quoted(snake(column))} AS live_${i}`,
      `n.${quoted(snake(column))} AS next_${i}`,
    ]),
    `l.${quoted(snake(key))} IS NOT NULL AS has_live`,
    `n.${quoted(snake(key))} IS NOT NULL AS has_next`,
  ]
  const order = keys.map((_, i) => `key_${i}`).join(', ')
  const rows = await tell(`SELECT ${columns.join(', ')} ${joined(common)} ORDER BY ${order} LIMIT 1`)
  return rows.map((row) => differenceIn(common, row))[0]
}

const compared = async (tell: Tell, common: Common): Promise<TableComparison> => {
  const { live, next, shape } = common
  const [left, right] = [await sumsOf(tell, common, live), await sumsOf(tell, common, next)]
  const isSame = left.rows === right.rows && left.hash === right.hash
  const [counted] = isSame ? [] : await tell(`SELECT count(*) AS rows ${joined(common)}`)
  return {
    table: shape.name,
    liveRows: left.rows,
    nextRows: right.rows,
    totals: left.totals.map(({ column, sum }, i) => ({
      column,
      live: sum,
      next: right.totals[i]?.sum ?? 0n,
    })),
    differing: isSame ? 0n : big(counted ?? {}, 'rows'),
    first: isSame ? undefined : await firstOf(tell, common),
  }
}

/** What two schemas say in the tables of one shape, in the columns that both have. Tables that one lacks are left out. */
export const compareTables = async (
  tell: Tell,
  shapes: ReadonlyArray<TableShape>,
  [live, next]: readonly [live: string, next: string],
  onTable: (done: number, total: number) => void,
): Promise<ReadonlyArray<TableComparison>> => {
  const names = shapes.map(({ name }) => name)
  const [lefts, rights] = [await layoutsOf(tell, live, names), await layoutsOf(tell, next, names)]
  const found: Array<TableComparison> = []
  for (const [done, shape] of shapes.entries()) {
    onTable(done, shapes.length)
    const [left, right] = [lefts.get(shape.name)?.columns, rights.get(shape.name)?.columns]
    if (left === undefined || right === undefined) continue
    const isShared = (column: string): boolean =>
      left.get(snake(column))?.type !== undefined &&
      left.get(snake(column))?.type === right.get(snake(column))?.type
    if (!shape.key.every(isShared)) continue
    const others = Object.keys(shape.columns).filter(
      (column) => !shape.key.includes(column) && isShared(column),
    )
    const table = (schema: string): string => `${quoted(schema)}.${quoted(shape.name)}`
    found.push(await compared(tell, { shape, live: table(live), next: table(next), keys: shape.key, others }))
  }
  onTable(shapes.length, shapes.length)
  return found
}
