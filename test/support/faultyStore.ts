import { left } from '../../src/fp.js'
import type { EventStore } from '../../src/application/ports.js'

/** What goes wrong with one append. `lost answer`: it is stored, and nobody hears of it. */
export type Fault = 'none' | 'lost before storing' | 'lost answer' | 'unavailable' | 'throws after storing'

/** A store whose next appends go wrong as told; when the list is used up, all is well. */
export const faultyStore = (store: EventStore, faults: Array<Fault>): EventStore => ({
  ...store,
  appendToStream: async (stream, expected, events) => {
    switch (faults.shift() ?? 'none') {
      case 'none':
        return store.appendToStream(stream, expected, events)
      case 'lost before storing':
        return left({ type: 'OutcomeUnknown', reason: 'connection lost' })
      case 'unavailable':
        return left({ type: 'StoreUnavailable', reason: 'too many clients' })
      case 'lost answer':
        await store.appendToStream(stream, expected, events)
        return left({ type: 'OutcomeUnknown', reason: 'connection lost' })
      case 'throws after storing':
        await store.appendToStream(stream, expected, events)
        throw new Error('socket hang up')
    }
  },
})
