import type { Pool } from 'pg'
import { instantOf } from '../../domain/kernel/time.js'
import type { ReachedTime } from '../pacedClock.js'
import { quotedSchema } from './schemaName.js'

/** How far a paced clock has come, in a migrated schema. It never goes back. */
export const postgresReachedTime = (options: {
  readonly pool: Pool
  readonly schema: string
}): ReachedTime => {
  const { pool } = options
  const table = `${quotedSchema(options.schema)}.simulated_clock`
  return {
    read: async () => {
      const text = `SELECT (extract(epoch FROM reached_at) * 1000)::int8::text AS at FROM ${table}`
      const [row] = (await pool.query<{ at: string }>(text)).rows
      return row === undefined ? undefined : instantOf(Number(row.at))
    },
    write: async (at) => {
      await pool.query(
        `INSERT INTO ${table} AS c (reached_at) VALUES ($1)
           ON CONFLICT (single) DO UPDATE SET reached_at = greatest(c.reached_at, excluded.reached_at)`,
        [at],
      )
    },
  }
}
