import { isLeft, left, right, type Either } from '../../fp.js'
import type { Ownership, OwnershipLost } from '../../application/ports.js'
import { laneNames, OtherShards, projectionOf, shardOf } from '../../application/shard.js'
import type { CheckpointSql } from './checkpoints.js'
import type { Ask } from './sessions.js'

const placeOf = ({ position }: Ownership): readonly [string | null, string | null] => [
  position?.commit.toString() ?? null,
  position?.prepare.toString() ?? null,
]

/** Checkpoints of the shards of a projection; each within a transaction of the caller's. */
export const lanesIn = (sql: CheckpointSql) => {
  /** Nobody else claims, divides or empties it until the end of the transaction. */
  const lanesOf = async (ask: Ask, projection: string): Promise<ReadonlyArray<string>> => {
    await ask(sql.alone, [projection])
    return (await ask(sql.lanes, [projection])).rows.map(({ name }) => name ?? '')
  }

  const take = async (ask: Ask, owner: Ownership): Promise<Either<OwnershipLost, void>> => {
    const { count } = await ask(sql.remove, [owner.name, owner.epoch.toString(), ...placeOf(owner)])
    return count === 1 ? right(undefined) : left({ type: 'OwnershipLost', name: owner.name })
  }

  return {
    lanesOf,

    /** Makes those that are missing; throws `OtherShards`. */
    prepare: async (ask: Ask, lane: string, version: string, incarnation: string): Promise<void> => {
      const projection = projectionOf(lane)
      const [known] = await lanesOf(ask, projection)
      const { of } = shardOf(lane)
      if (known === undefined) {
        for (const name of of === 1 ? [] : laneNames(projection, of))
          await ask(sql.make, [name, version, incarnation])
      } else if (shardOf(known).of !== of) throw new OtherShards(projection, shardOf(known).of)
    },

    divide: async (
      ask: Ask,
      owners: ReadonlyArray<Ownership>,
      of: number,
    ): Promise<Either<OwnershipLost, void>> => {
      const [first] = owners
      if (first === undefined) return right(undefined)
      const projection = projectionOf(first.name)
      const known = await lanesOf(ask, projection)
      const missing = known.find((name) => owners.every((owner) => owner.name !== name))
      if (missing !== undefined) return left({ type: 'OwnershipLost', name: missing })
      for (const owner of owners) {
        const taken = await take(ask, owner)
        if (isLeft(taken)) return taken
      }
      const most = (of: (owner: Ownership) => bigint): string =>
        owners
          .map(of)
          .reduce((a, b) => (a > b ? a : b), 0n)
          .toString()
      const epoch = most((owner) => owner.epoch + 1n)
      const { version, incarnation, eventId, fingerprint } = first
      for (const name of laneNames(projection, of))
        await ask(sql.place, [
          ...[name, String(version), incarnation, epoch, ...placeOf(first), eventId ?? null],
          ...[most(({ consumed }) => consumed), most(({ redrives }) => redrives), fingerprint ?? null],
        ])
      return right(undefined)
    },
  }
}
