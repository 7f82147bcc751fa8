import { randomUUID } from 'node:crypto'
import type { EventStore } from '../../src/application/ports.js'
import { isLeft } from '../../src/fp.js'

/** The planted bug of a store that repeats an append of unknown outcome at the end of the stream, under new ids. */
export const repeatingUnderNewIds = (store: EventStore): EventStore => ({
  ...store,
  appendToStream: async (stream, expected, events) => {
    const answer = await store.appendToStream(stream, expected, events)
    if (!isLeft(answer) || answer.left.type !== 'OutcomeUnknown') return answer
    const last = (await store.readStream(stream)).at(-1)
    const renamed = events.map((event) => ({ ...event, id: randomUUID() }))
    return store.appendToStream(stream, last?.revision ?? 'no_stream', renamed)
  },
})
