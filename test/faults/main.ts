import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openEmbeddedPostgres } from '../../src/adapters/embedded-postgres/index.js'
import { migrate } from '../../src/adapters/postgres/index.js'
import { cutKinds } from './cutKinds.js'
import { cutEverywhere } from './cuts.js'
import { disturbed } from './disturbed.js'
import { connectionDrops, freeze, restarts, wrongCheckpoints } from './disturbances.js'
import type { Database } from './invariants.js'
import { killHosts } from './killedHosts.js'
import { killRebuilds } from './killedRebuilds.js'
import { killRounds } from './killRounds.js'
import { plantedBugs } from './plantedBugs.js'
import { lineOf, type Score } from './score.js'

/**
 * The whole run of faults, on a Postgres of its own and an event store that stands in for EventStoreDB. `--first` is the
 * first byte at which connections are cut: runs with others cut elsewhere. `--rounds` of killed processes are drawn from
 * `--seed`.
 */
const { values } = parseArgs({
  options: {
    drops: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '100' },
    first: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
})
const first = Number(values.first)

const directory = await mkdtemp(join(tmpdir(), 'comptoir-faults-'))
const postgres = await openEmbeddedPostgres({
  dataDir: join(directory, 'data'),
  unsafeFast: true,
  log: () => undefined,
})

/** Each run has a schema of its own. */
const onDatabase = async <A>(schema: string, run: (database: Database) => Promise<A>): Promise<A> => {
  const pool = new pg.Pool({ connectionString: postgres.url, max: 10 })
  pool.on('error', () => undefined)
  try {
    await migrate(pool, schema)
    return await run({ pool, url: postgres.url, schema })
  } finally {
    await pool.end()
  }
}

const tell = (score: Score): Score => {
  process.stdout.write(`${lineOf([score])}\n`)
  for (const problem of score.problems.slice(0, 20)) process.stdout.write(`  ${problem}\n`)
  return score
}

const runs: ReadonlyArray<(database: Database) => Promise<Score>> = [
  (database) => disturbed(database, connectionDrops(Number(values.drops))),
  // Times as they are by default.
  (database) => disturbed(database, freeze(30_000, {})),
  (database) => disturbed(database, restarts(30)),
  (database) => disturbed(database, wrongCheckpoints(30)),
  (database) => killHosts(database, { kills: Number(values.kills) }),
  (database) => killRebuilds(database),
  (database) => killRebuilds(database, { rebuilt: ['order_board', 'kpis'] }),
  ...Object.entries(cutKinds).map(
    ([name, [kind, stride]]) =>
      (database: Database) =>
        cutEverywhere(name, database, kind, { stride, first: first % stride }),
  ),
]

const scores: Array<Score> = []
const bugs = Object.entries(plantedBugs)
const missed: Array<string> = []
try {
  for (const [nr, run] of runs.entries()) scores.push(tell(await onDatabase(`faults_${nr}`, run)))
  scores.push(
    tell(await killRounds({ rounds: Number(values.rounds), seed: Number(values.seed), pauseMs: 250 })),
  )
  for (const [nr, [bug, problemsOf]] of bugs.entries())
    if ((await onDatabase(`bugs_${nr}`, problemsOf)).length === 0) missed.push(bug)
} finally {
  await postgres.close()
  await rm(directory, { recursive: true, force: true })
}
process.stdout.write(`${lineOf(scores)}\n`)
process.stdout.write(`planted bugs: ${bugs.length - missed.length} of ${bugs.length} caught\n`)
for (const bug of missed) process.stdout.write(`  not caught: ${bug}\n`)
process.exitCode = missed.length > 0 || scores.some(({ problems }) => problems.length > 0) ? 1 : 0
