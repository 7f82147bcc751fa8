import type { Value } from './column.js'
import type { Occurrence } from './fold.js'
import { touchesOf, type Projection } from './projection.js'
import type { Row, TableShape, Touch } from './table.js'

const isKey = (a: ReadonlyArray<Value>, b: ReadonlyArray<Value>): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i])

const keyOf = (touch: Touch): ReadonlyArray<Value> =>
  touch.kind === 'evolve' ? touch.key : touch.table.key.map((column) => touch.values[column] ?? null)

const added = (table: TableShape, row: Row | undefined, values: Row['values']): Row => {
  if (row === undefined || table.kind !== 'sums') return { table, values }
  const sums: Readonly<Record<string, bigint>> = Object.fromEntries(
    table.sums.map((column) => [column, BigInt(row.values[column] ?? 0) + BigInt(values[column] ?? 0)]),
  )
  return { table, values: { ...row.values, ...sums } }
}

/**
 * What an event makes of the one row of this key; `untouched` where it has nothing to do with it. Folded event by event from
 * the beginning of the log, it tells which of them made the row what it is.
 */
export const evolveRow = (
  projection: Projection,
  { table, key }: { readonly table: TableShape; readonly key: ReadonlyArray<Value> },
  row: Row | undefined,
  { event, recorded }: Occurrence,
): Row | undefined | 'untouched' => {
  let now = row
  let isTouched = false
  for (const touch of touchesOf(projection, event, recorded)) {
    if (touch.table !== table || !isKey(keyOf(touch), key)) continue
    isTouched = true
    now = touch.kind === 'evolve' ? (touch.evolve(now) ?? now) : added(table, now, touch.values)
  }
  return isTouched ? now : 'untouched'
}
