import { isLeft, type Either } from '../fp.js'
import type { PastRows } from './past.js'

const ENTRIES_MAX = 8
const EVENTS_MAX = 50_000

/**
 * What was replayed a moment ago: a page after the other is asked of the same past. A past never changes, so nothing in
 * here grows old; the one that was asked longest ago makes room. Asked twice at once, it is made once.
 */
export const pastCache = <E>() => {
  const known = new Map<string, Promise<Either<E, PastRows>>>()
  const sizes = new Map<string, number>()

  const forget = (key: string): void => {
    known.delete(key)
    sizes.delete(key)
  }

  const makeRoom = (): void => {
    let events = 0
    for (const size of sizes.values()) events += size
    for (const [key, size] of sizes) {
      if (known.size <= ENTRIES_MAX && events <= EVENTS_MAX) return
      events -= size
      forget(key)
    }
  }

  return async (key: string, make: () => Promise<Either<E, PastRows>>): Promise<Either<E, PastRows>> => {
    const made = known.get(key) ?? make()
    // Again the youngest.
    known.delete(key)
    known.set(key, made)
    const rows = await made.catch((error: unknown) => {
      forget(key)
      throw error
    })
    if (isLeft(rows)) forget(key)
    else {
      sizes.delete(key)
      sizes.set(key, rows.right.events)
      makeRoom()
    }
    return rows
  }
}
