import type { Page } from '../../../application/queries.js'

/** A page out of up to `limit` + 1 items: the one too many only tells that there is a next page. */
export const pageOf = <A, K>(found: ReadonlyArray<A>, limit: number, keyOf: (item: A) => K): Page<A, K> => {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return found.length > limit && last !== undefined ? { items, next: keyOf(last) } : { items }
}
