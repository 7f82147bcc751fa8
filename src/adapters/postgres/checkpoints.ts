import { Instant } from '../../domain/kernel/time.js'
import type { Checkpoint, Ownership, ProjectionStatus } from '../../application/ports.js'
import { statement, type Row, type Statement } from './queries/reader.js'
import { valueFrom } from './rowText.js'

const COLUMNS =
  'name, version, fingerprint, commit_position, prepare_position, event_id, incarnation, epoch, consumed, redrives, updated_at'

export interface CheckpointSql {
  /** Parameter: projection. Who divides it, or makes its first checkpoint, does so alone until the end of the transaction. */
  readonly alone: Statement
  /** Parameter: projection. Names of its checkpoints. */
  readonly lanes: Statement
  /** Parameters: name, version, incarnation. A checkpoint that nobody has claimed yet. */
  readonly make: Statement
  /** Parameters: name, epoch, commit and prepare. */
  readonly remove: Statement
  /** Parameters: name; version, incarnation, epoch, commit, prepare, event id, events consumed, re-drives, fingerprint. */
  readonly place: Statement
  /** Parameters: name, version, incarnation, fingerprint. */
  readonly claim: Statement
  /** Parameters: name, epoch, old commit and prepare; new commit, prepare and event id; events handed in between. */
  readonly advance: Statement
  /** Parameters: name, epoch, re-drives known. Its row is held from then on. */
  readonly redrive: Statement
  /** Parameters: name. */
  readonly one: Statement
  /** Parameters: name, version, incarnation. */
  readonly reset: Statement
  readonly all: Statement
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** `schema` is quoted already. */
export const checkpointSqlIn = (schema: string): CheckpointSql => {
  const table = `${schema}.projection_checkpoints`
  return {
    alone: statement(
      'alone',
      `SELECT pg_advisory_xact_lock(hashtext('comptoir/lanes/' || ${literal(schema)}), hashtext($1))`,
    ),
    lanes: statement('lanes', `SELECT name FROM ${table} WHERE split_part(name, '#', 1) = $1 ORDER BY name`),
    make: statement(
      'make',
      `INSERT INTO ${table} (name, version, incarnation, epoch, updated_at)
         VALUES ($1, $2::int4, $3, 0, clock_timestamp())`,
    ),
    remove: statement(
      'remove',
      `DELETE FROM ${table} WHERE name = $1 AND epoch = $2::int8
         AND commit_position IS NOT DISTINCT FROM $3::int8 AND prepare_position IS NOT DISTINCT FROM $4::int8`,
    ),
    place: statement(
      'place',
      `INSERT INTO ${table} (name, version, incarnation, epoch, commit_position, prepare_position, event_id, consumed,
           redrives, updated_at, fingerprint)
         VALUES ($1, $2::int4, $3, $4::int8, $5::int8, $6::int8, $7, $8::int8, $9::int8, clock_timestamp(), $10)`,
    ),
    // As long as nothing was consumed, no table holds anything of another version or history. Tables of before definitions
    // had fingerprints are taken for those of their version.
    claim: statement(
      'claim',
      `INSERT INTO ${table} AS c (name, version, incarnation, epoch, updated_at, fingerprint)
         VALUES ($1, $2::int4, $3, 1, clock_timestamp(), $4)
       ON CONFLICT (name) DO UPDATE SET
         epoch = c.epoch + 1,
         fingerprint = CASE WHEN c.commit_position IS NULL OR c.fingerprint IS NULL AND c.version = excluded.version
                         THEN excluded.fingerprint ELSE c.fingerprint END,
         version = CASE WHEN c.commit_position IS NULL THEN excluded.version ELSE c.version END,
         incarnation = CASE WHEN c.commit_position IS NULL THEN excluded.incarnation ELSE c.incarnation END
       RETURNING ${COLUMNS}`,
    ),
    advance: statement(
      'advance',
      `UPDATE ${table} SET commit_position = $5::int8, prepare_position = $6::int8, event_id = $7,
           consumed = consumed + $8::int8, updated_at = clock_timestamp()
         WHERE name = $1 AND epoch = $2::int8
           AND commit_position IS NOT DISTINCT FROM $3::int8 AND prepare_position IS NOT DISTINCT FROM $4::int8
         RETURNING redrives`,
    ),
    redrive: statement(
      'redrive',
      `UPDATE ${table} SET redrives = redrives + 1
         WHERE name = $1 AND epoch = $2::int8 AND redrives = $3::int8
         RETURNING ${COLUMNS}`,
    ),
    one: statement('checkpoint', `SELECT ${COLUMNS} FROM ${table} WHERE name = $1`),
    reset: statement(
      'reset',
      `INSERT INTO ${table} AS c (name, version, incarnation, epoch, updated_at)
         VALUES ($1, $2::int4, $3, 1, clock_timestamp())
       ON CONFLICT (name) DO UPDATE SET
         epoch = c.epoch + 1, version = excluded.version, incarnation = excluded.incarnation,
         commit_position = NULL, prepare_position = NULL, event_id = NULL, fingerprint = NULL,
         consumed = 0, redrives = 0, updated_at = excluded.updated_at
       RETURNING ${COLUMNS}`,
    ),
    all: statement('checkpoints', `SELECT ${COLUMNS} FROM ${table} ORDER BY name`),
  }
}

const required = (row: Row, column: string): string => {
  const text = row[column] ?? undefined
  if (text === undefined) throw new Error(`projection_checkpoints.${column} is missing`)
  return text
}

const checkpointIn = (row: Row): Checkpoint => {
  const commit = row['commit_position'] ?? undefined
  const prepare = row['prepare_position'] ?? undefined
  return {
    position:
      commit === undefined || prepare === undefined
        ? undefined
        : { commit: BigInt(commit), prepare: BigInt(prepare) },
    eventId: row['event_id'] ?? undefined,
    incarnation: required(row, 'incarnation'),
  }
}

export const ownershipIn = (row: Row): Ownership => ({
  name: required(row, 'name'),
  version: Number(required(row, 'version')),
  epoch: BigInt(required(row, 'epoch')),
  consumed: BigInt(required(row, 'consumed')),
  redrives: BigInt(required(row, 'redrives')),
  fingerprint: row['fingerprint'] ?? undefined,
  ...checkpointIn(row),
})

export const statusIn = (row: Row): ProjectionStatus => {
  const updatedAt = valueFrom('timestamptz', required(row, 'updated_at'))
  if (!Instant.is(updatedAt)) throw new Error('projection_checkpoints.updated_at is not an instant')
  return {
    name: required(row, 'name'),
    version: Number(required(row, 'version')),
    ...checkpointIn(row),
    updatedAt,
  }
}
