/**
 * A process of its own over the built code: `auditChild.mjs URL keep|verify|replay [SELLER]`. `keep` makes the tree of the log and
 * finds out which streams are whose; `verify` does what `comptoir audit verify` does, `replay` what `comptoir audit replay` does
 * once its process has begun.
 */
import pg from 'pg'
import { keptTree } from '../dist/application/audit/keptTree.js'
import { keepTree } from '../dist/application/audit/treeKeeper.js'
import { verifyLog } from '../dist/application/audit/verifyLog.js'
import { fill } from '../dist/application/fill.js'
import { replaySeller } from '../dist/application/replay.js'
import { postgresEventStore } from '../dist/adapters/postgres/eventStore.js'
import { postgresReadStore } from '../dist/adapters/postgres/readStore.js'
import { postgresSellerStreams } from '../dist/adapters/postgres/sellerStreams.js'
import { projections } from '../dist/projections/index.js'
import { sellerStreams } from '../dist/projections/sellerStreams.js'
import { system } from '../dist/adapters/system.js'

const [url = '', mode = 'verify', sellerId = ''] = process.argv.slice(2)
const database = { pool: new pg.Pool({ connectionString: url, max: 12 }), schema: 'comptoir' }
const store = postgresEventStore({ ...database, system })
const reads = postgresReadStore(database)

const keep = async () => {
  const { right } = await keepTree({ store, reads })
  return { events: right.size }
}

const streams = async () => {
  const upTo = await store.head()
  await fill({ events: store, reads, projections: [sellerStreams], upTo })
  return { events: Number(upTo.commit) }
}

const verify = async () => {
  const told = await verifyLog({ store, checkpoints: [], kept: keptTree(reads), isDense: true })
  if (told.found > 0) throw new Error(JSON.stringify(told.findings[0]))
  return { events: told.checked }
}

const replay = async () => {
  const outcome = await replaySeller(
    { events: store, sellerStreams: postgresSellerStreams(database), system },
    { sellerId, projections },
  )
  if (outcome._tag === 'Left') throw new Error(outcome.left.type)
  return { events: outcome.right.events }
}

const begin = performance.now()
const used = process.cpuUsage()
const { events } = await { keep, streams, verify, replay }[mode]()
const { user, system: kernel } = process.cpuUsage(used)
const told = { events, seconds: (performance.now() - begin) / 1_000, cpu: (user + kernel) / 1e6 }
process.stdout.write(JSON.stringify({ ...told, peakMb: process.resourceUsage().maxRSS / 1024 }))
reads.close()
await store.close()
await database.pool.end()
