import { isLeft, left, right, type Either } from '../fp.js'
import type { Projection } from '../projections/projection.js'
import { reasonOf } from './operations.js'
import type { RebuildDeps, RebuildOptions } from './rebuild.js'
import type { RollbackFailure, Swapped } from './rebuilding.js'
import { hindmost } from './shard.js'
import { swapIn } from './swapping.js'
import { isSameDefinition } from './verification.js'

export interface RollbackOptions extends Pick<RebuildOptions, 'signal' | 'onProgress' | 'operator'> {
  /** Also tables that another definition has made, which this one cannot catch up: as they are. */
  readonly isStale?: boolean
}

/**
 * Lets the tables that the last rebuild replaced take their place again, caught up with what happened since. What they
 * replace is kept in their stead, so that this can be taken back in the same way.
 */
export const rollback = async (
  projection: Projection,
  deps: RebuildDeps,
  { signal, onProgress, operator, isStale = false }: RollbackOptions = {},
): Promise<Either<RollbackFailure, Swapped>> => {
  const { generations, system, center } = deps
  const { name } = projection

  const back = async (): Promise<Either<RollbackFailure, Swapped>> => {
    const [[before], standings, rebuilds] = await Promise.all([
      generations.standing(name),
      generations.standing(name, 'previous'),
      generations.rebuilds(),
    ])
    const [previous] = hindmost(standings)
    if (before === undefined || previous === undefined)
      return left({ type: 'NothingPrevious', projection: name })
    if (rebuilds.some((rebuild) => rebuild.projection === name && rebuild.step !== 'swapped'))
      return left({ type: 'RebuildUnfinished', projection: name })
    const { version, position } = previous
    const isOther = !standings.every((standing) => isSameDefinition(projection, standing))
    if (isOther && !isStale)
      return left({
        ...{ type: 'PreviousOutdated', projection: name, version: projection.version },
        ...{ previousVersion: version, position: position?.commit },
      })
    const options = { from: 'previous', signal, onProgress, isStale: isOther } as const
    const swapped = await swapIn(projection, deps, options)
    if (isLeft(swapped)) return swapped
    const at = isOther ? position?.commit : swapped.right
    const operationId = system.newId()
    const outcome = await center.execute({
      type: 'RecordRollback',
      commandId: operationId,
      actor: operator?.actor ?? 'host',
      data: {
        ...{ operationId, projection: name, version, position: `${at ?? 0n}` },
        ...reasonOf(operator),
      },
    })
    if (isLeft(outcome)) return left({ type: 'NotRecorded', projection: name, cause: outcome.left })
    return right({ projection: name, version, versionBefore: before.version, position: at })
  }

  const outcome = await generations.alone([name], back, signal)
  return isLeft(outcome) ? outcome : outcome.right
}
