import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openPostgres } from '../../src/adapters/postgres/index.js'
import { orders, ordersMax, work } from './marketplace.js'

/** What a process is to be, as JSON in its only argument, until it is killed. */
export interface RoleTask {
  readonly role: 'writer' | 'worker'
  readonly databaseUrl: string
  readonly schema: string
  /** The first of the orders that are asked for. */
  readonly from: number
  /** Between two orders. */
  readonly pauseMs: number
}

const { role, databaseUrl, schema, from, pauseMs } = JSON.parse(process.argv[2] ?? '') as RoleTask
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
pool.on('error', () => undefined)
const comptoir = openPostgres({ pool, schema })

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const write = async (): Promise<void> => {
  for (let nr = from; nr < ordersMax; nr++) {
    await work(comptoir.center, orders(nr, nr + 1), (ids) => ids.forEach((id) => tell(`stored ${id}`)))
    tell(`asked ${nr}`)
    await sleep(pauseMs)
  }
  await sleep(2 ** 31 - 1)
}

tell('ready')
await (role === 'writer' ? write() : comptoir.run(new AbortController().signal))
