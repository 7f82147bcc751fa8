import { isLeft } from '../fp.js'
import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { fingerprintOf } from '../projections/fingerprint.js'
import type { TableRows } from '../projections/making.js'
import type { Projection } from '../projections/projection.js'
import type { EventAside } from './aside.js'
import { attemptOf, triedBy } from './attempt.js'
import { consumedBy, deliveredFrom, unread, type Consumed, type Delivered } from './delivered.js'
import { divergence } from './divergence.js'
import type { Halt, ProjectionHalted } from './halt.js'
import { laneTables, type LaneTablesOptions } from './laneTables.js'
import { pagesOf } from './pages.js'
import type { Passage } from './passage.js'
import type { CheckpointMove, EventStore, ReadStore } from './ports.js'
import { refusedIn } from './refusedRows.js'
import { isOfShard, shardOf } from './shard.js'
import { shareOf, type Share } from './share.js'
import { sift } from './sift.js'

export type { Halt } from './halt.js'

/** One projection on its way through the log. */
export interface Lane {
  /** Of its checkpoint: of the projection, or of its shard. */
  readonly name: string
  /** Whether it has to see events of this stream: they are not those of another shard. */
  needs(stream: string): boolean
  /** Positions do not tell whether an event is missing: who feeds it watches the revisions of the streams. */
  readonly needsWatch: boolean
  /** Of the last event that it has taken in or put aside; its tables tell of it once they are flushed. */
  position(): Position | undefined
  halt(): Halt | undefined
  /**
   * Takes the events that come after its checkpoint into the tables, after all pages fed before: one transaction, or none
   * once it has halted. Where there are `more` pages to come, several of them may be written together. What cannot be taken
   * in, or whose rows the store refuses, is put aside in the same transaction, with all that comes after it in its
   * partition. Nothing is taken in beyond a hole. Rejects when the read store does; the lane is then spent.
   */
  feed(page: ReadonlyArray<Delivered>, more?: boolean, passage?: Passage): Promise<void>
  /** Writes what of the pages fed before is not written yet. */
  flush(): Promise<void>
}

export interface LaneDeps {
  readonly events: EventStore
  readonly reads: ReadStore
  /** How many rows it remembers and holds back. */
  readonly memory?: LaneTablesOptions | undefined
  /** Events that may wait before it halts; default 10,000. */
  readonly parkedMax?: number | undefined
  /** Name of its checkpoint, which tells the shard; default: the whole projection. */
  readonly lane?: string | undefined
}

const PARKED_MAX = 10_000
/** Events that are tried at once where it is known that the rows of one of them are refused. */
const TRIED_MAX = 500

const byPosition = (a: EventAside, b: EventAside): number => (isAfter(a.position, b.position) ? 1 : -1)

const thatWait = (aside: ReadonlyArray<EventAside>): ReadonlyArray<EventAside> =>
  aside.filter(({ state }) => state !== 'SKIPPED')

