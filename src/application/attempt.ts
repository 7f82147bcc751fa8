import { left, type Either } from '../fp.js'
import { folding, type Occurrence } from '../projections/fold.js'
import type { TableRows } from '../projections/making.js'
import type { Projection } from '../projections/projection.js'
import type { PoisonReason } from './halt.js'
import type { LaneTables } from './laneTables.js'

/** What these events do to the tables as they are now, or why not all of them can be taken in. */
export type Attempt = (
  occurrences: ReadonlyArray<Occurrence>,
) => Promise<Either<PoisonReason, ReadonlyArray<TableRows>>>

const handlerFailed = (error: unknown): PoisonReason => ({
  type: 'HandlerFailed',
  message: error instanceof Error ? error.message : String(error),
})

/** Folds onto the rows that are found; rejects only when finding them does. */
export const attemptOf =
  (projection: Projection, find: LaneTables['find']): Attempt =>
  async (occurrences) => {
    let fold
    try {
      fold = folding(projection, occurrences)
    } catch (error) {
      return left(handlerFailed(error))
    }
    // Whoever waits for nothing goes on at once.
    const found = fold.keys.length === 0 ? [] : await find(fold.keys)
    try {
      return fold.finish(found)
    } catch (error) {
      return left(handlerFailed(error))
    }
  }
