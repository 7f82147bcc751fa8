/** A worker over the built code, until it is killed: `workersChild.mjs URL NAME`, the name that its connections tell. */
import pg from 'pg'
import { openPostgres } from '../dist/adapters/postgres/index.js'

const [url = '', name = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, application_name: name, max: 12 })
pool.on('error', () => undefined)
await openPostgres({ pool }).run(new AbortController().signal)
