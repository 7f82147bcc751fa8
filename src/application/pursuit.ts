import { isLeft, left, right, type Either } from '../fp.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { Projection } from '../projections/projection.js'
import { divergence } from './divergence.js'
import { fill } from './fill.js'
import { HoldLost, type Generation, type Generations, type Held, type Standing } from './generations.js'
import type { EventStore, System } from './ports.js'
import { totalAbout } from './progress.js'
import type { RebuildHalted, RebuildPhase, RebuildProgress } from './rebuilding.js'

/** Of a generation that is that near, the rest is taken in while the live one is held. */
const NEAR_EVENTS = 1_000
/** Live writers may be as fast as this is: then it is held all the same. */
const PASSES_MAX = 20
const HOLDS_MAX = 5

export interface PursuitDeps {
  readonly events: EventStore
  readonly generations: Generations
  readonly system: Pick<System, 'sleep' | 'jitter'>
}

export interface PursuitOptions {
  readonly from: Generation['kind']
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined
}

/** Where the live tables stand in the log as it is now; the end of it, where they tell of another history. */
interface Target {
  readonly position: Position | undefined
  readonly isDiverged: boolean
}

/** Brings a generation to where the live one is, which goes on meanwhile. */
export const pursuit = (
  { events, generations, system }: PursuitDeps,
  { from, signal, onProgress }: PursuitOptions,
) => {
  const reads = generations[from]

  const targetIn = async ([standing]: ReadonlyArray<Standing>): Promise<Target> => {
    if (standing?.position === undefined) return { position: undefined, isDiverged: false }
    const diverged = await divergence(events, await events.incarnation(), standing)
    return diverged === undefined
      ? { position: standing.position, isDiverged: false }
      : { position: await events.head(), isDiverged: true }
  }
  const targetOf = async (name: string): Promise<Target> => targetIn(await generations.standing(name))

  /** Tells how many events it took. */
  const filled = async (
    projections: ReadonlyArray<Projection>,
    upTo: (name: string) => Position | undefined,
    phase: RebuildPhase,
  ): Promise<Either<RebuildHalted, number>> => {
    const projection = projections.length === 1 ? (projections[0]?.name ?? '') : ''
    let taken = 0
    const outcomes = await fill({
      ...{ events, reads, projections, upTo, signal },
      onProgress: (progress) => {
        taken = progress.events
        onProgress?.({ projection, phase, done: taken, total: totalAbout(progress) })
      },
    })
    signal?.throwIfAborted()
    for (const { name, halt } of outcomes)
      if (halt !== undefined) return left({ type: 'RebuildHalted', projection: name, halt })
    return right(taken)
  }

  const holding = async <A>(
    projection: Projection,
    purpose: 'compare' | 'swap',
    work: (held: Held) => Promise<A>,
  ): Promise<A> => {
    for (let tries = 1; ; tries++) {
      try {
        return await generations.hold(projection, { from, purpose }, work)
      } catch (error) {
        if (!(error instanceof HoldLost) || tries === HOLDS_MAX) throw error
        await system.sleep(system.jitter(100 * 2 ** tries), signal)
      }
    }
  }

  return {
    /** All of them through the log together, each to where its live one is now. */
    together: async (projections: ReadonlyArray<Projection>): Promise<Either<RebuildHalted, number>> => {
      const targets = new Map<string, Position | undefined>()
      for (const { name } of projections) targets.set(name, (await targetOf(name)).position)
      return filled(projections, (name) => targets.get(name), 'filling')
    },

    /** As near as it gets to a live one that goes on. */
    approach: async (projection: Projection): Promise<Either<RebuildHalted, void>> => {
      for (let pass = 0; pass < PASSES_MAX; pass++) {
        const { position } = await targetOf(projection.name)
        const taken = await filled([projection], () => position, 'catching up')
        if (isLeft(taken)) return taken
        if (taken.right <= NEAR_EVENTS) break
      }
      return right(undefined)
    },

    /** Does the work while both stand at the same event and nobody moves. */
    meet: <A>(
      projection: Projection,
      purpose: 'compare' | 'swap',
      work: (held: Held, target: Target) => Promise<A>,
    ): Promise<Either<RebuildHalted, A>> =>
      holding(projection, purpose, async (held) => {
        const target = await targetIn(held.live)
        const taken = await filled([projection], () => target.position, 'catching up')
        return isLeft(taken) ? taken : right(await work(held, target))
      }),

    /** Does the work while the live one stands still, wherever the other one is. */
    hold: <A>(
      projection: Projection,
      purpose: 'compare' | 'swap',
      work: (held: Held, target: Target) => Promise<A>,
    ): Promise<Either<RebuildHalted, A>> =>
      holding(projection, purpose, async (held) => right(await work(held, await targetIn(held.live)))),
  }
}
