import { left } from '../../src/fp.js'
import type { EventStore } from '../../src/application/ports.js'
import type { Fault } from './faultyStore.js'

/**
 * A store that carries out appends in their order, but late: when `next` is called, or as many as it is told. Between two
 * of them others may append.
 */
export const lateStore = (store: EventStore, faultOf: () => Fault = () => 'none') => {
  const queue: Array<() => Promise<void>> = []
  const late: EventStore = {
    ...store,
    appendToStream: (stream, expected, events) =>
      new Promise((answer, reject) => {
        queue.push(async () => {
          const fault = faultOf()
          const isStored = fault !== 'unavailable' && fault !== 'lost before storing'
          const outcome = isStored ? await store.appendToStream(stream, expected, events) : undefined
          if (fault === 'throws after storing') reject(new Error('socket hang up'))
          else if (fault === 'unavailable') answer(left({ type: 'StoreUnavailable', reason: 'busy' }))
          else if (fault === 'none' && outcome !== undefined) answer(outcome)
          else answer(left({ type: 'OutcomeUnknown', reason: 'connection lost' }))
        })
      }),
  }
  return {
    store: late,
    /** Appends that were asked for and not carried out yet. */
    waiting: (): number => queue.length,
    /** Carries out the first ones that wait. */
    next: async (count = 1): Promise<void> => {
      for (const work of queue.splice(0, count)) await work()
    },
  }
}

/** Lets everything go on that does not wait for the store. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
