import type { Pool } from 'pg'
import type { ReadStore } from '../../../application/ports.js'
import type { Values } from '../../../projections/column.js'
import type { Projection } from '../../../projections/projection.js'
import type { TableShape } from '../../../projections/table.js'
import { withScratch } from '../generations/lentScratch.js'
import { inTransaction, withOperator } from '../generations/operatorSession.js'
import { cellsOf, cellsSql } from '../queries/cells.js'
import { postgresReadStore } from '../readStore.js'
import { quotedSchema } from '../schemaName.js'
import { snake } from '../tableSql.js'

/** Rows that are fetched at once. */
const PAGE = 2_000

/** Tables of whole read models, to be filled, and then told. */
export interface WholePast {
  readonly reads: ReadStore
  /** Hands over all rows of a table in the order of its key (texts by their bytes), page by page. */
  rowsOf(table: TableShape, take: (rows: ReadonlyArray<Values>) => void): Promise<void>
}

const inKeyOrder = ({ key, columns }: TableShape): string =>
  key
    .map((name) => `t.${snake(name)}${columns[name]?.sqlType === 'text' ? ' COLLATE pg_catalog."C"' : ''}`)
    .join(', ')

/** Lends tables of read models in the schema `<schema>_past`, which is dropped afterwards. Rejects as `withScratch` does. */
export const withWholePast = <A>(
  {
    pool,
    schema,
    projections,
    signal,
  }: {
    readonly pool: Pool
    readonly schema: string
    readonly projections: ReadonlyArray<Projection>
    readonly signal?: AbortSignal | undefined
  },
  use: (past: WholePast) => Promise<A>,
): Promise<A> => {
  const scratch = `${schema}_past`
  const tables = projections.flatMap((projection) => projection.tables)
  const rowsOf: WholePast['rowsOf'] = (table, take) =>
    withOperator(pool, { signal }, (tell) =>
      inTransaction(tell, async () => {
        await tell(
          `DECLARE told NO SCROLL CURSOR FOR SELECT ${cellsSql(table)}
             FROM ${quotedSchema(scratch)}.${table.name} t ORDER BY ${inKeyOrder(table)}`,
        )
        for (;;) {
          const rows = await tell(`FETCH ${PAGE} FROM told`)
          if (rows.length === 0) return
          take(rows.map((row) => cellsOf(table, row)))
        }
      }),
    )
  return withScratch({ pool, schema, scratch, tables, signal }, () => {
    const reads = postgresReadStore({ pool, schema: scratch })
    return use({ reads, rowsOf }).finally(() => reads.close())
  })
}
