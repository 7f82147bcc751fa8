import { isLeft, left, type Either } from '../fp.js'
import { folding, type Occurrence } from '../projections/fold.js'
import type { TableRows } from '../projections/making.js'
import type { Projection } from '../projections/projection.js'
import type { PoisonReason } from './halt.js'
import { inKeyOrder, type LaneTables } from './laneTables.js'
import type { ReadStore } from './ports.js'
import { refusedIn } from './refusedRows.js'

/** What these events do to the tables as they are now, or why not all of them can be taken in. */
export type Attempt = (
  occurrences: ReadonlyArray<Occurrence>,
) => Promise<Either<PoisonReason, ReadonlyArray<TableRows>>>

const handlerFailed = (error: unknown): PoisonReason => ({
  type: 'HandlerFailed',
  message: error instanceof Error ? error.message : String(error),
})

/** Left: the store refused what it was given. Rejects when the store is lost. */
const unlessRefused = async (
  work: () => ReturnType<Attempt>,
): Promise<Either<PoisonReason, ReadonlyArray<TableRows>>> => {
  try {
    return await work()
  } catch (error) {
    const refused = refusedIn(error)
    if (refused === undefined) throw error
    return left(refused)
  }
}

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
    const { keys, finish } = fold
    return unlessRefused(async () => {
      // Whoever waits for nothing goes on at once.
      const found = keys.length === 0 ? [] : await find(keys)
      try {
        return finish(found)
      } catch (error) {
        return left(handlerFailed(error))
      }
    })
  }

/** Also has the store try whether it takes the rows, which costs as much as to write them. */
export const triedBy =
  ({ tables }: Projection, reads: Pick<ReadStore, 'tryRows'>, attempt: Attempt): Attempt =>
  async (occurrences) => {
    const changes = await attempt(occurrences)
    if (isLeft(changes)) return changes
    return unlessRefused(async () => {
      await reads.tryRows(inKeyOrder(tables, changes.right))
      return changes
    })
  }
