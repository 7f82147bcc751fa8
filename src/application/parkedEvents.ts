import { isLeft, right, type Either } from '../fp.js'
import type { Projection } from '../projections/projection.js'
import type { KeptAside } from './aside.js'
import { reasonOf, recordOperation, type Operator } from './operations.js'
import type { EventStore, ReadStore, System } from './ports.js'
import { redrivePartition, type RedriveFailure, type RedrivenPartition } from './redrive.js'
import type { SellerCenter } from './sellerCenter.js'

/** What waits of a partition of a read model, or is left out of it. */
export interface ParkedGroup {
  /** Of the read model, however it is divided. */
  readonly projection: string
  readonly partition: string
  /** The first of them: the one that the others wait for, or were left out after. */
  readonly first: KeptAside
  /** Events that wait behind it. */
  readonly behind: number
  /** Events that are left out for good, until the read model is rebuilt. */
  readonly skipped: number
}

export interface RedriveOptions {
  /** Default: all of them. */
  readonly partition?: string | undefined
  /** Who does it, and why: the log keeps that. */
  readonly operator?: Operator | undefined
}

export interface ParkedEvents {
  /** Of the first 20,000 events of each read model that were put aside, by partition, the oldest first. */
  parked(projection?: string): Promise<ReadonlyArray<ParkedGroup>>
  /**
   * After the cause was mended: takes in, in order, the events of a read model that wait, one transaction per partition. What
   * still cannot be taken in goes on waiting, with what is behind it, and is told. Nothing waits: nothing is done.
   */
  redrive(
    projection: string,
    options?: RedriveOptions,
  ): Promise<Either<RedriveFailure, ReadonlyArray<RedrivenPartition>>>
}

interface Deps {
  readonly events: EventStore
  readonly reads: ReadStore
  readonly center: Pick<SellerCenter, 'execute'>
  readonly system: System
  readonly projections: ReadonlyArray<Projection>
}

const LISTED_MAX = 20_000

const groupsOf = (projection: string, aside: ReadonlyArray<KeptAside>): ReadonlyArray<ParkedGroup> => {
  const groups = new Map<string, ParkedGroup>()
  for (const first of aside) {
    const { partition, state } = first
    const known = groups.get(partition) ?? { projection, partition, first, behind: -1, skipped: 0 }
    const [behind, skipped] = state === 'SKIPPED' ? [0, 1] : [1, 0]
    groups.set(partition, { ...known, behind: known.behind + behind, skipped: known.skipped + skipped })
  }
  return [...groups.values()].map((group) => ({ ...group, behind: Math.max(0, group.behind) }))
}

/** The events that read models went past without taking them in. */
export const parkedEvents = ({ events, reads, center, system, projections }: Deps): ParkedEvents => {
  return {
    parked: async (asked) => {
      const groups: Array<ParkedGroup> = []
      for (const { name: projection } of projections) {
        if (asked !== undefined && asked !== projection) continue
        groups.push(...groupsOf(projection, await reads.eventsAside(projection, { limit: LISTED_MAX })))
      }
      return groups
    },

    redrive: async (asked, { partition: chosen, operator } = {}) => {
      const redriven: Array<RedrivenPartition> = []
      for (const projection of projections.filter(({ name }) => name === asked)) {
        const waiting = await reads.parkedPartitions(asked)
        const wanted = waiting.filter(({ partition }) => chosen === undefined || partition === chosen)
        for (const { partition, events: count } of wanted) {
          const data = { operationId: system.newId(), projection: asked, partition, events: count }
          const request = { type: 'RecordRedrive', data: { ...data, ...reasonOf(operator) } } as const
          await recordOperation({ center, system }, request, operator)
          const outcome = await redrivePartition(projection, { name: asked, partition }, { events, reads })
          if (isLeft(outcome)) return outcome
          redriven.push(outcome.right)
        }
      }
      return right(redriven)
    },
  }
}
