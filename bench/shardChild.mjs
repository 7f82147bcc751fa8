/**
 * A process of its own over the built code: `shardChild.mjs URL NAME INDEX/OF` brings this shard of all read models to the head of
 * the log once it is told to on its input, tells the CPU seconds that it took, and waits to be ended.
 */
import { once } from 'node:events'
import pg from 'pg'
import { openLane } from '../dist/application/lane.js'
import { feedLanes, shardsOf, startOf } from '../dist/application/lanes.js'
import { pagesOf } from '../dist/application/pages.js'
import { laneNames } from '../dist/application/shard.js'
import { postgresEventStore } from '../dist/adapters/postgres/eventStore.js'
import { postgresReadStore } from '../dist/adapters/postgres/readStore.js'
import { projections } from '../dist/projections/index.js'
import { system } from '../dist/adapters/system.js'

const [url = '', name = '', shard = '0/1'] = process.argv.slice(2)
const [index = 0, of = 1] = shard.split('/').map(Number)
const PAGE = 2_000
const pool = new pg.Pool({ connectionString: url, application_name: name, max: 12 })
pool.on('error', () => undefined)

const events = postgresEventStore({ pool, schema: 'comptoir', system })
const reads = postgresReadStore({ pool, schema: 'comptoir' })
const lanes = []
for (const projection of projections)
  lanes.push(await openLane(projection, { events, reads, lane: laneNames(projection.name, of)[index] }))
const upTo = await events.head()
process.stdout.write('ready\n')
await once(process.stdin, 'data')
const before = process.cpuUsage()
const some = { after: startOf(lanes), upTo, max: PAGE * of, shards: shardsOf(lanes), signal: undefined }
await feedLanes(lanes, pagesOf(events, some), () => undefined)
const halted = lanes.filter((lane) => lane.halt() !== undefined)
if (halted.length > 0) throw new Error(`halted: ${halted.map((lane) => lane.name).join(', ')}`)
const { user, system: kernel } = process.cpuUsage(before)
process.stdout.write(`${(user + kernel) / 1e6}\n`)
