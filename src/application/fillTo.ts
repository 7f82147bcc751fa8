import type { Position } from '../domain/kernel/recorded.js'
import type { Projection } from '../projections/projection.js'
import { fill, type FillOptions } from './fill.js'
import type { ProjectionOutcome } from './lanes.js'
import { lanesOf, layOut } from './layout.js'
import { placeIn, shardsIn, type Places } from './places.js'
import { projectionOf } from './shard.js'

export interface FollowOptions extends Omit<FillOptions, 'upTo' | 'shards'> {
  readonly places: Places
}

/**
 * Takes the log into tables beside others until both tell of the same events. Most of it undivided, or as they are divided; in
 * the end they are divided as the others are, each shard up to where its sibling is. May be broken off and called again.
 */
export const fillTo = async ({
  places,
  ...options
}: FollowOptions): Promise<ReadonlyArray<ProjectionOutcome>> => {
  const { events, reads, projections, signal, onProgress } = options
  const upTo = (lane: string): Position | undefined =>
    places.has(lane) ? places.get(lane) : placeIn(places, projectionOf(lane))
  let done = 0
  const near = await fill({
    ...options,
    upTo,
    onProgress: (progress) => {
      done = progress.events
      onProgress?.(progress)
    },
  })
  if (signal?.aborted === true || near.some(({ halt }) => halt !== undefined)) return near

  const others: Array<Projection> = []
  for (const projection of projections) {
    const { name } = projection
    const of = shardsIn(places, name)
    if ((await lanesOf([projection], { reads })).length === of) continue
    others.push(projection)
    await layOut([projection], of, { events, reads })
  }
  if (others.length === 0) return near
  const names = new Set(others.map(({ name }) => name))
  const last = await fill({
    ...{ ...options, projections: others, upTo, shards: (projection) => shardsIn(places, projection) },
    onProgress: (progress) => onProgress?.({ ...progress, events: done + progress.events }),
  })
  return [...near.filter(({ name }) => !names.has(projectionOf(name))), ...last]
}
