import type { TableShape } from '../../../projections/table.js'
import type { Row } from '../queries/reader.js'
import { snake } from '../tableSql.js'
import { isSet, text } from './columns.js'
import type { Tell } from './operatorSession.js'

/** Something that is made on a table once its rows are in. `columns`: those that it needs. */
export interface Part {
  readonly name: string
  readonly columns: ReadonlyArray<string>
  /** Makes the same on the table of that name, which is quoted and qualified. */
  readonly sql: (table: string) => string
}

/** How a table is made in the live schema, beyond its columns and checks. */
export interface Layout {
  readonly table: string
  /** `fillfactor=50`; empty: none. */
  readonly storage: string
  /** Column names and types as Postgres writes them, in their order. */
  readonly columns: ReadonlyMap<string, { readonly type: string; readonly nullable: boolean }>
  /** `undefined`: it has none. */
  readonly key: Part | undefined
  readonly indexes: ReadonlyArray<Part>
  readonly triggers: ReadonlyArray<Part>
}

const TABLES = `
  SELECT c.relname AS table_name, coalesce(array_to_string(c.reloptions, ', '), '') AS storage
    FROM pg_catalog.pg_class c
   WHERE c.relnamespace = $1::regnamespace AND c.relname = ANY ($2) AND c.relkind = 'r'`

const COLUMNS = `
  SELECT c.relname AS table_name, a.attname AS column_name, NOT a.attnotnull AS nullable,
         pg_catalog.format_type(a.atttypid, a.atttypmod) AS column_type
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
   WHERE c.relnamespace = $1::regnamespace AND c.relname = ANY ($2) AND a.attnum > 0 AND NOT a.attisdropped
   ORDER BY a.attnum`

/** Of expressions and predicates too: an index depends on each column that it looks at. */
const INDEXES = `
  SELECT t.relname AS table_name, i.relname AS part_name, x.indisprimary AS is_key, x.indisunique AS is_unique,
         pg_catalog.pg_get_indexdef(i.oid) AS definition,
         n.conname AS constraint_name, pg_catalog.pg_get_constraintdef(n.oid) AS constraint_definition,
         array_to_string(ARRAY(
           SELECT a.attname FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = t.oid AND (a.attnum = ANY (x.indkey) OR a.attnum IN (
              SELECT d.refobjsubid FROM pg_catalog.pg_depend d
               WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.oid AND d.refobjid = t.oid))
            ORDER BY a.attnum), ',') AS columns
    FROM pg_catalog.pg_index x
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
    LEFT JOIN pg_catalog.pg_constraint n
           ON n.conindid = i.oid AND n.conrelid = t.oid AND n.contype IN ('p', 'u', 'x')
   WHERE t.relnamespace = $1::regnamespace AND t.relname = ANY ($2) AND x.indisvalid
   ORDER BY i.relname`

const TRIGGERS = `
  SELECT t.relname AS table_name, g.tgname AS part_name, pg_catalog.pg_get_triggerdef(g.oid) AS definition,
         g.tgenabled AS enabled
    FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class t ON t.oid = g.tgrelid
   WHERE t.relnamespace = $1::regnamespace AND t.relname = ANY ($2) AND NOT g.tgisinternal
   ORDER BY g.tgname`

/** Names of our own tables, columns and indexes: a quote in one of them would be somebody else's. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const indexIn = (row: Row): Part => {
  const [name, constraint] = [text(row, 'part_name'), row['constraint_name'] ?? undefined]
  const columns = text(row, 'columns').split(',')
  if (constraint !== undefined) {
    const definition = text(row, 'constraint_definition')
    return {
      name,
      columns,
      sql: (table) => `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(constraint)} ${definition}`,
    }
  }
  const definition = text(row, 'definition')
  const how = definition.slice(definition.indexOf(' USING '))
  const create = isSet(row, 'is_unique') ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX'
  return { name, columns, sql: (table) => `${create} ${quoted(name)} ON ${table}${how}` }
}

const enabling: Readonly<Record<string, string>> = { A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA', D: 'DISABLE' }

const triggerIn = (row: Row, live: string): Part => {
  const name = text(row, 'part_name')
  const definition = text(row, 'definition')
  const state = enabling[text(row, 'enabled')]
  return {
    name,
    columns: [],
    sql: (table) =>
      definition.replace(` ON ${live} `, () => ` ON ${table} `) +
      (state === undefined ? '' : `; ALTER TABLE ${table} ${state} TRIGGER ${quoted(name)}`),
  }
}

/** How Postgres writes the name of a table of ours. */
const written = (schema: string, table: string): string =>
  [schema, table].map((name) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : quoted(name))).join('.')

/** How these tables are made in a schema; those that are not there are left out. */
export const layoutsOf = async (
  tell: Tell,
  schema: string,
  tables: ReadonlyArray<string>,
): Promise<ReadonlyMap<string, Layout>> => {
  const at = [quoted(schema), tables]
  const [found, columns, indexes, triggers] = [
    await tell(TABLES, at),
    await tell(COLUMNS, at),
    await tell(INDEXES, at),
    await tell(TRIGGERS, at),
  ]
  const layouts = new Map<string, Layout>()
  for (const row of found) {
    const table = text(row, 'table_name')
    const own = (rows: ReadonlyArray<Row>) => rows.filter((other) => text(other, 'table_name') === table)
    const keys = own(indexes).filter((index) => isSet(index, 'is_key'))
    layouts.set(table, {
      table,
      storage: text(row, 'storage'),
      columns: new Map(
        own(columns).map((column) => [
          text(column, 'column_name'),
          { type: text(column, 'column_type'), nullable: isSet(column, 'nullable') },
        ]),
      ),
      key: keys.map(indexIn)[0],
      indexes: own(indexes)
        .filter((index) => !isSet(index, 'is_key'))
        .map(indexIn),
      triggers: own(triggers).map((trigger) => triggerIn(trigger, written(schema, table))),
    })
  }
  return layouts
}

const sqlTypes: Readonly<Record<string, string>> = {
  text: 'text',
  int8: 'bigint',
  int4: 'integer',
  bool: 'boolean',
  timestamptz: 'timestamp with time zone',
  date: 'date',
}

/** What makes the columns of a table those of its shape; nothing where they are. */
export const reshaping = ({ columns }: Pick<Layout, 'columns'>, shape: TableShape): ReadonlyArray<string> => {
  const wanted = new Map(Object.entries(shape.columns).map(([column, is]) => [snake(column), is]))
  const dropped: Array<string> = []
  const added: Array<string> = []
  for (const [column, { sqlType, nullable }] of wanted) {
    const is = columns.get(column)
    if (is !== undefined && is.type === sqlTypes[sqlType] && is.nullable === nullable) continue
    if (is !== undefined) dropped.push(`DROP COLUMN ${quoted(column)}`)
    added.push(`ADD COLUMN ${quoted(column)} ${sqlType}${nullable ? '' : ' NOT NULL'}`)
  }
  for (const column of columns.keys()) if (!wanted.has(column)) dropped.push(`DROP COLUMN ${quoted(column)}`)
  return [...dropped, ...added]
}

/** What a row is found by is needed while rows are written; what is only added to is faster without. */
export const keyOf = ({ name, key }: TableShape, layout: Layout | undefined): Part => {
  const columns = key.map(snake)
  const held = layout?.key
  return held !== undefined && String([...held.columns].sort()) === String([...columns].sort())
    ? held
    : {
        name: `${name}_pkey`,
        columns,
        sql: (table) => `ALTER TABLE ${table} ADD PRIMARY KEY (${columns.map(quoted).join(', ')})`,
      }
}
