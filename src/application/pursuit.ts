import { isLeft, left, right, type Either } from '../fp.js'
import type { Position } from '../domain/kernel/recorded.js'
import type { Projection } from '../projections/projection.js'
import { divergence } from './divergence.js'
import { HoldLost, type Generation, type Generations, type Held, type Standing } from './generations.js'
import { fillTo } from './fillTo.js'
import { placeIn, type Places } from './places.js'
import type { EventStore, System } from './ports.js'
import { totalAbout } from './progress.js'
import type { RebuildHalted, RebuildPhase, RebuildProgress } from './rebuilding.js'
import { projectionOf } from './shard.js'

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
  readonly places: Places
  /** Of the hindmost of them. */
  readonly position: Position | undefined
  readonly isDiverged: boolean
}

/** Brings a generation to where the live one is, which goes on meanwhile. */
export const pursuit = (
  { events, generations, system }: PursuitDeps,
  { from, signal, onProgress }: PursuitOptions,
) => {
  const reads = generations[from]

  const targetIn = async (standings: ReadonlyArray<Standing>): Promise<Target> => {
    const incarnation = await events.incarnation()
    let isDiverged = false
    for (const standing of standings)
      isDiverged ||= (await divergence(events, incarnation, standing)) !== undefined
    const head = isDiverged ? await events.head() : undefined
    const places = new Map(standings.map(({ name, position }) => [name, isDiverged ? head : position]))
    const [first] = standings
    return { places, position: first && placeIn(places, projectionOf(first.name)), isDiverged }
  }
  const targetOf = async (name: string): Promise<Target> => targetIn(await generations.standing(name))

  /** Tells how many events it took. */
  const filled = async (
    projections: ReadonlyArray<Projection>,
    places: Places,
    phase: RebuildPhase,
  ): Promise<Either<RebuildHalted, number>> => {
    const projection = projections.length === 1 ? (projections[0]?.name ?? '') : ''
    let taken = 0
    const outcomes = await fillTo({
      ...{ events, reads, projections, places, signal },
      onProgress: (progress) => {
        taken = progress.events
        onProgress?.({ projection, phase, done: taken, total: totalAbout(progress) })
      },
    })
    signal?.throwIfAborted()
    for (const { name, halt } of outcomes)
      if (halt !== undefined) return left({ type: 'RebuildHalted', projection: projectionOf(name), halt })
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
      const places = new Map<string, Position | undefined>()
      for (const { name } of projections)
        for (const [lane, place] of (await targetOf(name)).places) places.set(lane, place)
      return filled(projections, places, 'filling')
    },

    /** As near as it gets to a live one that goes on. */
    approach: async (projection: Projection): Promise<Either<RebuildHalted, void>> => {
      for (let pass = 0; pass < PASSES_MAX; pass++) {
        const { places } = await targetOf(projection.name)
        const taken = await filled([projection], places, 'catching up')
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
        const taken = await filled([projection], target.places, 'catching up')
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
