/** What was last known of a subject's key. */
export type KnownKey = Uint8Array | 'destroyed'

export interface KeyCache {
  /** Undefined: not known, or known for too long. */
  get(subjectId: string): KnownKey | undefined
  put(subjectId: string, known: KnownKey): void
}

/**
 * The `max` subjects used last, each for at most `ttlMs`: another process may have erased a subject meanwhile, and this
 * is how long it takes at most to be noticed here. `destroyed` is never forgotten for a key that was read before it.
 */
export const keyCache = (max: number, ttlMs: number, nowMs: () => number): KeyCache => {
  const entries = new Map<string, { readonly known: KnownKey; readonly untilMs: number }>()
  return {
    get: (subjectId) => {
      const entry = entries.get(subjectId)
      if (entry === undefined) return undefined
      entries.delete(subjectId)
      if (entry.untilMs <= nowMs()) return undefined
      // A map keeps the order of insertion: the first one is the one not used for longest.
      entries.set(subjectId, entry)
      return entry.known
    },
    put: (subjectId, known) => {
      if (known !== 'destroyed' && entries.get(subjectId)?.known === 'destroyed') return
      entries.delete(subjectId)
      entries.set(subjectId, { known, untilMs: nowMs() + ttlMs })
      const [oldest] = entries.keys()
      if (entries.size > max && oldest !== undefined) entries.delete(oldest)
    },
  }
}
