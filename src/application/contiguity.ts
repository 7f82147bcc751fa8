import type { Position } from '../domain/kernel/recorded.js'
import type { StoredEvent } from './ports.js'

/** Where the log that was read has a hole. */
export interface Hole {
  /** Of the last event before it. */
  readonly after: Position | undefined
  /** Of the first event behind it, which is not taken in. */
  readonly before: Position
}

export interface RevisionWatch {
  /** The first hole in these events, which come after those that were watched before. */
  readonly holeIn: (events: ReadonlyArray<StoredEvent>) => Hole | undefined
}

/** Streams whose last revision is remembered; the one that was silent for longest is forgotten first. */
const STREAMS_MAX = 100_000

/**
 * Whether a revision is missing between two events of a stream: all that can be told where positions are not dense. Of a log
 * that is read `fromBeginning`, streams begin at 0. What comes again was seen.
 */
export const revisionWatch = (fromBeginning: boolean, streamsMax = STREAMS_MAX): RevisionWatch => {
  const last = new Map<string, bigint>()
  let beginnings = fromBeginning
  let after: Position | undefined

  const remember = (stream: string, revision: bigint): void => {
    last.delete(stream)
    last.set(stream, revision)
    if (last.size <= streamsMax) return
    const [silent] = last.keys()
    if (silent !== undefined) last.delete(silent)
    beginnings = false
  }

  return {
    holeIn: (events) => {
      for (const { stream, revision, position } of events) {
        const known = last.get(stream) ?? (beginnings ? -1n : undefined)
        if (known !== undefined && revision > known + 1n) return { after, before: position }
        if (known === undefined || revision > known) remember(stream, revision)
        after = position
      }
      return undefined
    },
  }
}
