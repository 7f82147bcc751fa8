export interface RecentId {
  readonly stream: string
  readonly revision: bigint
  readonly position: bigint
}

/** The ids of recent events: what `any` and `stream_exists` know of repetitions, and no more than that. */
export interface RecentIds {
  find(id: string, stream: string): RecentId | undefined
  remember(id: string, of: RecentId): void
  forgetAll(): void
}

const entryBytes = (of: RecentId): number => 16 + 4 + 8 + 2 * of.stream.length

export const recentIds = (bytesMax: number): RecentIds => {
  const entries = new Map<string, RecentId>()
  let held = 0

  const drop = (id: string, of: RecentId): void => {
    entries.delete(id)
    held -= entryBytes(of)
  }

  return {
    find: (id, stream) => {
      const found = entries.get(id)
      return found?.stream === stream ? found : undefined
    },
    remember: (id, of) => {
      const before = entries.get(id)
      if (before !== undefined) drop(id, before)
      entries.set(id, of)
      held += entryBytes(of)
      for (const [oldest, its] of entries) {
        if (held <= bytesMax) break
        drop(oldest, its)
      }
    },
    forgetAll: () => {
      entries.clear()
      held = 0
    },
  }
}
