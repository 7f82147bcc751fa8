import { afterAll, beforeAll, describe } from 'vitest'
import type { EventStore } from '../../src/application/ports.js'
import { appendingContract } from './eventStore/appending.contract.js'
import { buildingContract } from './eventStore/building.contract.js'
import { closingContract } from './eventStore/closing.contract.js'
import { concurrencyContract } from './eventStore/concurrency.contract.js'
import { modelContract } from './eventStore/model.contract.js'
import { readingContract } from './eventStore/reading.contract.js'
import { repeatingContract } from './eventStore/repeating.contract.js'
import { subscribingContract } from './eventStore/subscribing.contract.js'

export interface EventStoreContract {
  /** A store; its log may hold other events already, and others may append while the suite runs. */
  readonly open: () => Promise<EventStore>
  /** Whether an id that is stored in one stream is refused in another. Without it only repetitions are recognised. */
  readonly hasUniqueIds: boolean
  /** Whether a store that is opened later holds what an earlier one has stored. */
  readonly isLasting: boolean
  /** Random histories to compare with the model. */
  readonly histories: number
}

/** What every event store owes. Positions are compared, never computed: they may have gaps. */
export const eventStoreContract = (
  name: string,
  { open, hasUniqueIds, isLasting, histories }: EventStoreContract,
): void => {
  describe(`an event store (${name})`, () => {
    let opened: EventStore
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())
    const store = (): EventStore => opened

    appendingContract(store)
    repeatingContract(store, hasUniqueIds)
    buildingContract(store)
    readingContract(store)
    subscribingContract(store)
    concurrencyContract(store)
    modelContract(store, histories)
    closingContract(open, isLasting)
  })
}
