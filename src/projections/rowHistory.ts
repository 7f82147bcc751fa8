import type { Value } from './column.js'
import type { Occurrence } from './fold.js'
import { makingOf, nameIn, nameOf } from './making.js'
import { touchesOf, type Projection } from './projection.js'
import type { Row, TableShape, Touch } from './table.js'

const nameTouched = (touch: Touch): string =>
  touch.kind === 'evolve' ? nameOf(touch.key) : nameIn(touch.table, touch.values)

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
  const name = nameOf(key)
  const touches = touchesOf(projection, event, recorded).filter(
    (touch) => touch.table === table && nameTouched(touch) === name,
  )
  if (touches.length === 0) return 'untouched'
  const making = makingOf([table])
  if (row !== undefined) making.merge([{ table, rows: [row.values] }])
  for (const touch of touches) {
    if (touch.kind === 'evolve') making.evolve(touch)
    else making.add(touch)
  }
  const [values] = making.rows().flatMap(({ rows }) => rows)
  return values === undefined ? undefined : { table, values }
}