/** Claims a projection, and checks that its tables were made by this version of it from this history. */
export const openLane = async (
  projection: Projection,
  { events, reads, memory, parkedMax = PARKED_MAX, lane = projection.name }: LaneDeps,
): Promise<Lane> => {
  const { name, version } = projection
  const { isDense } = events
  const incarnation = await events.incarnation()
  const fingerprint = fingerprintOf(projection)
  const owner = await reads.claim(lane, version, incarnation, fingerprint)
  const shard = shardOf(lane)
  const needs = (stream: string): boolean => isOfShard(shard, stream)
  let tables = laneTables(projection.tables, owner, reads, memory)
  const folded = attemptOf(projection, (keys) => tables.find(keys))
  const tried = triedBy(projection, reads, folded)
  let attempt = folded
  let position = owner.position
  let halt: Halt | undefined =
    owner.version === version && (owner.fingerprint ?? fingerprint) === fingerprint
      ? await divergence(events, incarnation, owner)
      : { type: 'ProjectionOutdated', name, version, storedVersion: owner.version }
  let parked: ReadonlySet<string> = new Set()
  let waiting = 0

  const lookWhatWaits = async (): Promise<void> => {
    const partitions = await reads.parkedPartitions(name)
    parked = new Set(partitions.map(({ partition }) => partition))
    waiting = partitions.reduce((sum, { events: count }) => sum + count, 0)
  }
  await lookWhatWaits()

  /** Who takes in what waits does so beside the owner: both the rows and what still waits are read anew. */
  const lookAgain = async (): Promise<void> => {
    tables.redriven((await reads.ownership(lane))?.redrives ?? 0n)
    await lookWhatWaits()
  }

  const stopBefore = (
    { eventId, stream, position: at }: Pick<Consumed, 'eventId' | 'stream' | 'position'>,
    reason: ProjectionHalted['reason'],
  ): void => {
    halt = { type: 'ProjectionHalted', name, position: at, stream, eventId, reason }
  }

  /** Not done: some of what waited was taken in meanwhile. */
  const written = async (
    to: CheckpointMove,
    changes: ReadonlyArray<TableRows>,
    aside: ReadonlyArray<EventAside>,
    more: boolean,
  ): Promise<boolean> => {
    const outcome =
      aside.length === 0 ? await tables.commit(to, changes, more) : await tables.park(to, changes, aside)
    if (isLeft(outcome)) {
      if (outcome.left.type === 'Redriven') return false
      halt = outcome.left
      return true
    }
    ;({ position } = to)
    const added = thatWait(aside)
    if (added.length > 0) parked = new Set([...parked, ...added.map(({ partition }) => partition)])
    waiting += added.length
    return true
  }

  /** The first event that may no longer wait. */
  const beyondMax = (aside: ReadonlyArray<EventAside>): EventAside | undefined =>
    waiting + aside.length <= parkedMax
      ? undefined
      : [...thatWait(aside)].sort(byPosition)[Math.max(0, parkedMax - waiting)]

  const take = async (
    page: ReadonlyArray<Delivered>,
    share: Share,
    more: boolean,
    { checkedAfter }: Passage,
  ): Promise<boolean> => {
    const { to } = share
    if (to === undefined) return true
    let { occurrences, aside } = share
    let changes = await attempt(occurrences)
    if (isLeft(changes)) {
      const sifted = await sift(projection, attempt, occurrences, changes.left)
      ;[occurrences, aside] = [sifted.taken, [...aside, ...sifted.aside]]
      changes = await attempt(occurrences)
    }
    const [first] = occurrences
    if (isLeft(changes)) {
      // No event alone is to blame: partitions are not what the projection says they are.
      if (first !== undefined) stopBefore(first.recorded, changes.left)
      return true
    }
    const full = beyondMax(aside)
    if (full === undefined) return written(to, changes.right, aside, more)
    const before = page.filter((each) => isAfter(full.position, consumedBy(each).position))
    await consume(before, false, { checkedAfter })
    if (halt === undefined) stopBefore(full, { type: 'TooManyParked', parked: waiting, parkedMax })
    return true
  }

  const consume = async (
    page: ReadonlyArray<Delivered>,
    more = false,
    passage: Passage = {},
  ): Promise<void> => {
    while (halt === undefined) {
      const share = shareOf(projection, { position, parked, isDense, needs }, page, passage)
      if (await take(page, share, more, passage)) {
        if (share.hole !== undefined) halt ??= { type: 'EventsMissing', name, ...share.hole }
        return
      }
      await lookAgain()
    }
  }

  /** From the checkpoint up to where it had come: what was held back is lost, because rows of it were refused. */
  const takeAgain = async (): Promise<void> => {
    const upTo = position
    tables = laneTables(projection.tables, tables.owner(), reads, memory)
    ;({ position } = tables.owner())
    await lookWhatWaits()
    if (upTo === undefined) return
    for await (const page of pagesOf(events, { after: position, upTo, max: TRIED_MAX, signal: undefined })) {
      const those = page.events.filter((event) => !isAfter(event.position, upTo))
      await consume(those.map((stored) => (needs(stored.stream) ? deliveredFrom(stored) : unread(stored))))
    }
  }

  /** Where the store refuses rows, every event is tried before it is taken in, until this work is done. */
  const unlessRefused = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (refusedIn(error) === undefined) throw error
      attempt = tried
      await takeAgain()
      await work()
      attempt = folded
    }
  }

  let last: Promise<void> = Promise.resolve()
  return {
    name: lane,
    needs,
    needsWatch: !isDense,
    position: () => position,
    halt: () => halt,
    feed: (page, more = false, passage) => {
      last = last.then(() => unlessRefused(() => consume(page, more && attempt === folded, passage)))
      return last
    },
    flush: () => {
      last = last.then(() =>
        unlessRefused(async () => {
          const flushed = await tables.flush()
          if (isLeft(flushed)) halt ??= flushed.left
        }),
      )
      return last
    },
  }
}
