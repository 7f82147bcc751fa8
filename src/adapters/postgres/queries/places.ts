/**
 * How far each projection is, as a table of a FROM clause: one that is divided into shards is as far as the hindmost of
 * them. `schema` is quoted already.
 */
export const placesSql = (schema: string): string => `(
  SELECT DISTINCT ON (split_part(name, '#', 1)) split_part(name, '#', 1) AS name, version, commit_position,
      prepare_position, event_id, updated_at, count(*) OVER (PARTITION BY split_part(name, '#', 1)) AS shards
    FROM ${schema}.projection_checkpoints
    ORDER BY split_part(name, '#', 1), commit_position NULLS FIRST, prepare_position NULLS FIRST)`
