/**
 * Events in an EventStoreDB, read models in Postgres. Run it with
 * `EVENT_STORE=esdb://… DATABASE_URL=postgres://… node --import tsx examples/eventstoredb.ts`.
 */
import { isLeft } from 'comptoir'
import { openEventStoreDb, system } from 'comptoir/eventstoredb'
import { migrate, openPostgres } from 'comptoir/postgres'
import pg from 'pg'

const eventStore = await openEventStoreDb({
  connectionString: process.env['EVENT_STORE'] ?? 'esdb://127.0.0.1:2113?tls=false',
  streamPrefix: process.env['STREAM_PREFIX'] ?? 'shop1_',
  system,
})
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] })
// A connection that is lost while nobody uses it would otherwise end the process.
pool.on('error', (error) => console.error(error.message))
await migrate(pool, 'shop')
const comptoir = openPostgres({ pool, schema: 'shop', eventStore })

const data = { sellerId: 'atelier', legalForm: 'COMPANY', shopName: 'Atelier du Midi', market: 'FR' } as const
const told = await comptoir.center.execute({
  type: 'RegisterSeller',
  data: { ...data, zone: 'Europe/Paris', currency: 'EUR' },
})
console.log(isLeft(told) ? told.left : told.right.events.map(({ type }) => type))

await comptoir.catchUp()
const { items } = await comptoir.queries.sellers({ limit: 10 })
console.log(items.map(({ sellerId, shopName }) => `${sellerId}: ${shopName}`))

// The pool and the event store are the host's own: Comptoir leaves them open.
await comptoir.close()
await eventStore.close()
await pool.end()
