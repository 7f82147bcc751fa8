/**
 * Imports a directory of Olist tables, lets everything settle and be paid by the simulated bank, and compares, seller by
 * seller and to the cent, what statements and payouts say with what the tables alone come to.
 *
 *   npm run compare:settled -- DIRECTORY [--sellers N]
 *
 * `--sellers` takes the lines of the first N sellers only. Ends with 1 when anything differs.
 */
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { simulatedBank } from '../src/adapters/bank/simulated.js'
import { openEmbeddedPostgres } from '../src/adapters/embedded-postgres/index.js'
import { importOlist } from '../src/adapters/import/olist/index.js'
import { migrate, openPostgres, system } from '../src/adapters/postgres/index.js'
import { instantOf } from '../src/domain/kernel/time.js'
import { differences, owedBySeller, settledBySeller } from '../test/e2e/olistOwed.js'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { sellers: { type: 'string' } },
})
const [given] = positionals
if (given === undefined) throw new Error('which directory of Olist tables?')

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const timed = async <A>(work: string, run: () => Promise<A>): Promise<A> => {
  const begin = performance.now()
  const value = await run()
  say(`${work} in ${((performance.now() - begin) / 1_000).toFixed(1)} s`)
  return value
}

const ITEMS = 'olist_order_items_dataset.csv'
const SELLER_COLUMN = 3

/** The same tables with the lines of some sellers only: orders that have none left are rejected by the import. */
const subsetOf = async (directory: string, sellers: number, into: string): Promise<string> => {
  for (const file of await readdir(directory))
    if (file.endsWith('.csv')) await copyFile(join(directory, file), join(into, file))
  const [header = '', ...lines] = (await readFile(join(directory, ITEMS), 'utf8')).trimEnd().split('\n')
  const sellerOf = (line: string): string => line.split(',')[SELLER_COLUMN] ?? ''
  const chosen = new Set([...new Set(lines.map(sellerOf))].slice(0, sellers))
  const kept = lines.filter((line) => chosen.has(sellerOf(line)))
  await writeFile(join(into, ITEMS), `${[header, ...kept].join('\n')}\n`)
  return into
}

const place = await mkdtemp(join(tmpdir(), 'comptoir-settled-'))
// As root, the server runs as another user, who has to get in.
await chmod(place, 0o755)
const tables = await mkdtemp(join(tmpdir(), 'comptoir-settled-tables-'))
const embedded = await openEmbeddedPostgres({ dataDir: join(place, 'data'), log: () => undefined })
const pool = new pg.Pool({ connectionString: embedded.url, max: 12 })
const schema = 'settled'
try {
  const { sellers } = values
  const directory = sellers === undefined ? resolve(given) : await subsetOf(given, Number(sellers), tables)
  await migrate(pool, schema)
  const comptoir = openPostgres({ pool, schema, clock: {} })
  await timed('imported', () => importOlist({ center: comptoir.center, system, directory }))
  const until = instantOf(Date.UTC(2019, 0, 1))
  const report = await timed('settled and paid', () =>
    comptoir.settle(until, { bank: (now) => simulatedBank({ seed: 1, now }) }),
  )
  await timed('read models caught up', () => comptoir.catchUp())
  for (const { component, detail } of comptoir.stopped()) say(`stopped: ${component} ${detail}`)
  await comptoir.close()
  const owed = await owedBySeller(directory)
  const settled = await settledBySeller(pool, schema)
  const differing = differences(owed, settled)
  const total = (minors: Iterable<bigint>): string => [...minors].reduce((a, b) => a + b, 0n).toString()
  say(`deadlines asked              ${report.asked}`)
  say(`sellers that are owed        ${owed.size}`)
  say(`owed by the tables           ${total(owed.values())}`)
  say(`on statements                ${total(settled.map(({ statedMinor }) => statedMinor))}`)
  say(`paid by the bank             ${total(settled.map(({ paidMinor }) => paidMinor))}`)
  say(`left to be paid              ${total(settled.map(({ leftMinor }) => leftMinor))}`)
  say(`sellers that differ          ${differing.length}`)
  for (const line of differing.slice(0, 20)) say(`  ${line}`)
  if (differing.length > 0) process.exitCode = 1
} finally {
  await pool.end()
  await embedded.close()
  for (const directory of [place, tables]) await rm(directory, { recursive: true, force: true })
}
