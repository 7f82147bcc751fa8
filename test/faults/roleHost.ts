import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openPostgres } from '../../src/adapters/postgres/index.js'
import { itemsIn } from './orderFile.js'
import { work } from './work.js'

/** What a process is to be, as JSON in its only argument, until it is killed. */
export interface RoleTask {
  readonly role: 'writer' | 'worker'
  readonly databaseUrl: string
  readonly schema: string
  /** All that a writer asks for. */
  readonly ordersFile: string
  /** The first of them that is asked for. */
  readonly from: number
  /** Between two orders. */
  readonly pauseMs: number
}

const { role, databaseUrl, schema, ordersFile, from, pauseMs } = JSON.parse(process.argv[2] ?? '') as RoleTask
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
pool.on('error', () => undefined)
const comptoir = openPostgres({ pool, schema })

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const write = async (): Promise<void> => {
  let nr = from
  for (const item of itemsIn(ordersFile, from)) {
    await work(comptoir.center, [item], (ids) => ids.forEach((id) => tell(`stored ${id}`)))
    tell(`asked ${nr}`)
    nr += 1
    await sleep(pauseMs)
  }
  await sleep(2 ** 31 - 1)
}

tell('ready')
await (role === 'writer' ? write() : comptoir.run(new AbortController().signal))
