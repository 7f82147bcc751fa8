import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { revisionWatch, type Hole } from './contiguity.js'
import { deliveredFrom, unread } from './delivered.js'
import type { Halt } from './halt.js'
import type { Lane } from './lane.js'
import type { Batch } from './ports.js'
import { shardOf, type SomeShards } from './shard.js'

/** How far a projection has come, and why it goes no further. */
export interface ProjectionOutcome {
  readonly name: string
  readonly position: Position | undefined
  readonly halt?: Halt
}

export const outcomeOf = (lane: Lane): ProjectionOutcome => {
  const halt = lane.halt()
  return { name: lane.name, position: lane.position(), ...(halt === undefined ? {} : { halt }) }
}

/** Whatever is on its way through the log. */
interface Going {
  position(): Position | undefined
  halt(): { readonly type: string } | undefined
}

const going = (lanes: ReadonlyArray<Going>): ReadonlyArray<Going> =>
  lanes.filter((lane) => lane.halt() === undefined)

export const allHalted = (lanes: ReadonlyArray<Going>): boolean => going(lanes).length === 0

/** The checkpoint that is furthest behind; `undefined` is the beginning. */
export const startOf = (lanes: ReadonlyArray<Going>): Position | undefined => {
  const [first, ...others] = going(lanes).map((lane) => lane.position())
  return others.reduce<Position | undefined>(
    (a, b) => (a === undefined || b === undefined ? undefined : isAfter(a, b) ? b : a),
    first,
  )
}

/** Of the log, what is of use to any of them; `undefined`: all of it. */
export const shardsOf = (lanes: ReadonlyArray<Pick<Lane, 'name'>>): SomeShards | undefined => {
  const [first, ...others] = lanes.map(({ name }) => shardOf(name))
  if (first === undefined || others.some(({ of }) => of !== first.of)) return undefined
  const indexes = [...new Set([first, ...others].map(({ index }) => index))]
  return indexes.length === first.of ? undefined : { of: first.of, indexes }
}

/** Where positions are dense, a page ends with the event up to which it is said to be delivered. */
const endMissing = ({ events, position }: Batch): Hole | undefined => {
  const last = events.at(-1)?.position
  return last !== undefined && isAfter(position, last) ? { after: last, before: position } : undefined
}

const ignore = (): void => undefined

/**
 * Feeds every lane page after page until there are no more or all have halted; `onPage` is told of a page that all have
 * taken in. While they commit one page, the next is read and decoded, once for all of them. At most two pages are under
 * way, so that memory does not grow with the log. `isLive`: nobody knows when the next page comes, so that each is written
 * at once; else several are, for as long as they say that there is more.
 */
export const feedLanes = async (
  lanes: ReadonlyArray<Lane>,
  pages: AsyncIterable<Batch>,
  onPage: (page: Batch) => void,
  { isLive = false }: { readonly isLive?: boolean } = {},
): Promise<void> => {
  const isSparse = lanes.some(({ needsWatch }) => needsWatch)
  const watch = isSparse ? revisionWatch(startOf(lanes) === undefined) : undefined
  let underWay: Promise<void> = Promise.resolve()
  try {
    for await (const page of pages) {
      const hole = watch === undefined ? endMissing(page) : watch.holeIn(page.events)
      const delivered = page.events.map((stored) =>
        lanes.some((lane) => lane.needs(stored.stream)) ? deliveredFrom(stored) : unread(stored),
      )
      const passage = { hole, checkedAfter: page.checkedAfter }
      const before = underWay
      underWay = Promise.all([
        before,
        ...lanes.map((lane) => lane.feed(delivered, !isLive && !page.caughtUp, passage)),
      ]).then(() => {
        onPage(page)
      })
      // It is awaited one page later: until then nobody else hears of its rejection.
      underWay.catch(ignore)
      await before
      if (allHalted(lanes)) return
    }
  } finally {
    await underWay
    // However it came to end: what was taken in is written, unless the store was lost.
    await Promise.all(lanes.map((lane) => lane.flush()))
  }
}
