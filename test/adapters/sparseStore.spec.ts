import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { system } from '../../src/adapters/system.js'
import { sparseStore } from '../support/sparseStore.js'
import { eventStoreContract } from './eventStore.contract.js'

// What the tests of sparse positions stand on.
eventStoreContract('with sparse positions', {
  open: () => Promise.resolve(sparseStore(memoryEventStore({ system }))),
  hasUniqueIds: true,
  isLasting: false,
  histories: 50,
})
