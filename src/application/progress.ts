import type { Position } from '../domain/kernel/recorded.js'

/** Where something is on its way through the log. */
export interface Progress {
  /** Taken in since it began. */
  readonly events: number
  /** Where it began, exclusive; `undefined`: before the first event. */
  readonly from: Position | undefined
  readonly position: Position
  /** Of the last event when it began. What grows meanwhile may be taken in too. */
  readonly head: Position
}

/**
 * How many events there are to be taken in altogether. Positions may be sparse, so it is told from the share of the way
 * that is behind: about right everywhere, exact where positions are dense. 0 while nothing can be told.
 */
export const totalAbout = ({ events, from, position, head }: Progress): number => {
  const begin = from?.commit ?? 0n
  const way = head.commit - begin
  const gone = position.commit - begin
  if (gone <= 0n || events === 0) return 0
  return gone >= way ? events : Number((BigInt(events) * way) / gone)
}
