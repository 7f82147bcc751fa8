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
 * first byte at which connections are cut: runs with others cut elsewhere, and `--every-byte` is all of them, as many as begin
 * within `--minutes`. `--rounds` of killed processes are drawn from `--seed`; `--blows` are frozen workers, ended sessions and
 * restarts of Postgres.
 */
const { values } = parseArgs({
  options: {
    drops: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '100' },
    first: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '2000' },
    blows: { type: 'string', default: '40' },
    'every-byte': { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
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

/** Where cuts of one kind begin: the strides of all of them together strike every byte. */
const firstsOf = (stride: number): ReadonlyArray<number> =>
  values['every-byte'] ? Array.from({ length: stride }, (_, i) => (first + i) % stride) : [first % stride]
/** By the first byte, so that all kinds have come as far when the time is over. */
const cuts = Object.entries(cutKinds)
  .flatMap(([name, [kind, stride]]) =>
    firstsOf(stride).map((begin, nr) => ({ name, kind, stride, begin, nr })),
  )
  .sort((a, b) => a.nr - b.nr)

const runs: ReadonlyArray<(database: Database) => Promise<Score>> = [
  (database) => disturbed(database, connectionDrops(Number(values.drops))),
  // Times as they are by default.
  (database) => disturbed(database, freeze(30_000, {})),
  (database) => disturbed(database, restarts(30)),
  (database) => disturbed(database, wrongCheckpoints(30)),
  (database) => killHosts(database, { kills: Number(values.kills) }),
  (database) => killRebuilds(database),
  (database) => killRebuilds(database, { rebuilt: ['order_board', 'kpis'] }),
]

const scores: Array<Score> = []
const bugs = Object.entries(plantedBugs)
const missed: Array<string> = []
try {
  for (const [nr, run] of runs.entries()) scores.push(tell(await onDatabase(`faults_${nr}`, run)))
  const until = Date.now() + Number(values.minutes) * 60_000
  for (const [nr, { name, kind, stride, begin }] of cuts.entries()) {
    if (Date.now() > until) {
      process.stdout.write(
        `${cuts.length - nr} of ${cuts.length} runs of cuts were left out: the time was over\n`,
      )
      break
    }
    const run = (database: Database) => cutEverywhere(name, database, kind, { stride, first: begin })
    scores.push(tell(await onDatabase(`cuts_${nr}`, run)))
  }
  const blows = ['storm', 'frozen', 'immediate', 'fast'] as const
  scores.push(
    tell(await killRounds({ rounds: Number(values.blows), seed: Number(values.seed), pauseMs: 100, blows })),
  )
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
