import type { Pool } from 'pg'
import type { TableShape } from '../../../projections/table.js'
import { operatorSession } from './operatorSession.js'
import { dropScratch, makeScratch } from './scratch.js'

/** Somebody else is at work in this scratch schema at this moment. */
class ScratchInUse extends Error {
  readonly type = 'ScratchInUse'
  constructor(readonly schema: string) {
    super(`somebody else uses the scratch schema ${schema} at this moment: try again when it is done`)
    this.name = 'ScratchInUse'
  }
}

export interface LentScratch {
  readonly pool: Pool
  /** The live one, migrated. */
  readonly schema: string
  readonly scratch: string
  readonly tables: ReadonlyArray<TableShape>
  readonly signal?: AbortSignal | undefined
}

/**
 * Lends a scratch schema beside the live one, which is dropped afterwards whatever happened. Whoever was killed has left one
 * behind: that one is dropped first, since a lock of the session tells that nobody uses it any more. Rejects with
 * `ScratchInUse` or `SchemaNotOurs`.
 */
export const withScratch = async <A>(
  { pool, schema, scratch, tables, signal }: LentScratch,
  use: () => Promise<A>,
): Promise<A> => {
  const choice = { pool, schema, scratch }
  const { tell, close } = await operatorSession(pool)
  try {
    const [row] = await tell(
      `SELECT pg_catalog.pg_try_advisory_lock(hashtext('comptoir/scratch'), hashtext($1)) AS taken`,
      [scratch],
    )
    if (row?.['taken'] !== 't') throw new ScratchInUse(scratch)
    await dropScratch({ ...choice, ...(signal && { signal }) })
    try {
      await makeScratch({ ...choice, tables, ...(signal && { signal }) })
      return await use()
    } finally {
      await dropScratch(choice)
    }
  } finally {
    close()
  }
}
