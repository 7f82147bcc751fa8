/**
 * A process of its own over the built code: settles everything that was imported into a schema until long after the last
 * delivery, pays the sellers, catches the read models up, and tells how long it took. Processes and deadlines have come to
 * the head of the log before.
 */
import pg from 'pg'
import { simulatedBank } from '../dist/adapters/bank/simulated.js'
import { openPostgres } from '../dist/adapters/postgres/index.js'

const [url = '', until = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 12 })
const comptoir = openPostgres({ pool, clock: {} })
const seconds = async (work) => {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}
const headOf = async () => Number((await comptoir.store.head())?.commit ?? 0n)

const opened = await seconds(() => comptoir.catchUp())
const before = await headOf()
let report
const settled = await seconds(async () => {
  report = await comptoir.settle(until, { bank: (now) => simulatedBank({ seed: 1, now }) })
})
const events = (await headOf()) - before
const projected = await seconds(() => comptoir.catchUp())
const { rows } = await pool.query(
  "SELECT count(*)::int AS orders FROM comptoir.events WHERE type = 'OrderSettled'",
)
const told = { orders: rows[0].orders, events, opened, settled, projected, payouts: report.payoutsEnded }
process.stdout.write(`${JSON.stringify({ ...told, mb: process.resourceUsage().maxRSS / 1024 })}\n`)
await comptoir.close()
await pool.end()
