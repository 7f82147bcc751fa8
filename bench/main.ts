/**
 * Measures Comptoir on an embedded Postgres with nothing relaxed (fsync on), every figure against a rival or a limit
 * taken in the same run: machines differ and are noisy, ratios less so.
 *
 *   npm run bench -- [--olist DIRECTORY] [--only NAME,…] [--events N] [--json]
 *
 * Names: appends, audit and generated (over `--events`, default 1,000,000), eventstoredb, explain, live, shards, workers; with
 * Olist's tables also rebuild and olist.
 *
 * Without a directory of Olist tables (or COMPTOIR_OLIST_DIR) the figures over real data are left out. The peer is
 * installed by `npm ci --prefix bench/peers`; without it its comparisons are left out.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openEmbeddedPostgres } from '../src/adapters/embedded-postgres/index.js'
import { migrate } from '../src/adapters/postgres/migrate.js'
import { postgresEventStore } from '../src/adapters/postgres/eventStore.js'
import { system } from '../src/adapters/system.js'
import { measureAppends } from './appends.js'
import { measureAudit, verifyFigures } from './audit.js'
import { measureEventStoreDbCatchUp } from './eventstoredb.js'
import { measureEventStoreDbAppends } from './eventstoredbAppends.js'
import { measureExplain } from './explain.js'
import type { Figure } from './figure.js'
import { measureGenerated } from './generated.js'
import { measureLive } from './live.js'
import { measureOlist } from './olist.js'
import { emmettRate } from './peers.js'
import { measureReads } from './reads.js'
import { measureRebuild } from './rebuild.js'
import { measureRest } from './rest.js'
import { measureSettle } from './settle.js'
import { measureReconcile } from './reconcile.js'
import { measureShards } from './shards.js'
import { measureHandOvers } from './workers.js'

const { values } = parseArgs({
  options: {
    olist: { type: 'string' },
    only: { type: 'string' },
    events: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
  },
})
const only = values.only?.split(',')
const isWanted = (name: string): boolean => only === undefined || only.includes(name)
const directory = values.olist ?? process.env['COMPTOIR_OLIST_DIR']

const tell = (figures: ReadonlyArray<Figure>): void => {
  for (const each of figures) {
    const { name, value, unit, against, ratio } = each
    const compared = ratio === undefined ? '' : `   ${ratio} x   (${against ?? ''})`
    const line = `${name.padEnd(44)} ${value.toLocaleString('en-US').padStart(10)} ${unit.padEnd(9)}${compared}`
    process.stdout.write(`${values.json ? JSON.stringify(each) : line}\n`)
  }
}

const note = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const dataDir = await mkdtemp(join(tmpdir(), 'comptoir-bench-'))
// As root, the server runs as another user, who has to get in.
await chmod(dataDir, 0o755)
const embedded = await openEmbeddedPostgres({ dataDir, log: note })
const admin = new pg.Pool({ connectionString: embedded.url, max: 1 })

/** A database of its own for each measurement, so that none is slowed by what another left. */
const inFresh = async <A>(name: string, measure: (url: string, pool: pg.Pool) => Promise<A>): Promise<A> => {
  await admin.query(`CREATE DATABASE ${name}`)
  const url = new URL(embedded.url)
  url.pathname = `/${name}`
  const pool = new pg.Pool({ connectionString: url.href, max: 24 })
  // What is still on its way out when the database is dropped says so.
  pool.on('error', () => undefined)
  try {
    return await measure(url.href, pool)
  } finally {
    await pool.end()
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
  }
}

const appends = async (): Promise<void> => {
  const peerAppends = await inFresh('peer_appends', (url) => emmettRate('appends', url, 10_000))
  if (peerAppends === undefined) note('the peer is not installed: npm ci --prefix bench/peers')
  tell(
    await inFresh('appends', async (_, pool) => {
      await migrate(pool, 'comptoir')
      const store = postgresEventStore({ pool, schema: 'comptoir', system })
      try {
        return await measureAppends({ store, pool, schema: 'comptoir', peerRate: peerAppends })
      } finally {
        await store.close()
      }
    }),
  )
}

const eventStoreDb = async (): Promise<void> => {
  note('EventStoreDB: a stand-in in a process of its own serves both sides; the ratios tell, not the rates')
  tell(await measureEventStoreDbAppends())
  tell(
    await inFresh('eventstoredb', async (_, pool) => {
      await migrate(pool, 'comptoir')
      return measureEventStoreDbCatchUp({ pool, schema: 'comptoir' })
    }),
  )
}

const explain = (): Promise<void> =>
  inFresh('explain', async (_, pool) => {
    await migrate(pool, 'comptoir')
    tell(await measureExplain({ pool, schema: 'comptoir' }))
  })

const live = (): Promise<void> =>
  inFresh('live', async (_, pool) => {
    await migrate(pool, 'comptoir')
    tell(await measureLive(pool))
  })

const overOlist = async (tables: string): Promise<void> => {
  const peerBoard = await inFresh('peer_board', (url) => emmettRate('board', url, 10_000))
  await inFresh('olist', async (url, pool) => {
    await migrate(pool, 'comptoir')
    tell(await measureOlist({ url, pool, directory: tables }, peerBoard))
    if (isWanted('audit')) tell(await verifyFigures(url, 'Olist'))
    if (isWanted('rebuild')) tell(await measureRebuild({ url, name: 'Olist' }, peerBoard))
    if (!isWanted('olist')) return
    tell(await measureReads({ pool, schema: 'comptoir' }))
    tell(await measureRest({ pool, schema: 'comptoir' }))
    tell(await measureSettle({ url }))
    tell(await measureReconcile({ pool, schema: 'comptoir' }))
  })
}

try {
  if (isWanted('appends')) await appends()
  if (isWanted('eventstoredb')) await eventStoreDb()
  if (isWanted('explain')) await explain()
  if (isWanted('live')) await live()
  if (isWanted('workers')) tell(await measureHandOvers(inFresh))
  if (isWanted('shards')) tell(await measureShards(inFresh))
  if (isWanted('audit')) tell(await measureAudit(inFresh, { events: Number(values.events), note }))
  if (isWanted('generated')) tell(await measureGenerated(inFresh, { events: Number(values.events), note }))
  if (directory !== undefined && ['audit', 'rebuild', 'olist'].some(isWanted)) await overOlist(directory)
  if (directory === undefined)
    note('no Olist tables were given (--olist DIRECTORY): the figures over real data are left out')
} finally {
  await admin.end()
  await embedded.close()
  await rm(dataDir, { recursive: true, force: true })
}
