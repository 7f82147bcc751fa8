import pg from 'pg'
import { openPostgres } from '../../src/adapters/postgres/index.js'
import { postgresGenerations } from '../../src/adapters/postgres/generations/generations.js'
import { system } from '../../src/adapters/system.js'
import { rebuild } from '../../src/application/rebuild.js'
import { isLeft } from '../../src/fp.js'
import { projections } from '../../src/projections/index.js'
import { watchedGenerations, type RebuildKill } from './rebuildPoints.js'

/** What a process is to rebuild, as JSON in its only argument. */
export interface RebuildTask {
  readonly databaseUrl: string
  readonly schema: string
  /** Names, in the order in which they are swapped. */
  readonly rebuilt: ReadonlyArray<string>
  /** Absent: it lives. */
  readonly kill?: RebuildKill | undefined
}

/** Rebuilds as an operator does, and ends; or dies on its way, as in a power cut. */
const { databaseUrl, schema, rebuilt, kill } = JSON.parse(process.argv[2] ?? '') as RebuildTask
let left = kill?.nth ?? 0
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
const { store, center } = openPostgres({ pool, schema })
const generations = watchedGenerations(postgresGenerations({ pool, schema }), (point) => {
  if (point !== kill?.point) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
})
const chosen = rebuilt.flatMap((name) => projections.filter((projection) => projection.name === name))
const outcome = await rebuild(chosen, { events: store, generations, center, system })
if (isLeft(outcome)) process.stderr.write(`${outcome.left.projection}: ${outcome.left.type}\n`)
process.exit(isLeft(outcome) ? 1 : 0)
