import { big, isSet, optionalText, text } from './columns.js'
import { forgetShared, moveShared } from './beside.js'
import { quoted } from './layout.js'
import type { Schemas } from './names.js'
import type { Tell } from './operatorSession.js'

/** Less than Postgres waits before it looks for deadlocks: so it is never a reader that has to give way. */
const READERS_MS = 300

const VIEWS = `
  SELECT DISTINCT v.oid, n.nspname AS schema, v.relname AS view, pg_catalog.pg_get_viewdef(v.oid) AS definition,
         array_to_string(v.reloptions, ', ') AS options
    FROM pg_catalog.pg_class t
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = t.oid
         AND d.classid = 'pg_catalog.pg_rewrite'::regclass
    JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
    JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.relkind = 'v'
    JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
   WHERE t.relnamespace = $1::regnamespace AND t.relname = ANY ($2)
   ORDER BY v.oid`

/** Of whole tables and of columns; what the owner has by itself is left out. */
const GRANTS = `
  SELECT t.relname AS table_name, a.privilege_type AS privilege, a.is_grantable, NULL AS column_name,
         CASE a.grantee WHEN 0 THEN NULL ELSE pg_catalog.pg_get_userbyid(a.grantee) END AS grantee
    FROM pg_catalog.pg_class t, aclexplode(t.relacl) a
   WHERE t.relnamespace = $1::regnamespace AND t.relname = ANY ($2) AND a.grantee <> t.relowner
  UNION ALL
  SELECT t.relname, a.privilege_type, a.is_grantable, c.attname,
         CASE a.grantee WHEN 0 THEN NULL ELSE pg_catalog.pg_get_userbyid(a.grantee) END
    FROM pg_catalog.pg_class t JOIN pg_catalog.pg_attribute c ON c.attrelid = t.oid AND NOT c.attisdropped,
         aclexplode(c.attacl) a
   WHERE t.relnamespace = $1::regnamespace AND t.relname = ANY ($2)`

const PRESENT = `
  SELECT c.relname AS table_name, pg_catalog.pg_get_userbyid(c.relowner) AS owner
    FROM pg_catalog.pg_class c
   WHERE c.relnamespace = $1::regnamespace AND c.relname = ANY ($2) AND c.relkind = 'r' ORDER BY c.relname`

const at = (schema: string, table: string): string => `${quoted(schema)}.${quoted(table)}`

const presentIn = async (tell: Tell, schema: string, tables: ReadonlyArray<string>) =>
  (await tell(PRESENT, [quoted(schema), tables])).map((row) => ({
    table: text(row, 'table_name'),
    owner: text(row, 'owner'),
  }))

/** Against the tables being vacuumed while they are to change places: readers and writers do not notice. */
export const keepVacuumAway = async (
  tell: Tell,
  schema: string,
  tables: ReadonlyArray<string>,
): Promise<void> => {
  const there = await presentIn(tell, schema, tables)
  if (there.length === 0) return
  await tell(
    `LOCK TABLE ${there.map(({ table }) => at(schema, table)).join(', ')} IN SHARE UPDATE EXCLUSIVE MODE`,
  )
}

const grant = (to: string, row: ReturnType<typeof grantIn>): string =>
  `GRANT ${row.privilege}${row.column === undefined ? '' : ` (${quoted(row.column)})`}
     ON ${at(to, row.table)} TO ${row.grantee}${row.isGrantable ? ' WITH GRANT OPTION' : ''}`

const grantIn = (row: Parameters<typeof text>[0]) => ({
  table: text(row, 'table_name'),
  privilege: text(row, 'privilege'),
  column: optionalText(row, 'column_name'),
  grantee: optionalText(row, 'grantee') === undefined ? 'PUBLIC' : quoted(text(row, 'grantee')),
  isGrantable: isSet(row, 'is_grantable'),
})

