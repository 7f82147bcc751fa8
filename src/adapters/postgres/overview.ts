import type { Pool } from 'pg'
import { shardOf } from '../../application/shard.js'
import { ownerSql } from './claims.js'
import { reader, statement } from './queries/reader.js'
import { rebuildsUnderWay, type RebuildUnderWay } from './queries/rebuilds.js'
import { count, optional, text } from './queries/row.js'
import { quotedSchema } from './schemaName.js'

/** A checkpoint of a read model that is divided. */
export interface ShardView {
  /** `order_board#0/2`. */
  readonly name: string
  /** Of the last event that it has taken in; absent: none yet. */
  readonly position?: bigint
  /** Server session of the worker that owns it now; absent where nobody does. */
  readonly worker?: string
}

/** What operators want to know beside how far everything is. */
export interface Overview {
  /** Server session of the worker that owns a read model or process now, by its name. */
  readonly owners: ReadonlyMap<string, string>
  /** Those of read models that are divided, in order. */
  readonly shards: ReadonlyArray<ShardView>
  readonly rebuilds: ReadonlyArray<RebuildUnderWay>
  /** Events stored in the last minute, at most 10,000; of the log in this schema. */
  readonly appendedLastMinute: number
}

const LOOKED_AT_MAX = 10_000
const TIMEOUT_MS = 5_000

/** Asks the database about itself; `requireTables` comes first. Throws `InvalidSchemaName`. */
export const overviewOf = async ({
  pool,
  schema,
}: {
  readonly pool: Pool
  readonly schema: string
}): Promise<Overview> => {
  const quoted = quotedSchema(schema)
  const ask = reader(pool, TIMEOUT_MS)
  const owners = await ask(
    statement(
      'owners',
      `SELECT name, commit_position AS position, ${ownerSql(schema, 'name')}::text AS worker
         FROM ${quoted}.projection_checkpoints ORDER BY length(name), name`,
    ),
    [],
  )
  const [recent] = await ask(
    statement(
      'appended_lately',
      `SELECT count(*) FILTER (WHERE recorded_at > clock_timestamp() - interval '1 minute') AS events
         FROM (SELECT recorded_at FROM ${quoted}.events ORDER BY position DESC LIMIT ${LOOKED_AT_MAX}) AS latest`,
    ),
    [],
  )
  return {
    owners: new Map(
      owners.flatMap((row): ReadonlyArray<readonly [string, string]> => {
        const worker = optional(row, 'worker')
        return worker === undefined ? [] : [[text(row, 'name'), worker]]
      }),
    ),
    shards: owners.flatMap((row): ReadonlyArray<ShardView> => {
      const [name, position, worker] = [text(row, 'name'), optional(row, 'position'), optional(row, 'worker')]
      if (shardOf(name).of === 1) return []
      return [
        {
          name,
          ...(position !== undefined && { position: BigInt(position) }),
          ...(worker !== undefined && { worker }),
        },
      ]
    }),
    rebuilds: await rebuildsUnderWay(ask, schema)(),
    appendedLastMinute: recent === undefined ? 0 : count(recent, 'events'),
  }
}
