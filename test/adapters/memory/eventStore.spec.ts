import { memoryEventStore } from '../../../src/adapters/memory/eventStore.js'
import { system } from '../../../src/adapters/system.js'
import { eventStoreContract } from '../eventStore.contract.js'

eventStoreContract('memory', {
  open: () => Promise.resolve(memoryEventStore({ system })),
  hasUniqueIds: true,
  isLasting: false,
  histories: 300,
})
