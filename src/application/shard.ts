import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { shardKey } from '../projections/partition.js'
import { textHash } from './textHash.js'

/** A part of a projection, by what the ids in the names of streams hash to: shard `index` of `of`, from 0. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/** Some of the shards that streams hash to, of `of`. */
export interface SomeShards {
  readonly of: number
  /** From 0. */
  readonly indexes: ReadonlyArray<number>
}

export const SHARDS_MAX = 64

/** Of one shard: all of it. */
const WHOLE: Shard = { index: 0, of: 1 }

const shape = /^([^#]+)#(\d+)\/(\d+)$/

/** Names under which the shards of a projection keep their checkpoints: `order_board#0/2`; its own where it has one. */
export const laneNames = (projection: string, of: number): ReadonlyArray<string> =>
  of === 1 ? [projection] : Array.from({ length: of }, (_, index) => `${projection}#${index}/${of}`)

/** The projection that a lane of this name is of. */
export const projectionOf = (lane: string): string => shape.exec(lane)?.[1] ?? lane

/** The shard that a lane of this name is. */
export const shardOf = (lane: string): Shard => {
  const [, , index, of] = shape.exec(lane) ?? []
  return index === undefined || of === undefined ? WHOLE : { index: Number(index), of: Number(of) }
}

/** The shard that events of a stream are of, where there are `of`; those of a partition of any projection are of one. */
const indexOf = (stream: string, of: number): number => (textHash(shardKey(stream)) & 0x7fffffff) % of

/** Whether events of a stream, or what waits of a partition, are this shard's: they are exactly one's. */
export const isOfShard = ({ index, of }: Shard, stream: string): boolean =>
  of === 1 || indexOf(stream, of) === index

/** A projection is divided into other shards than those that were asked for. Nothing was done. */
export class OtherShards extends Error {
  readonly type = 'OtherShards'
  constructor(
    readonly projection: string,
    readonly found: number,
  ) {
    super(`${projection} is divided into ${found} shards`)
    this.name = 'OtherShards'
  }
}

interface Placed {
  readonly name: string
  readonly position: Position | undefined
}

const isBehind = (a: Placed, b: Placed): boolean =>
  a.position === undefined || (b.position !== undefined && isAfter(b.position, a.position))

/** One of each projection, under its own name: that of its shard which is furthest behind. */
export const hindmost = <A extends Placed>(lanes: ReadonlyArray<A>): ReadonlyArray<A> => {
  const found = new Map<string, A>()
  for (const lane of lanes) {
    const name = projectionOf(lane.name)
    const known = found.get(name)
    if (known === undefined || isBehind(lane, known)) found.set(name, { ...lane, name })
  }
  return [...found.values()]
}
