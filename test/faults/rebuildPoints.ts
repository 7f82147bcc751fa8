import type { Generations, Held } from '../../src/application/generations.js'
import type { ReadStore } from '../../src/application/ports.js'

/** Where a process that rebuilds read models may be killed, in the order in which it comes by. */
const rebuildPoints = [
  'prepared',
  'filling',
  'filled',
  'indexed',
  'caught up',
  'verified',
  'before the swap',
  'in the swap',
  'swapped',
  'recorded',
] as const
export type RebuildPoint = (typeof rebuildPoints)[number]

export interface RebuildKill {
  readonly point: RebuildPoint
  /** The time that it is reached at which the process dies. */
  readonly nth: number
}

/** Every point once, and filling twice. */
export const rebuildKills: ReadonlyArray<RebuildKill> = rebuildPoints.flatMap(
  (point): ReadonlyArray<RebuildKill> =>
    point === 'filling'
      ? [
          { point, nth: 1 },
          { point, nth: 2 },
        ]
      : [{ point, nth: 1 }],
)

type Reached = (point: RebuildPoint) => void

const watchedFill = (next: ReadStore, reached: Reached): ReadStore => ({
  ...next,
  commit: async (...args) => {
    const outcome = await next.commit(...args)
    reached('filling')
    return outcome
  },
})

const watchedHold = (held: Held, reached: Reached): Held => ({
  ...held,
  snapshot: () => {
    reached('caught up')
    return held.snapshot()
  },
  swap: async () => {
    reached('before the swap')
    const outcome = await held.swap()
    // It is final when the hold ends, and that has not come yet.
    reached('in the swap')
    return outcome
  },
})

/** The generations, with each step of a rebuild watched. */
export const watchedGenerations = (generations: Generations, reached: Reached): Generations => ({
  ...generations,
  next: watchedFill(generations.next, reached),
  prepare: async (...args) => {
    const outcome = await generations.prepare(...args)
    reached('prepared')
    return outcome
  },
  reached: async (name, step) => {
    await generations.reached(name, step)
    if (step !== 'prepared' && step !== 'swapped') reached(step)
  },
  hold: async (projection, options, work) => {
    const outcome = await generations.hold(projection, options, (held) => work(watchedHold(held, reached)))
    if (options.purpose === 'swap') reached('swapped')
    return outcome
  },
  end: async (projection) => {
    reached('recorded')
    await generations.end(projection)
  },
})
