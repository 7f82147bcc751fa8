import { isAfter, type Position } from '../domain/kernel/recorded.js'
import { consumedBy, type Delivered } from './delivered.js'
import type { Lane } from './lane.js'

/** The events up to a position; the page itself where it holds no others. */
const cutAt = (page: ReadonlyArray<Delivered>, end: Position): ReadonlyArray<Delivered> => {
  const last = page.at(-1)
  return last === undefined || !isAfter(consumedBy(last).position, end)
    ? page
    : page.filter((delivered) => !isAfter(consumedBy(delivered).position, end))
}

/** The lane up to this position and no further. */
export const cutting = (lane: Lane, end: Position): Lane => ({
  ...lane,
  feed: (page, more) => lane.feed(cutAt(page, end), more),
})
