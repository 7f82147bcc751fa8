import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { StoredEvent } from './ports.js'
import { hindmost, isOfShard, projectionOf, shardOf } from './shard.js'

/** Where lanes stand, by their names: all that read models have, one each or one of each shard. */
export type Places = ReadonlyMap<string, Position | undefined>

const lanesIn = (places: Places, projection: string): ReadonlyArray<string> =>
  [...places.keys()].filter((lane) => projectionOf(lane) === projection)

/** How many shards a read model is divided into; 1: none. */
export const shardsIn = (places: Places, projection: string): number => {
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
