import { isLeft } from '../fp.js'
import type { Occurrence } from '../projections/fold.js'
import { handles, type Projection } from '../projections/projection.js'
import { deliveredFrom } from './delivered.js'
import { pagesOf } from './pages.js'
import { endIn, isWithin, type Places } from './places.js'
import type { EventStore } from './ports.js'

const PAGE = 4_000

export interface HandledEvents {
  readonly handled: ReadonlyArray<Occurrence>
  /** Events of the log that were looked through for them. */
  readonly looked: number
}

/** What a projection has taken in up to these places, page by page in its order. What cannot be read, it has not taken in. */
export async function* handledEvents(
  events: EventStore,
  {
    projection,
    places,
    signal,
  }: {
    readonly projection: Projection
    readonly places: Places
    readonly signal?: AbortSignal | undefined
  },
): AsyncIterable<HandledEvents> {
  const upTo = endIn(places, projection.name)
  if (upTo === undefined) return
  for await (const { events: page } of pagesOf(events, { after: undefined, upTo, max: PAGE, signal })) {
    const handled = page.flatMap((stored) => {
      if (!handles(projection, stored.type) || !isWithin(places, projection.name, stored)) return []
      const read = deliveredFrom(stored)
      return isLeft(read) ? [] : [read.right]
    })
    yield { handled, looked: page.length }
  }
}
