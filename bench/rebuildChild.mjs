/**
 * A process of its own over the built code, so that its memory is that of the product: `rebuildChild.mjs URL rebuild|plain`.
 * `rebuild` fills the tables of all read models anew, in the schema `scratch` beside the live one, with their indexes at
 * the end, and leaves them there. `plain` reads the same events in pages with `pg`, parses their JSON and decodes them.
 */
import pg from 'pg'
import { fill } from '../dist/application/fill.js'
import { domainEvents } from '../dist/domain/events.js'
import { makeScratch, indexScratch, dropScratch } from '../dist/adapters/postgres/generations/scratch.js'
import { postgresEventStore } from '../dist/adapters/postgres/eventStore.js'
import { postgresReadStore } from '../dist/adapters/postgres/readStore.js'
import { projections } from '../dist/projections/index.js'
import { system } from '../dist/adapters/system.js'

const [url = '', mode = 'rebuild'] = process.argv.slice(2)
const schema = 'comptoir'
const scratch = 'scratch'
const PAGE = 4_000
const pool = new pg.Pool({ connectionString: url, max: 12 })
const peakMb = () => process.resourceUsage().maxRSS / 1024

const rebuild = async () => {
  const tables = projections.flatMap((projection) => projection.tables)
  const choice = { pool, schema, scratch, tables }
  const events = postgresEventStore({ pool, schema, system })
  const reads = postgresReadStore({ pool, schema: scratch })
  await dropScratch(choice)
  const upTo = await events.head()
  const begin = performance.now()
  await makeScratch(choice)
  const outcomes = await fill({ events, reads, projections, upTo })
  const filled = performance.now()
  await indexScratch(choice)
  const end = performance.now()
  const halted = outcomes.filter(({ halt }) => halt !== undefined)
  if (halted.length > 0) throw new Error(`halted: ${halted.map(({ name }) => name).join(', ')}`)
  await events.close()
  reads.close()
  return {
    events: Number(upTo?.commit ?? 0n),
    seconds: (end - begin) / 1000,
    indexing: (end - filled) / 1000,
    cpu: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
    peakMb: peakMb(),
  }
}

const plain = async () => {
  const begin = performance.now()
  let after = '0'
  let events = 0
  for (;;) {
    const { rows } = await pool.query({
      name: 'bench_plain_read',
      text: `SELECT position, type, data, metadata FROM ${schema}.events WHERE position > $1 ORDER BY position LIMIT $2`,
      values: [after, PAGE],
    })
    for (const { type, data, metadata } of rows) {
      const { schemaVersion, occurredAt } = JSON.parse(metadata)
      domainEvents.decode(type, schemaVersion, JSON.parse(data), occurredAt)
    }
    events += rows.length
    after = rows.at(-1)?.position ?? after
    if (rows.length < PAGE) break
  }
  return { events, seconds: (performance.now() - begin) / 1000, peakMb: peakMb() }
}

process.stdout.write(JSON.stringify(await (mode === 'plain' ? plain() : rebuild())))
await pool.end()
