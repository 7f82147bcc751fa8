import { isLeft, left, right, type Either } from '../fp.js'
import type { Projection } from '../projections/projection.js'
import type { Rebuild, RebuildStep, Standing, TableComparison } from './generations.js'
import type { System } from './ports.js'
import { reasonOf, type Operator } from './operations.js'
import { pursuit, type PursuitDeps } from './pursuit.js'
import type { NotRecorded, RebuildFailure, RebuildProgress, Rebuilt } from './rebuilding.js'
import type { SellerCenter } from './sellerCenter.js'
import { swapIn } from './swapping.js'
import { verified } from './verification.js'

export interface RebuildDeps extends PursuitDeps {
  /** By whom it is recorded that the tables were swapped. */
  readonly center: Pick<SellerCenter, 'execute'>
  readonly system: Pick<System, 'sleep' | 'jitter' | 'newId' | 'idOf'>
}

export interface RebuildOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined
  /** Swaps although the same definition makes other rows now than the live ones. */
  readonly acceptsDifferences?: boolean
  /** On whose behalf, and why. */
  readonly operator?: Operator | undefined
}

const order: ReadonlyArray<RebuildStep> = ['prepared', 'filled', 'indexed', 'verified', 'swapped']

/** A rebuild that is under way, and what the live tables were when it was asked for. */
interface Begun {
  readonly projection: Projection
  readonly rebuild: Rebuild
  readonly before: Standing
}

/**
 * Builds the tables of these projections anew beside the live ones, which go on meanwhile, and lets them change places.
 * Broken off anywhere, by a signal or a crash, the next call goes on from there. Nothing but tables is made: processes are
 * not asked, so that nothing happens twice.
 */
export const rebuild = async (
  projections: ReadonlyArray<Projection>,
  deps: RebuildDeps,
  { signal, onProgress, acceptsDifferences = false, operator }: RebuildOptions = {},
): Promise<Either<RebuildFailure, ReadonlyArray<Rebuilt>>> => {
  const { generations, system, center } = deps
  const telling = { signal, onProgress }

  const begun = async (projection: Projection): Promise<Either<RebuildFailure, Begun>> => {
    const { name } = projection
    const standings = await generations.standing(name)
    const [before] = standings
    if (before === undefined || standings.every(({ position }) => position === undefined))
      return left({ type: 'NeverStarted', projection: name })
    const prepared = await generations.prepare(projection, system.newId())
    return isLeft(prepared) ? prepared : right({ projection, rebuild: prepared.right, before })
  }

  const recorded = async ({
    id,
    projection,
    version,
    position,
  }: Rebuild): Promise<NotRecorded | undefined> => {
    const outcome = await center.execute({
      type: 'RecordRebuild',
      commandId: system.idOf(`rebuild ${id}`),
      actor: operator?.actor ?? 'host',
      data: {
        ...{ operationId: id, projection, version, position: `${position ?? 0n}` },
        ...reasonOf(operator),
      },
    })
    return isLeft(outcome) ? { type: 'NotRecorded', projection, cause: outcome.left } : undefined
  }

  /** From wherever it is to its end; each step is kept before the next one begins. */
  const finished = async ({
    projection,
    rebuild: { id, step },
    before,
  }: Begun): Promise<Either<RebuildFailure, Rebuilt>> => {
    const { name, version } = projection
    const isBefore = (other: RebuildStep): boolean => order.indexOf(step) < order.indexOf(other)
    let comparisons: ReadonlyArray<TableComparison> = []
    if (isBefore('filled')) await generations.reached(name, 'filled')
    if (isBefore('indexed')) {
      await generations.finish(projection, {
        signal,
        onPart: (done, total) => onProgress?.({ projection: name, phase: 'indexing', done, total }),
      })
      await generations.reached(name, 'indexed')
    }
    if (isBefore('verified')) {
      const outcome = await verified(projection, deps, { ...telling, acceptsDifferences })
      if (isLeft(outcome)) return outcome
      comparisons = outcome.right
      await generations.reached(name, 'verified')
    }
    if (isBefore('swapped')) {
      const swapped = await swapIn(projection, deps, { from: 'next', ...telling })
      if (isLeft(swapped)) return swapped
    }
    const done = (await generations.rebuilds()).find((other) => other.id === id)
    const failure = done === undefined ? undefined : await recorded(done)
    if (failure !== undefined) return left(failure)
    await generations.end(projection)
    return right({
      ...{ projection: name, version, versionBefore: before.version, position: done?.position },
      ...{ isResumed: step !== 'prepared', comparisons },
    })
  }

  const all = async (): Promise<Either<RebuildFailure, ReadonlyArray<Rebuilt>>> => {
    const each: Array<Begun> = []
    for (const projection of projections) {
      const outcome = await begun(projection)
      if (isLeft(outcome)) return outcome
      each.push(outcome.right)
    }
    const empty = each.filter((one) => one.rebuild.step === 'prepared').map(({ projection }) => projection)
    const filled = await pursuit(deps, { from: 'next', ...telling }).together(empty)
    if (isLeft(filled)) return filled
    const rebuilt: Array<Rebuilt> = []
    for (const one of each) {
      const outcome = await finished(one)
      if (isLeft(outcome)) return outcome
      rebuilt.push(outcome.right)
    }
    return right(rebuilt)
  }

  const outcome = await generations.alone(
    projections.map(({ name }) => name),
    all,
    signal,
  )
  return isLeft(outcome) ? outcome : outcome.right
}
