import { text } from './columns.js'
import type { Tell } from './operatorSession.js'
import { quoted } from './layout.js'

/** What depends on the tables themselves and not on their names, and is not made anew by a swap. */
const OBSTACLES = `
  WITH tables AS (
    SELECT c.oid, c.relname, c.relrowsecurity FROM pg_catalog.pg_class c
     WHERE c.relnamespace = $1::regnamespace AND c.relname = ANY ($2) AND c.relkind = 'r'
  )
  SELECT 'the materialized view ' || v.oid::regclass::text || ' is made of ' || t.relname AS obstacle
    FROM tables t
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = t.oid
         AND d.classid = 'pg_catalog.pg_rewrite'::regclass
    JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
    JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.relkind = 'm'
  UNION
  SELECT 'the foreign key ' || f.conname || ' of ' || f.conrelid::regclass::text || ' points to ' || t.relname
    FROM tables t JOIN pg_catalog.pg_constraint f ON f.contype = 'f' AND f.confrelid = t.oid
  UNION
  SELECT t.relname || ' has the foreign key ' || f.conname
    FROM tables t JOIN pg_catalog.pg_constraint f ON f.contype = 'f' AND f.conrelid = t.oid
  UNION
  SELECT t.relname || ' has row level security' FROM tables t WHERE t.relrowsecurity
  UNION
  SELECT 'the publication ' || p.pubname || ' names ' || t.relname
    FROM tables t
    JOIN pg_catalog.pg_publication_rel m ON m.prrelid = t.oid
    JOIN pg_catalog.pg_publication p ON p.oid = m.prpubid
  UNION
  SELECT i.inhrelid::regclass::text || ' inherits from ' || i.inhparent::regclass::text
    FROM tables t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid OR i.inhrelid = t.oid
  UNION
  SELECT 'the function ' || p.oid::regprocedure::text || ' depends on ' || t.relname
    FROM tables t
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = t.oid
         AND d.classid = 'pg_catalog.pg_proc'::regclass
    JOIN pg_catalog.pg_proc p ON p.oid = d.objid
  ORDER BY 1`

/** One line for each thing that would go on with the replaced table if these changed places. */
export const obstaclesOf = async (
  tell: Tell,
  schema: string,
  tables: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> =>
  (await tell(OBSTACLES, [quoted(schema), tables])).map((row) => text(row, 'obstacle'))
