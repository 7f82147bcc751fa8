/**
 * Imports a directory of Olist tables twice, with its events in Postgres and in EventStoreDB, lets processes and read
 * models catch up, and compares what every table of the read models holds, by hash.
 *
 *   npm run compare:olist -- DIRECTORY
 *
 * The EventStoreDB is that of COMPTOIR_TEST_ESDB_URL, under a prefix of its own, or else a stand-in, which keeps
 * everything in memory: some 2 GB. Ends with 1 when anything differs.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openEmbeddedPostgres } from '../src/adapters/embedded-postgres/index.js'
import { openEventStoreDb } from '../src/adapters/eventstoredb/index.js'
import { importOlist } from '../src/adapters/import/olist/index.js'
import { migrate, openPostgres, system } from '../src/adapters/postgres/index.js'
import { pagesOf } from '../src/application/pages.js'
import type { EventStore } from '../src/application/ports.js'
import { contents, type Contents } from '../test/e2e/contents.js'
import { ownPrefix, realEventStoreDb } from '../test/support/eventStoreDb.js'
import { startStandInProcess } from '../test/support/eventstoredb/child.js'

const { positionals } = parseArgs({ allowPositionals: true })
const [given] = positionals
if (given === undefined)
  throw new Error('which directory of Olist tables? npm run compare:olist -- DIRECTORY')
const directory = resolve(given)

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** What a reader of the README would look for; money in minor units. */
const headlines = {
  'events of orders': 'SELECT count(*) AS n FROM SCHEMA.order_timeline',
  'orders delivered': 'SELECT count(delivered_at) AS n FROM SCHEMA.order_board',
  'merchandise value (GMV)': 'SELECT sum(gmv_minor) AS n FROM SCHEMA.seller_kpis',
  'payable to sellers': `SELECT sum(balance_minor) AS n FROM SCHEMA.ledger_balances
    WHERE account = 'seller_payable'`,
  'postings, which balance to': 'SELECT sum(amount_minor) AS n FROM SCHEMA.ledger_postings',
} as const

const countOf = async (store: EventStore): Promise<string> => {
  let count = 0
  const upTo = await store.head()
  if (upTo === undefined) return '0'
  for await (const page of pagesOf(store, { after: undefined, upTo, max: 4_000, signal: undefined }))
    count += page.events.length
  return count.toString()
}

interface Outcome {
  readonly tables: Readonly<Record<string, Contents>>
  readonly figures: ReadonlyMap<string, string>
}

const importInto = async (
  name: string,
  { pool, schema, eventStore }: { pool: pg.Pool; schema: string; eventStore?: EventStore },
): Promise<Outcome> => {
  await migrate(pool, schema)
  const comptoir = openPostgres({ pool, schema, ...(eventStore && { eventStore }) })
  const timed = async <A>(work: string, run: () => Promise<A>): Promise<A> => {
    const begin = performance.now()
    const value = await run()
    say(`${name}: ${work} in ${((performance.now() - begin) / 1_000).toFixed(1)} s`)
    return value
  }
  try {
    const summary = await timed('imported', () => importOlist({ center: comptoir.center, system, directory }))
    await timed('commissions charged', () => comptoir.react())
    await timed('read models caught up', () => comptoir.catchUp())
    const [stopped] = comptoir.stopped()
    if (stopped !== undefined) throw new Error(`${name}: ${stopped.component} ${stopped.detail}`)
    const figures = new Map([
      ['events added by the import', summary.events.toString()],
      ['events in the log', await timed('counted', () => countOf(comptoir.store))],
    ])
    for (const [figure, sql] of Object.entries(headlines)) {
      const { rows } = await pool.query<{ n: string | null }>(sql.replaceAll('SCHEMA', schema))
      figures.set(figure, rows[0]?.n ?? 'nothing')
    }
    return { tables: await contents(pool, schema), figures }
  } finally {
    await comptoir.close()
  }
}

const compare = (name: string, a: string, b: string): boolean => {
  say(`${a === b ? 'same     ' : 'DIFFERENT'}  ${name.padEnd(28)} ${a}${a === b ? '' : ` / ${b}`}`)
  return a === b
}

const shown = ({ rows, hash }: Contents): string =>
  `${rows.toLocaleString('en-US').padStart(11)} rows  ${hash}`

const dataDir = await mkdtemp(join(tmpdir(), 'comptoir-compare-'))
// As root, the server runs as another user, who has to get in.
await chmod(dataDir, 0o755)
const embedded = await openEmbeddedPostgres({ dataDir, log: () => undefined })
const pool = new pg.Pool({ connectionString: embedded.url, max: 12 })
const standIn = realEventStoreDb === undefined ? await startStandInProcess() : undefined
try {
  const connectionString = realEventStoreDb ?? standIn?.connectionString ?? ''
  const eventStore = await openEventStoreDb({ connectionString, system, streamPrefix: ownPrefix() })
  try {
    const one = await importInto('Postgres', { pool, schema: 'on_postgres' })
    const other = await importInto('EventStoreDB', { pool, schema: 'on_eventstoredb', eventStore })
    const same = [
      ...[...one.figures].map(([name, n]) => compare(name, n, other.figures.get(name) ?? '')),
      ...Object.entries(one.tables).map(([name, table]) => {
        const there = other.tables[name]
        return compare(name, shown(table), there === undefined ? 'not there' : shown(there))
      }),
    ]
    if (same.includes(false)) process.exitCode = 1
  } finally {
    await eventStore.close()
  }
} finally {
  await standIn?.stop()
  await pool.end()
  await embedded.close()
  await rm(dataDir, { recursive: true, force: true })
}
