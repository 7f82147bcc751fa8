import { isLeft } from '../fp.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import type { Projection } from '../projections/projection.js'
import { cutting } from './cutting.js'
import { openLane, type Halt, type Lane } from './lane.js'
import { feedLanes, startOf } from './lanes.js'
import { pagesOf } from './pages.js'
import type { EventStore, ReadStore } from './ports.js'
import { isOfShard, laneNames, projectionOf, shardOf, SHARDS_MAX } from './shard.js'

const PAGE = 8_000

/** A projection cannot be divided anew: one of its shards has halted, and the others must not go past it. */
export class ShardsApart extends Error {
  readonly type = 'ShardsApart'
  constructor(
    readonly projection: string,
    readonly lane: string,
    readonly halt: Halt,
  ) {
    super(`${projection} stays as it is divided: ${lane} stands still (${halt.type})`)
    this.name = 'ShardsApart'
  }
}

export class InvalidShards extends Error {
  readonly type = 'InvalidShards'
  readonly field = 'shards'
  constructor(shards: number) {
    super(`shards is ${shards}: it must be a whole number from 1 to ${SHARDS_MAX}`)
    this.name = 'InvalidShards'
  }
}

interface Deps {
  readonly events: EventStore
  readonly reads: ReadStore
}

const knownOf = async ({ reads }: Pick<Deps, 'reads'>): Promise<ReadonlyMap<string, number>> =>
  new Map((await reads.statuses()).map(({ name }) => [projectionOf(name), shardOf(name).of]))

/** The lanes of these projections, as their checkpoints divide them; those that have none yet into `shards`. */
export const lanesOf = async (
  projections: ReadonlyArray<Projection>,
  deps: Pick<Deps, 'reads'>,
  shards: (projection: string) => number = () => 1,
): Promise<ReadonlyArray<{ readonly name: string; readonly projection: Projection }>> => {
  const known = await knownOf(deps)
  return projections.flatMap((projection) =>
    laneNames(projection.name, known.get(projection.name) ?? shards(projection.name)).map((name) => ({
      name,
      projection,
    })),
  )
}

/** The lane of a projection that a partition is of. */
export const laneOf = async (
  projection: Projection,
  partition: string,
  deps: Pick<Deps, 'reads'>,
): Promise<string> => {
  const lanes = await lanesOf([projection], deps)
  return lanes.find(({ name }) => isOfShard(shardOf(name), partition))?.name ?? projection.name
}

/** `undefined` is before the first event. */
const furthestOf = (lanes: ReadonlyArray<Lane>): Position | undefined => {
  let furthest: Position | undefined
  for (const lane of lanes) {
    const position = lane.position()
    if (position !== undefined && (furthest === undefined || isAfter(position, furthest))) furthest = position
  }
  return furthest
}

/** Brings all shards to the place of the one that is furthest, then puts the others in their place. */
const divide = async (projection: Projection, from: number, to: number, { events, reads }: Deps) => {
  const { name } = projection
  const lanes: Array<Lane> = []
  for (const lane of laneNames(name, from)) lanes.push(await openLane(projection, { events, reads, lane }))
  const halted = (): void => {
    for (const lane of lanes) {
      const halt = lane.halt()
      if (halt !== undefined) throw new ShardsApart(name, lane.name, halt)
    }
  }
  halted()
  const end = furthestOf(lanes)
  if (end !== undefined) {
    const pages = pagesOf(events, { after: startOf(lanes), upTo: end, max: PAGE, signal: undefined })
    const ending = lanes.map((lane) => cutting(lane, end))
    await feedLanes(ending, pages, () => undefined)
    halted()
  }
  const owners = []
  for (const lane of lanes) {
    const owner = await reads.ownership(lane.name)
    if (owner !== undefined) owners.push(owner)
  }
  const divided = await reads.reshard(owners, to)
  if (isLeft(divided)) throw new ShardsApart(name, divided.left.name, divided.left)
}

/**
 * Divides projections into so many shards, where they are divided in another way. Nothing is skipped and nothing is taken in
 * twice: the shards there were first come to the same place. Whoever ran them stands by, and finds the new ones. May be
 * broken off and called again. Throws `InvalidShards`, `ShardsApart`.
 */
export const layOut = async (
  projections: ReadonlyArray<Projection>,
  shards: number,
  deps: Deps,
): Promise<void> => {
  if (!Number.isInteger(shards) || shards < 1 || shards > SHARDS_MAX) throw new InvalidShards(shards)
  const known = await knownOf(deps)
  for (const projection of projections) {
    const from = known.get(projection.name)
    if (from !== undefined && from !== shards) await divide(projection, from, shards, deps)
  }
}
