/**
 * A process of its own over the built code, so that its memory is that of the product: imports a directory of Olist tables into a migrated schema, lets
 * the process charge the commissions, catches all read models up, and tells how long each took.
 */
import pg from 'pg'
import { importOlist } from '../dist/adapters/import/olist/index.js'
import { openPostgres } from '../dist/adapters/postgres/index.js'
import { system } from '../dist/adapters/system.js'

const [url = '', directory = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 12 })
const comptoir = openPostgres({ pool })
const seconds = async (work) => {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}
const peakMb = () => process.resourceUsage().maxRSS / 1024

const imported = await seconds(() => importOlist({ center: comptoir.center, system, directory }))
const charged = await seconds(() => comptoir.react())
const importMb = peakMb()
const projected = await seconds(() => comptoir.catchUp())
const head = await comptoir.store.head()
const events = Number(head?.commit ?? 0n)
process.stdout.write(
  `${JSON.stringify({ events, imported, charged, projected, importMb, projectMb: peakMb() })}\n`,
)
await comptoir.close()
await pool.end()
