import { pagesOf } from '../pages.js'
import type { EventStore, StoredEvent } from '../ports.js'

const PAGE = 4_096

/** The event of this id. Looks through the log from its beginning, because stores find events by place and stream only. */
export const eventOfId = async (
  store: Pick<EventStore, 'readAll' | 'head'>,
  id: string,
  signal?: AbortSignal,
): Promise<StoredEvent | undefined> => {
  const upTo = await store.head()
  if (upTo === undefined) return undefined
  for await (const { events } of pagesOf(store, { after: undefined, upTo, max: PAGE, signal })) {
    const found = events.find((event) => event.id === id)
    if (found !== undefined) return found
  }
  signal?.throwIfAborted()
  return undefined
}
