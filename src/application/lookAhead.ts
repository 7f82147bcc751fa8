import { pagesOf } from './pages.js'
import type { EventStore, StoredEvent } from './ports.js'

const PAGE = 2_000

/** Of two logs of one history, the one is never further ahead than what a copy has under way at once. */
const EVENTS_MAX = 100_000
/** Of data and metadata, in characters. */
const SIZE_MAX = 134_217_728

/** A log that is read as far ahead as needed to find events in it by id, each once. */
export interface LookAhead {
  /**
   * The event of this id, which is then no longer waiting; `undefined` where the log has none. `too far`: more events
   * wait than one that holds the same history would have.
   */
  take(id: string): Promise<StoredEvent | 'too far' | undefined>
  /**
   * One that was read and not taken, of an id that came twice first of all, or the next one; `undefined` when all that
   * the log held at the beginning is taken.
   */
  first(): Promise<StoredEvent | undefined>
  /** Events that wait. */
  count(): number
}

/** Ends early, as if there were no more, when `signal` aborts. */
export const lookAhead = async (store: EventStore, signal: AbortSignal | undefined): Promise<LookAhead> => {
  const waiting = new Map<string, StoredEvent>()
  const head = await store.head()
  const pages =
    head === undefined ? undefined : pagesOf(store, { after: undefined, upTo: head, max: PAGE, signal })
  let size = 0
  let doubled: StoredEvent | undefined

  /** Whether there was another page. */
  const read = async (): Promise<boolean> => {
    const next = await pages?.next()
    if (next === undefined || next.done === true) return false
    for (const event of next.value.events) {
      if (waiting.has(event.id)) {
        doubled ??= event
        continue
      }
      waiting.set(event.id, event)
      size += event.data.length + event.metadata.length
    }
    return true
  }

  return {
    take: async (id) => {
      let found = waiting.get(id)
      while (found === undefined) {
        if (waiting.size > EVENTS_MAX || size > SIZE_MAX) return 'too far'
        if (!(await read())) return undefined
        found = waiting.get(id)
      }
      waiting.delete(id)
      size -= found.data.length + found.metadata.length
      return found
    },
    first: async () => {
      while (doubled === undefined && waiting.size === 0 && (await read()));
      const [event] = waiting.values()
      return doubled ?? event
    },
    count: () => waiting.size,
  }
}
