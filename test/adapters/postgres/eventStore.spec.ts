import { afterAll, beforeAll } from 'vitest'
import { postgresEventStore } from '../../../src/adapters/postgres/eventStore.js'
import { migrate } from '../../../src/adapters/postgres/migrate.js'
import { system } from '../../../src/adapters/system.js'
import { testDatabase, type TestDatabase } from '../../support/postgres.js'
import { eventStoreContract } from '../eventStore.contract.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
})
afterAll(() => database.close())

eventStoreContract('Postgres', {
  open: () => Promise.resolve(postgresEventStore({ pool: database.pool, schema: database.schema, system })),
  hasUniqueIds: true,
  isLasting: true,
  histories: 30,
})
