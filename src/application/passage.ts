import type { Position } from '../domain/kernel/recorded.js'
import type { Hole } from './contiguity.js'

/** What whoever read a page knows of it beyond its events. */
export interface Passage {
  /** Where an event is missing; absent: nobody looked, or none is. */
  readonly hole?: Hole | undefined
  /** Events of other shards were left out after this commit position, and none is missing; absent: none was left out. */
  readonly checkedAfter?: bigint | undefined
}

/** Whether an event may be the next one after a place in a log of dense positions. */
export const isNext = (
  at: Position | undefined,
  { commit }: Position,
  { checkedAfter }: Passage,
): boolean => {
  const place = at?.commit ?? 0n
  return commit === place + 1n || (checkedAfter !== undefined && checkedAfter <= place)
}
