import { isSameHash } from '../../verify/tree.js'
import type { StoredEvent } from '../ports.js'
import { eventAt, type Finding } from './findings.js'
import type { Chunk, KeptTree, TreeEdge } from './keptTree.js'
import { CHUNK, MARK_BYTES } from './treeTables.js'

/** Kept chunks that are read at once. */
const AHEAD = 64

/** Compares the chunks of a log with those that were kept. */
export interface KeptCheck {
  /** The events of a chunk with it, in order; of the first that begins within it, those from there on. */
  chunk(found: Chunk, events: ReadonlyArray<StoredEvent>): Promise<void>
  /** The events after the last whole chunk, and how many there are altogether. */
  tail(found: TreeEdge, events: ReadonlyArray<StoredEvent>): Promise<void>
}

const firstThatDiffers = (a: Uint8Array, b: Uint8Array): number | undefined => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return Math.floor(i / MARK_BYTES)
  return undefined
}

/** `edge`: as it was before the log was read, which may grow meanwhile. */
export const keptCheck = (
  kept: KeptTree,
  edge: TreeEdge,
  onFinding: (finding: Finding) => void,
): KeptCheck => {
  let known: ReadonlyMap<number, Chunk> = new Map()
  let read = 0
  // All that comes after the first difference differs, too, where an event is missing or too many.
  let isDifferent = false

  const keptChunk = async (nr: number): Promise<Chunk | undefined> => {
    if (nr >= read) {
      known = await kept.chunks(Array.from({ length: AHEAD }, (_, i) => nr + i))
      read = nr + AHEAD
    }
    return known.get(nr)
  }

  const differs = (
    begin: number,
    at: number | undefined,
    end: number,
    events: ReadonlyArray<StoredEvent>,
  ): void => {
    isDifferent = true
    const event = at === undefined ? undefined : events[events.length - (end - begin) + at]
    if (event === undefined || at === undefined) onFinding({ type: 'ChunkDiffers', begin, end })
    else onFinding({ type: 'EventDiffers', ...eventAt(event, begin + at) })
  }

  const compareTail: KeptCheck['tail'] = async (found, events) => {
    if (isDifferent) return
    const begin = Math.floor(found.size / CHUNK) * CHUNK
    // Where the kept tree has come further, the marks of this chunk are with the whole one.
    const isWhole = Math.floor(edge.size / CHUNK) * CHUNK > begin
    const marks = isWhole ? (await keptChunk(begin / CHUNK))?.marks : edge.marks
    if (marks === undefined || (!isWhole && edge.size < begin)) return
    const at = firstThatDiffers(marks, found.marks)
    if (at !== undefined) differs(begin, at, found.size, events)
  }

  return {
    chunk: async (found, events) => {
      if (isDifferent) return
      const chunk = await keptChunk(found.nr)
      if (chunk === undefined || isSameHash(chunk.hash, found.hash)) return
      const begin = found.nr * CHUNK
      differs(begin, firstThatDiffers(chunk.marks, found.marks), begin + CHUNK, events)
    },
    tail: async (found, events) => {
      await compareTail(found, events)
      if (edge.size > found.size) onFinding({ type: 'LogShorter', events: found.size, kept: edge.size })
    },
  }
}
