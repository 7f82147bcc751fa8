import type { Pool } from 'pg'
import type { TableShape } from '../../../projections/table.js'
import { text } from './columns.js'
import { keyOf, layoutsOf, quoted } from './layout.js'
import { withOperator, type Tell } from './operatorSession.js'
import { quotedSchema } from '../schemaName.js'

interface Unfinished {
  /** The live one, migrated. */
  readonly schema: string
  /** The one beside it. */
  readonly scratch: string
  readonly tables: ReadonlyArray<TableShape>
}

interface FinishOptions {
  readonly signal?: AbortSignal | undefined
  readonly onPart?: ((done: number, total: number) => void) | undefined
}

/** What is still to be done to one table, in order. */
type Rest = ReadonlyArray<string>

/** Of the largest table first, so that nobody is left alone with it at the end. Parts that are there are left out. */
const restsOf = async (tell: Tell, { schema, scratch, tables }: Unfinished): Promise<ReadonlyArray<Rest>> => {
  const names = tables.map(({ name }) => name)
  const [live, made] = [await layoutsOf(tell, schema, names), await layoutsOf(tell, scratch, names)]
  const sizes = await tell(
    `SELECT relname, pg_catalog.pg_relation_size(oid) AS bytes FROM pg_catalog.pg_class
      WHERE relnamespace = $1::regnamespace AND relkind = 'r'`,
    [quotedSchema(scratch)],
  )
  const bytes = new Map(sizes.map((row) => [text(row, 'relname'), Number(row['bytes'])]))
  const restOf = (shape: TableShape): Rest => {
    const [layout, there] = [live.get(shape.name), made.get(shape.name)]
    const table = `${quotedSchema(scratch)}.${quoted(shape.name)}`
    const known = new Set(there?.indexes.map(({ name }) => name))
    const indexes = (layout?.indexes ?? []).filter(
      ({ name, columns }) =>
        columns.every((column) => there?.columns.has(column) === true) && !known.has(name),
    )
    return [
      ...(there?.key === undefined ? [keyOf(shape, layout).sql(table)] : []),
      ...indexes.map(({ sql }) => sql(table)),
      `VACUUM (ANALYZE) ${table}`,
    ]
  }
  return [...tables]
    .sort((a, b) => (bytes.get(b.name) ?? 0) - (bytes.get(a.name) ?? 0))
    .map((shape) => restOf(shape))
}

/** Connections that the pool could give at once. */
const freeOf = ({ options, totalCount, idleCount }: Pool): number => options.max - totalCount + idleCount

/**
 * Gives tables that are filled their keys, indexes and statistics, two tables at a time where the pool has a second
 * connection. Broken off, it goes on where it stopped.
 */
export const finishTables = (
  pool: Pool,
  unfinished: Unfinished,
  { signal, onPart = () => undefined }: FinishOptions,
): Promise<void> =>
  withOperator(pool, { signal }, async (tell) => {
    const rests = [...(await restsOf(tell, unfinished))]
    const total = rests.flat().length
    let done = 0
    onPart(done, total)
    const work = async (own: Tell): Promise<void> => {
      try {
        for (let rest = rests.shift(); rest !== undefined; rest = rests.shift())
          for (const sql of rest) {
            await own(sql)
            done += 1
            onPart(done, total)
          }
      } finally {
        // Nobody begins another table after a failure.
        rests.length = 0
      }
    }
    const others = rests.length > 1 && freeOf(pool) > 0 ? [withOperator(pool, { signal }, work)] : []
    for (const outcome of await Promise.allSettled([work(tell), ...others]))
      if (outcome.status === 'rejected') throw outcome.reason
  })
