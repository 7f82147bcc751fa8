import { text } from './columns.js'
import { quoted } from './layout.js'
import type { Tell } from './operatorSession.js'

/** Beside its tables, what is kept about a projection in tables that all share, and the column that names it. */
const sharedTables: ReadonlyArray<{ readonly table: string; readonly column: string }> = [
  { table: 'projection_checkpoints', column: 'name' },
  { table: 'parked_events', column: 'projection' },
]

/** Of a projection, or of one of its shards: `order_board`, `order_board#2/4`. */
const ofProjection = (column: string): string =>
  `(${quoted(column)} = $1 OR starts_with(${quoted(column)}, $1 || '#'))`

/** The tables of these schemas that are alike; a release may have given a column to the live one only. */
const commonColumns = async (
  tell: Tell,
  table: string,
  schemas: readonly [from: string, to: string],
): Promise<ReadonlyArray<string>> => {
  const rows = await tell(
    `SELECT a.attname AS column_name
       FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace IN ($1::regnamespace, $2::regnamespace) AND c.relname = $3
        AND a.attnum > 0 AND NOT a.attisdropped
      GROUP BY a.attname HAVING count(*) = 2 ORDER BY a.attname`,
    [quoted(schemas[0]), quoted(schemas[1]), table],
  )
  return rows.map((row) => text(row, 'column_name'))
}

export const forgetShared = async (tell: Tell, schema: string, projection: string): Promise<void> => {
  for (const { table, column } of sharedTables)
    await tell(`DELETE FROM ${quoted(schema)}.${quoted(table)} WHERE ${ofProjection(column)}`, [projection])
}

/** What one schema keeps about a projection is kept by the other one instead. */
export const moveShared = async (
  tell: Tell,
  projection: string,
  [from, to]: readonly [from: string, to: string],
): Promise<void> => {
  await forgetShared(tell, to, projection)
  for (const { table, column } of sharedTables) {
    const columns = (await commonColumns(tell, table, [from, to])).map(quoted).join(', ')
    if (columns === '') continue
    await tell(
      `WITH moved AS (
         DELETE FROM ${quoted(from)}.${quoted(table)} WHERE ${ofProjection(column)} RETURNING ${columns}
       )
       INSERT INTO ${quoted(to)}.${quoted(table)} (${columns}) SELECT ${columns} FROM moved`,
      [projection],
    )
  }
}

/** Checkpoints of a projection and of its shards. `lock`: nobody moves them before the transaction ends. */
export const checkpointsOf = (schema: string, { lock = false } = {}): string =>
  `SELECT * FROM ${quoted(schema)}.projection_checkpoints WHERE ${ofProjection('name')} ORDER BY name${
    lock ? ' FOR UPDATE' : ''
  }`
