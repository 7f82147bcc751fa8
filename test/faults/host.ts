import pg from 'pg'
import { openEventStoreDb } from '../../src/adapters/eventstoredb/index.js'
import { postgresReadStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import { followersOf } from '../../src/application/followers.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import {
  crashingAt,
  watchedCenter,
  watchedPool,
  watchedReads,
  watchedStore,
  type CrashPoint,
} from './crashPoints.js'
import { itemsIn } from './orderFile.js'
import { work } from './work.js'

/** What a host process is to do, as JSON in its only argument. */
export interface HostTask {
  readonly connectionString: string
  readonly databaseUrl: string
  readonly schema: string
  readonly ordersFile: string
  /** Of the orders; sellers and products are there. */
  readonly from: number
  readonly to: number
  readonly crash?: { readonly point: CrashPoint; readonly nth: number } | undefined
}

/** A host with its projector: takes commands, lets processes and read models follow, tells each acknowledged event id. */
const task = JSON.parse(process.argv[2] ?? '') as HostTask
const reached = crashingAt(task.crash?.point, task.crash?.nth ?? 0)

const store = watchedStore(
  await openEventStoreDb({ connectionString: task.connectionString, system }),
  reached,
)
const pool = watchedPool(new pg.Pool({ connectionString: task.databaseUrl, max: 6 }), reached)
const reads = watchedReads(postgresReadStore({ pool, schema: task.schema }), reached)
const center = sellerCenter({ store, system })

const acknowledge = (ids: ReadonlyArray<string>): void => {
  process.stdout.write(ids.map((id) => `${id}\n`).join(''))
}
await work(center, itemsIn(task.ordersFile, task.from, task.to), acknowledge)
await followersOf({ store, reads, center: watchedCenter(center, reached), system }).catchUp()
process.exit(0)
