import { isLeft, left, right, type Either } from '../fp.js'
import { fingerprintOf } from '../projections/fingerprint.js'
import type { Projection } from '../projections/projection.js'
import { culpritOf, type Culprit } from './culprit.js'
import type { Standing, TableComparison } from './generations.js'
import type { Places } from './places.js'
import { pursuit, type PursuitDeps, type PursuitOptions } from './pursuit.js'
import type { RebuildHalted, RowsDiffer } from './rebuilding.js'

export const isSameDefinition = (
  projection: Projection,
  { version, fingerprint }: Pick<Standing, 'version' | 'fingerprint'>,
): boolean =>
  version === projection.version && (fingerprint === undefined || fingerprint === fingerprintOf(projection))

/**
 * Compares the next generation with the live one, both at the same event. The live one is held for as long as it takes to
 * look at both, not for as long as they are compared. None, where the live one tells of another history than the log does.
 * Where the definition is the same and rows differ, it looks for the event that explains it.
 */
export const verified = async (
  projection: Projection,
  deps: PursuitDeps,
  { acceptsDifferences, ...options }: Omit<PursuitOptions, 'from'> & { readonly acceptsDifferences: boolean },
): Promise<Either<RebuildHalted | RowsDiffer, ReadonlyArray<TableComparison>>> => {
  const { name, tables } = projection
  const { signal, onProgress } = options
  const { approach, meet } = pursuit(deps, { from: 'next', ...options })

  const culpritIn = async (comparison: TableComparison, places: Places): Promise<Culprit | undefined> => {
    const table = tables.find((shape) => shape.name === comparison.table)
    if (table === undefined || comparison.first === undefined) return undefined
    return culpritOf({
      ...{ events: deps.events, projection, table, difference: comparison.first, places, signal },
      onProgress: (done) => {
        onProgress?.({ projection: name, phase: 'looking for the event', done, total: 0 })
      },
    })
  }

  const near = await approach(projection)
  if (isLeft(near)) return near
  const met = await meet(projection, 'compare', async (held, { places, position, isDiverged }) => ({
    places,
    position,
    isSame: held.live.every((standing) => isSameDefinition(projection, standing)),
    snapshot: isDiverged ? undefined : await held.snapshot(),
  }))
  if (isLeft(met)) return met
  const { snapshot, isSame, places, position } = met.right
  if (snapshot === undefined || position === undefined) return right([])
  const comparisons = await snapshot
    .compare((done, total) => {
      onProgress?.({ projection: name, phase: 'comparing', done, total })
    })
    .finally(snapshot.close)
  signal?.throwIfAborted()
  const differing = comparisons.find((comparison) => comparison.differing > 0n)
  return differing === undefined || !isSame || acceptsDifferences
    ? right(comparisons)
    : left({
        ...{ type: 'RowsDiffer', projection: name, comparisons },
        culprit: await culpritIn(differing, places),
      })
}
