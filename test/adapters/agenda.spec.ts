import { afterAll, beforeAll } from 'vitest'
import { memoryAgenda } from '../../src/adapters/memory/agenda.js'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { postgresAgenda } from '../../src/adapters/postgres/agenda.js'
import { migrate } from '../../src/adapters/postgres/migrate.js'
import { postgresReadStore } from '../../src/adapters/postgres/readStore.js'
import { RECORDED_AT } from '../support/projections.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { agendaContract } from './agenda.contract.js'

let database: TestDatabase
let reads: ReturnType<typeof postgresReadStore>

beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
  reads = postgresReadStore(database)
})

afterAll(async () => {
  reads.close()
  await database.close()
})

agendaContract('memory', async () => {
  const memory = memoryReadStore({ now: () => RECORDED_AT })
  return { reads: memory, agenda: memoryAgenda(memory) }
})

agendaContract('postgres', async () => {
  const tables = ['deadlines', 'deadlines_asked', 'payouts', 'projection_checkpoints']
  await database.pool.query(`TRUNCATE ${tables.map((table) => `${database.schema}.${table}`).join(', ')}`)
  return { reads, agenda: postgresAgenda(database) }
})
