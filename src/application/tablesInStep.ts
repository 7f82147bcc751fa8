import type { Projection } from '../projections/projection.js'
import type { Delivered } from './delivered.js'
import type { Halt } from './halt.js'
import { openLane, type Lane } from './lane.js'
import { lanesOf } from './layout.js'
import type { EventStore, ReadStore } from './ports.js'

/** Events that are folded together. */
const PAGE = 2_000
/** Rows that are remembered, and held back, of each table: they wait here for as long as a window takes. */
const MEMORY = { cacheMax: 5_000, rowsMax: 10_000 }

/** Read models of somebody who goes through the log anyway: they are told of its events, and need not read them again. */
export interface TablesInStep {
  /** The next events of the log, without a gap. */
  note(page: ReadonlyArray<Delivered>): void
  /** Folds what was noted, once it is enough to be worth it. Rejects when the read store does, as `keep`. */
  fold(): Promise<void>
  /** Brings the tables to where they were told of, at first to the head of the log. Why one of them goes no further. */
  keep(): Promise<Halt | undefined>
}

interface Deps {
  readonly store: EventStore
  readonly reads: ReadStore
  /** Takes in what is in the log, whoever had these read models before. */
  readonly catchUp: () => Promise<Halt | undefined>
}

/**
 * What is noted is written when they are kept, or before where it is much: by the same lanes as always, each change with its
 * checkpoint. Where a lane stops, because somebody else took it over or an event is missing, what stands in the log is
 * read from its checkpoint on. So is everything in a store whose positions do not tell that nothing is missing.
 */
export const tablesInStep = (
  projections: ReadonlyArray<Projection>,
  { store, reads, catchUp }: Deps,
): TablesInStep => {
  let lanes: ReadonlyArray<Lane> | undefined
  let noted: Array<Delivered> = []

  const open = async (): Promise<ReadonlyArray<Lane>> =>
    Promise.all(
      (await lanesOf(projections, { reads })).map(({ name, projection }) =>
        openLane(projection, { events: store, reads, lane: name, memory: MEMORY }),
      ),
    )

  const feed = async (): Promise<void> => {
    const page = noted
    noted = []
    await Promise.all((lanes ?? []).map((lane) => lane.feed(page, true)))
  }

  const catchUpFirst = async (): Promise<Halt | undefined> => {
    const halt = await catchUp()
    lanes = halt === undefined && store.isDense ? await open() : undefined
    noted = []
    return halt
  }

  return {
    note: (page) => {
      if (lanes !== undefined) for (const each of page) noted.push(each)
    },
    fold: async () => {
      if (noted.length >= PAGE) await feed()
    },
    keep: async () => {
      if (lanes === undefined) return catchUpFirst()
      await feed()
      await Promise.all(lanes.map((lane) => lane.flush()))
      return lanes.some((lane) => lane.halt() !== undefined) ? catchUpFirst() : undefined
    },
  }
}
