import type { Pool } from 'pg'
import { HoldLost, type Held, type Snapshot, type TablesBusy } from '../../../application/generations.js'
import { left, right, type Either } from '../../../fp.js'
import type { Projection } from '../../../projections/projection.js'
import { checkpointSqlIn } from '../checkpoints.js'
import { quotedSchema } from '../schemaName.js'
import { checkpointsOf } from './beside.js'
import { compareTables } from './compare.js'
import type { Schemas } from './names.js'
import { operatorSession, withOperator, type Tell } from './operatorSession.js'
import { rebuildsIn, standingIn } from './rebuilds.js'
import { openScratch } from './scratch.js'
import { keepVacuumAway, swapTables } from './swap.js'

/** A checkpoint is held no longer than this by somebody who has stopped answering. */
const HOLD_MS = 5_000
/** For a lock that only vacuum, or another change of the tables, can hold. */
const QUIET_MS = 10_000

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined

const isLockTimeout = (error: unknown): boolean => codeOf(error) === '55P03'
/** The server has said what it refuses; else the connection was lost. */
const hasCode = (error: unknown): boolean => codeOf(error) !== undefined

/** Both as they are when this is called, which is while the checkpoint is held; it is looked at afterwards. */
const snapshotOf = async (
  pool: Pool,
  { tables }: Projection,
  schemas: readonly [live: string, beside: string],
): Promise<Snapshot> => {
  const { tell, close } = await operatorSession(pool)
  await tell('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  await tell('SET LOCAL idle_in_transaction_session_timeout = 0')
  await tell('SELECT pg_catalog.txid_current_snapshot()')
  return { compare: (onTable = () => undefined) => compareTables(tell, tables, schemas, onTable), close }
}

export interface HoldOptions {
  readonly from: 'next' | 'previous'
  readonly purpose: 'compare' | 'swap'
}

/** Holds the live checkpoint of a projection for as long as the work takes; what it has swapped is final afterwards. */
export const holdCheckpoint = <A>(
  pool: Pool,
  schemas: Schemas,
  projection: Projection,
  { from, purpose }: HoldOptions,
  work: (held: Held) => Promise<A>,
): Promise<A> => {
  const { live } = schemas
  const { name } = projection
  const tables = projection.tables.map((table) => table.name)

  const swap = async (tell: Tell): Promise<Either<TablesBusy, void>> => {
    try {
      await swapTables(tell, name, tables, schemas, from)
    } catch (error) {
      if (isLockTimeout(error)) return left({ type: 'TablesBusy', projection: name })
      throw hasCode(error) ? error : new HoldLost(name, { cause: error })
    }
    if (from === 'next') await rebuildsIn(live).swapped(tell, name)
    return right(undefined)
  }

  return withOperator(pool, { lockMs: QUIET_MS }, async (tell) => {
    if (purpose === 'swap') {
      for (const scratch of [schemas.next, schemas.previous])
        await openScratch(tell, { schema: live, scratch })
    }
    await tell('BEGIN')
    await tell(`SET LOCAL idle_in_transaction_session_timeout = ${HOLD_MS}`)
    // Before all other locks, as everybody who makes or divides checkpoints does.
    await tell(checkpointSqlIn(quotedSchema(live)).alone.text, [name])
    if (purpose === 'swap') await keepVacuumAway(tell, live, tables)
    const checkpoints = await tell(checkpointsOf(live, { lock: true }), [name])
    const snapshots: Array<Snapshot> = []
    const outcome = await work({
      live: checkpoints.map(standingIn),
      snapshot: async () => {
        const snapshot = await snapshotOf(pool, projection, [live, schemas[from]])
        snapshots.push(snapshot)
        return snapshot
      },
      swap: () => swap(tell),
    })
    try {
      await tell('COMMIT')
    } catch (error) {
      // Whether a swap was committed is told by the rebuild's step. What was looked at may not have stood still.
      for (const { close } of snapshots) close()
      if (snapshots.length > 0) throw new HoldLost(name, { cause: error })
      throw error
    }
    return outcome
  })
}
