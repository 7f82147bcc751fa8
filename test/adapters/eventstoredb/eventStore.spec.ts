import { afterAll, beforeAll } from 'vitest'
import { openEventStoreDb, system } from '../../../src/adapters/eventstoredb/index.js'
import { ownPrefix, testEventStoreDb, type TestEventStoreDb } from '../../support/eventStoreDb.js'
import { eventStoreContract } from '../eventStore.contract.js'

let server: TestEventStoreDb
const streamPrefix = ownPrefix()

beforeAll(async () => {
  server = await testEventStoreDb()
})
afterAll(() => server.close())

eventStoreContract('EventStoreDB', {
  open: () => openEventStoreDb({ connectionString: server.connectionString, system, streamPrefix }),
  hasUniqueIds: false,
  isLasting: true,
  histories: 40,
})
