import type { Pool } from 'pg'
import type { Generation, Rebuild } from '../../application/generations.js'
import type { EventStore, System } from '../../application/ports.js'
import { rebuild, type RebuildOptions } from '../../application/rebuild.js'
import type { RebuildFailure, Rebuilt, RollbackFailure, Swapped } from '../../application/rebuilding.js'
import { rollback, type RollbackOptions } from '../../application/rollback.js'
import type { SellerCenter } from '../../application/sellerCenter.js'
import type { Either } from '../../fp.js'
import { deadlines } from '../../projections/deadlines.js'
import { projections } from '../../projections/index.js'
import type { Projection } from '../../projections/projection.js'
import { system as machine } from '../system.js'
import { postgresGenerations } from './generations/generations.js'

export interface PostgresRebuildsOptions {
  /** The host's own; it stays open. Six of its connections must be free while tables are rebuilt: where none is, it fails. */
  readonly pool: Pool
  /** The live one, migrated by `migrate(pool, schema)`; two beside it are made: `…_next` and `…_previous`. */
  readonly schema: string
  /** Of the same history as the read models. */
  readonly store: EventStore
  /** Stores the event that tells of a rebuild or rollback. */
  readonly center: Pick<SellerCenter, 'execute'>
  readonly system?: System
}

/** Read models made anew beside the live ones, and the ones of before. */
export interface Rebuilds {
  /** Those that can be rebuilt. */
  readonly known: ReadonlyArray<Projection>
  rebuild(
    projections: ReadonlyArray<Projection>,
    options?: RebuildOptions,
  ): Promise<Either<RebuildFailure, ReadonlyArray<Rebuilt>>>
  rollback(projection: Projection, options?: RollbackOptions): Promise<Either<RollbackFailure, Swapped>>
  /** Rebuilds that were begun and have not ended, and the tables that stand beside the live ones. */
  list(): Promise<{
    readonly rebuilds: ReadonlyArray<Rebuild>
    readonly generations: ReadonlyArray<Generation>
  }>
  /** Throws away what a rebuild has made that was not swapped. */
  abandon(projection: Projection): Promise<void>
  /** Throws away the tables of before the last rebuild. */
  dropPrevious(projection: Projection): Promise<void>
  close(): void
}

/** Opens nothing by itself. Throws `InvalidSchemaName` where the schema's name leaves no room for those beside it. */
export const postgresRebuilds = ({
  pool,
  schema,
  store,
  center,
  system = machine,
}: PostgresRebuildsOptions): Rebuilds => {
  const generations = postgresGenerations({ pool, schema })
  const deps = { events: store, generations, center, system }
  return {
    known: [...projections, deadlines],
    rebuild: (those, options) => rebuild(those, deps, options),
    rollback: (projection, options) => rollback(projection, deps, options),
    list: async () => ({
      rebuilds: await generations.rebuilds(),
      generations: await generations.beside(),
    }),
    abandon: generations.end,
    dropPrevious: generations.dropPrevious,
    close: generations.close,
  }
}
