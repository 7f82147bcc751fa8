import type { Pool } from 'pg'
import type { TableShape } from '../../../projections/table.js'
import { quotedSchema } from '../schemaName.js'
import { snake } from '../tableSql.js'
import { keyOf, layoutsOf, quoted, reshaping, type Layout } from './layout.js'
import { finishTables } from './finishing.js'
import { inTransaction, withOperator, type Tell } from './operatorSession.js'

/** Beside the tables of read models: what a read store keeps in its schema. */
const BESIDE = ['projection_checkpoints', 'parked_events']

/** By this comment a schema is known to be one that may be dropped. */
const mark = (schema: string): string => `comptoir: made beside ${schema}, may be dropped`

/** A schema of that name is there, and was not made by `makeScratch`: it may hold what cannot be made again. */
export class SchemaNotOurs extends Error {
  readonly type = 'SchemaNotOurs'
  constructor(readonly schema: string) {
    super(`the schema ${schema} is there and was not made as a scratch schema: it is left as it is`)
    this.name = 'SchemaNotOurs'
  }
}

export interface ScratchChoice {
  /** The live one, migrated. */
  readonly schema: string
  /** The one beside it. */
  readonly scratch: string
  readonly tables: ReadonlyArray<TableShape>
}

const create = (schema: string, scratch: string, { table, storage }: Layout): string =>
  `CREATE TABLE ${quotedSchema(scratch)}.${quoted(table)}
     (LIKE ${quotedSchema(schema)}.${quoted(table)} INCLUDING ALL EXCLUDING INDEXES)
     ${storage === '' ? '' : `WITH (${storage})`}`

/** A table that is not in the live schema, or not with these columns any more. */
const createOf = (scratch: string, { name, columns }: TableShape): string =>
  `CREATE TABLE ${quotedSchema(scratch)}.${quoted(name)} (${Object.entries(columns)
    .map(
      ([column, { sqlType, nullable }]) =>
        `${quoted(snake(column))} ${sqlType}${nullable ? '' : ' NOT NULL'}`,
    )
    .join(', ')})`

/** The scratch schema, made if it is not there. Rejects with `SchemaNotOurs`. */
export const openScratch = async (
  tell: Tell,
  { schema, scratch }: Pick<ScratchChoice, 'schema' | 'scratch'>,
): Promise<void> => {
  const name = quotedSchema(scratch)
  const [found] = await tell(
    `SELECT pg_catalog.obj_description(oid, 'pg_namespace') AS mark FROM pg_catalog.pg_namespace WHERE nspname = $1`,
    [scratch],
  )
  if (found !== undefined) {
    if (found['mark'] !== mark(schema)) throw new SchemaNotOurs(scratch)
    return
  }
  await tell(`CREATE SCHEMA ${name}`)
  await tell(`COMMENT ON SCHEMA ${name} IS '${mark(schema)}'`)
  for (const [beside] of await layoutsOf(tell, schema, BESIDE))
    await tell(
      `CREATE TABLE ${name}.${quoted(beside)} (LIKE ${quotedSchema(schema)}.${quoted(beside)} INCLUDING ALL)`,
    )
}

/** Empty tables, bare of whatever only readers need. */
export const makeTables = async (tell: Tell, { schema, scratch, tables }: ScratchChoice): Promise<void> => {
  const layouts = await layoutsOf(
    tell,
    schema,
    tables.map(({ name }) => name),
  )
  for (const shape of tables) {
    const layout = layouts.get(shape.name)
    const table = `${quotedSchema(scratch)}.${quoted(shape.name)}`
    await tell(layout === undefined ? createOf(scratch, shape) : create(schema, scratch, layout))
    const changes = layout === undefined ? [] : reshaping(layout, shape)
    if (changes.length > 0) await tell(`ALTER TABLE ${table} ${changes.join(', ')}`)
    for (const trigger of layout?.triggers ?? []) await tell(trigger.sql(table))
    if (shape.kind !== 'log') await tell(keyOf(shape, layout).sql(table))
  }
}

/** Drops a scratch schema with all that is in it; nothing where there is none. Rejects with `SchemaNotOurs`. */
const dropSchema = async (
  tell: Tell,
  { schema, scratch }: Pick<ScratchChoice, 'schema' | 'scratch'>,
): Promise<void> => {
  const [found] = await tell(
    `SELECT pg_catalog.obj_description(oid, 'pg_namespace') AS mark FROM pg_catalog.pg_namespace WHERE nspname = $1`,
    [scratch],
  )
  if (found === undefined) return
  if (found['mark'] !== mark(schema)) throw new SchemaNotOurs(scratch)
  await tell(`DROP SCHEMA ${quotedSchema(scratch)} CASCADE`)
}

export interface ScratchOptions extends ScratchChoice {
  readonly pool: Pool
  readonly signal?: AbortSignal
}

/**
 * A schema beside the live one with empty tables of these read models and with checkpoints of its own, to be filled
 * through `postgresReadStore({ pool, schema: scratch })` and thrown away by `dropScratch`. It has no secondary indexes before
 * `indexScratch`: rows go in faster without. Rejects with `SchemaNotOurs` where the name is taken.
 */
export const makeScratch = ({ pool, signal, ...choice }: ScratchOptions): Promise<void> =>
  withOperator(pool, { signal }, (tell) =>
    inTransaction(tell, async () => {
      await openScratch(tell, choice)
      await makeTables(tell, choice)
    }),
  )

/** Gives the tables whatever makes them quick to be read: keys, indexes, statistics. */
export const indexScratch = ({ pool, signal, ...choice }: ScratchOptions): Promise<void> =>
  finishTables(pool, choice, { signal })

export const dropScratch = ({ pool, signal, ...choice }: Omit<ScratchOptions, 'tables'>): Promise<void> =>
  withOperator(pool, { signal }, (tell) => dropSchema(tell, choice))
