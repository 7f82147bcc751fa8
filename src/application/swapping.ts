import { isLeft, right, type Either } from '../fp.js'
import type { Projection } from '../projections/projection.js'
import type { TablesBusy } from './generations.js'
import { pursuit, type PursuitDeps, type PursuitOptions } from './pursuit.js'
import type { RebuildHalted } from './rebuilding.js'

/** Milliseconds between tries to swap tables that somebody reads: a minute in all. */
const PAUSES = [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 12_800, 12_800]

export interface SwapOptions extends PursuitOptions {
  /** The generation stays where it is in the log, however far behind. */
  readonly isStale?: boolean
}

/**
 * Lets the generation take the place of the live one at the very event at which that one stands, so that what readers see
 * never goes back. Tells the position. Tables that somebody reads for long are tried again, for a minute at most.
 */
export const swapIn = async (
  projection: Projection,
  deps: PursuitDeps,
  { isStale = false, ...options }: SwapOptions,
): Promise<Either<RebuildHalted | TablesBusy, bigint | undefined>> => {
  const { approach, meet, hold } = pursuit(deps, options)
  const { signal, onProgress } = options

  const attempt = async (): Promise<Either<RebuildHalted | TablesBusy, bigint | undefined>> => {
    if (!isStale) {
      const near = await approach(projection)
      if (isLeft(near)) return near
    }
    onProgress?.({ projection: projection.name, phase: 'swapping', done: 0, total: 0 })
    const met = await (isStale ? hold : meet)(projection, 'swap', async (held, { position }) => {
      const swapped = await held.swap()
      return isLeft(swapped) ? swapped : right(position?.commit)
    })
    return isLeft(met) ? met : met.right
  }

  for (const pause of PAUSES) {
    const outcome = await attempt()
    if (!isLeft(outcome) || outcome.left.type !== 'TablesBusy') return outcome
    await deps.system.sleep(deps.system.jitter(pause), signal)
    signal?.throwIfAborted()
  }
  return attempt()
}