/** Whoever may read or write the live tables may read and write those that take their place. */
const handOnRights = async (
  tell: Tell,
  tables: ReadonlyArray<string>,
  [live, beside]: readonly [live: string, beside: string],
): Promise<void> => {
  const made = new Map((await presentIn(tell, beside, tables)).map(({ table, owner }) => [table, owner]))
  for (const { table, owner } of await presentIn(tell, live, tables))
    if (made.has(table) && made.get(table) !== owner)
      await tell(`ALTER TABLE ${at(beside, table)} OWNER TO ${quoted(owner)}`)
  const columns = new Set(
    (
      await tell(
        `SELECT c.relname || '.' || a.attname AS column_name
           FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
          WHERE c.relnamespace = $1::regnamespace AND c.relname = ANY ($2)`,
        [quoted(beside), tables],
      )
    ).map((row) => text(row, 'column_name')),
  )
  for (const given of (await tell(GRANTS, [quoted(live), tables])).map(grantIn)) {
    const isThere = given.column === undefined || columns.has(`${given.table}.${given.column}`)
    if (made.has(given.table) && isThere) await tell(grant(beside, given))
  }
}

/**
 * Within a transaction that holds the checkpoint: the tables beside take the place of the live ones, at once for whoever
 * reads. Prepared statements find them by their names; views, which know tables by their identity, are told. Rejects
 * with 55P03 when somebody reads for longer than is waited for.
 */
export const swapTables = async (
  tell: Tell,
  projection: string,
  tables: ReadonlyArray<string>,
  { live, next, previous }: Schemas,
  from: 'next' | 'previous',
): Promise<void> => {
  const beside = from === 'next' ? next : previous
  const views = await tell(VIEWS, [quoted(live), tables])
  const old = (await presentIn(tell, live, tables)).map(({ table }) => table)
  const fresh = (await presentIn(tell, beside, tables)).map(({ table }) => table)
  await handOnRights(tell, tables, [live, beside])
  const locked = [
    ...views.map((row) => at(text(row, 'schema'), text(row, 'view'))),
    ...old.map((table) => at(live, table)),
  ]
  await tell(`SET LOCAL lock_timeout = ${READERS_MS}`)
  if (locked.length > 0) await tell(`LOCK TABLE ${locked.join(', ')} IN ACCESS EXCLUSIVE MODE`)
  // What is replaced goes to where it is kept; on the way back it makes room first.
  const aside = from === 'next' ? previous : next
  for (const table of [...old, ...fresh]) await tell(`DROP TABLE IF EXISTS ${at(aside, table)}`)
  for (const table of old) await tell(`ALTER TABLE ${at(live, table)} SET SCHEMA ${quoted(aside)}`)
  for (const table of fresh) await tell(`ALTER TABLE ${at(beside, table)} SET SCHEMA ${quoted(live)}`)
  if (from === 'previous')
    for (const table of old) await tell(`ALTER TABLE ${at(aside, table)} SET SCHEMA ${quoted(previous)}`)
  await swapCheckpoints(tell, projection, { live, beside, aside }, from)
  for (const row of views) {
    const options = optionalText(row, 'options')
    await tell(
      `CREATE OR REPLACE VIEW ${at(text(row, 'schema'), text(row, 'view'))}
         ${options === undefined ? '' : `WITH (${options})`} AS ${text(row, 'definition')}`,
    )
  }
}

/** The checkpoint goes where its tables go, with an epoch in which nobody has claimed it yet. */
const swapCheckpoints = async (
  tell: Tell,
  projection: string,
  { live, beside, aside }: { readonly live: string; readonly beside: string; readonly aside: string },
  from: 'next' | 'previous',
): Promise<void> => {
  const [row] = await tell(
    `SELECT greatest(
        (SELECT max(epoch) FROM ${quoted(live)}.projection_checkpoints WHERE name = $1 OR starts_with(name, $1 || '#')),
        (SELECT max(epoch) FROM ${quoted(beside)}.projection_checkpoints WHERE name = $1 OR starts_with(name, $1 || '#'))
      ) + 1 AS epoch`,
    [projection],
  )
  await moveShared(tell, projection, [live, aside])
  await moveShared(tell, projection, [beside, live])
  if (from === 'previous') await moveShared(tell, projection, [aside, beside])
  else await forgetShared(tell, beside, projection)
  await tell(
    `UPDATE ${quoted(live)}.projection_checkpoints SET epoch = $2::int8, updated_at = clock_timestamp()
      WHERE name = $1 OR starts_with(name, $1 || '#')`,
    [projection, big(row ?? {}, 'epoch').toString()],
  )
}
