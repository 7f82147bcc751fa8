import { randomUUID } from 'node:crypto'
import { startStandIn } from './eventstoredb/index.js'

/** A server to test on. */
export interface TestEventStoreDb {
  readonly connectionString: string
  close(): Promise<void>
}

const given = process.env['COMPTOIR_TEST_ESDB_URL']

/** Of a real server that tests may write to, if there is one; `undefined`: the stand-in serves. */
export const realEventStoreDb = given === '' ? undefined : given

/** What nobody else's streams begin with, so that one server serves every test and every run. */
export const ownPrefix = (): string => `t${randomUUID().replaceAll('-', '').slice(0, 20)}_`

/** The real server if COMPTOIR_TEST_ESDB_URL is set, else a stand-in of its own. */
export const testEventStoreDb = async (): Promise<TestEventStoreDb> => {
  if (realEventStoreDb !== undefined)
    return { connectionString: realEventStoreDb, close: () => Promise.resolve() }
  const server = await startStandIn()
  return { connectionString: server.connectionString(), close: () => server.stop() }
}
