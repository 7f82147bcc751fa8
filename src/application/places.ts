import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { Projection } from '../projections/projection.js'
import { fill, type FillOptions } from './fill.js'
import { lanesOf, layOut } from './layout.js'
import type { ProjectionOutcome } from './lanes.js'
import type { StoredEvent } from './ports.js'
import { hindmost, isOfShard, projectionOf, shardOf } from './shard.js'

/** Where lanes stand, by their names: all that read models have, one each or one of each shard. */
export type Places = ReadonlyMap<string, Position | undefined>

const lanesIn = (places: Places, projection: string): ReadonlyArray<string> =>
  [...places.keys()].filter((lane) => projectionOf(lane) === projection)

const shardsIn = (places: Places, projection: string): number => {
  const [lane] = lanesIn(places, projection)
  return lane === undefined ? 1 : shardOf(lane).of
}

/** Where a read model is with all its shards; `undefined`: one of them has not begun, or there is none. */
export const placeIn = (places: Places, projection: string): Position | undefined =>
  hindmost(lanesIn(places, projection).map((name) => ({ name, position: places.get(name) })))[0]?.position

/** Where the furthest of its shards is. */
export const endIn = (places: Places, projection: string): Position | undefined =>
  lanesIn(places, projection)
    .map((lane) => places.get(lane))
    .reduce((a, b) => (a === undefined || (b !== undefined && isAfter(b, a)) ? b : a), undefined)

/** Whether a read model at these places has taken in an event, which is to be of its log. */
export const isWithin = (
  places: Places,
  projection: string,
  { stream, position }: Pick<StoredEvent, 'stream' | 'position'>,
): boolean => {
  const lane = lanesIn(places, projection).find((name) => isOfShard(shardOf(name), stream))
  const place = lane === undefined ? undefined : places.get(lane)
  return place !== undefined && !isAfter(position, place)
}

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
