import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { chanceOf } from '../../src/adapters/chance.js'
import { openEmbeddedPostgres } from '../../src/adapters/embedded-postgres/index.js'
import { migrate, openPostgres, postgresReadStore } from '../../src/adapters/postgres/index.js'
import { compileSources } from '../support/compiled.js'
import { tcpProxy } from '../support/tcpProxy.js'
import { problemsOf } from './invariants.js'
import { expectedOf, foundation, orders, ordersMax, work } from './marketplace.js'
import type { RoleTask } from './roleHost.js'
import type { Score } from './score.js'

const SCHEMA = 'comptoir'
/** Who is killed, and how often of twenty times. */
const victims = { writer: 8, first: 5, second: 5, postgres: 2 }
type Victim = keyof typeof victims

const victimOf = (draw: (below: number) => number): Victim => {
  const all = Object.entries(victims).flatMap(([name, times]) =>
    Array.from({ length: times }, () => name as Victim),
  )
  return all[draw(all.length)] ?? 'writer'
}

interface Host {
  readonly child: ChildProcess
  readonly isReady: Promise<unknown>
}

const exited = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
}

/**
 * A writer and two workers that share read models and processes, over one Postgres; one of the four after the other is
 * killed, in the midst of whatever it does, and begins anew. In the end everything must be as if nothing had happened.
 */
export const killRounds = async ({
  rounds,
  seed,
  pauseMs,
}: {
  readonly rounds: number
  readonly seed: number
  /** Between two orders: there are as many as there are. */
  readonly pauseMs: number
}): Promise<Score> => {
  const draw = chanceOf(seed)
  const directory = await mkdtemp(join(tmpdir(), 'comptoir-faults-'))
  const compiled = await compileSources(['src', 'test/faults', 'test/support'])
  const open = () =>
    openEmbeddedPostgres({ dataDir: join(directory, 'data'), unsafeFast: true, log: () => undefined })
  let postgres = await open()
  const proxy = await tcpProxy(postgres.url)
  const database = {
    pool: new pg.Pool({ connectionString: proxy.url, max: 10 }),
    url: proxy.url,
    schema: SCHEMA,
  }
  database.pool.on('error', () => undefined)
  const acknowledged = new Set<string>()
  const problems: Array<string> = []
  let asked = -1

  const start = (role: RoleTask['role']): Host => {
    const task: RoleTask = { role, databaseUrl: proxy.url, schema: SCHEMA, from: asked + 1, pauseMs }
    const child = spawn(process.execPath, [compiled.path('test/faults/roleHost.ts'), JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.once('close', (code, signal) => {
      if (signal !== 'SIGKILL') problems.push(`a ${role} ended by itself (${String(code ?? signal)})`)
    })
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      const [word, what = ''] = line.split(' ')
      if (word === 'stored') acknowledged.add(what)
      if (word === 'asked') asked = Number(what)
    })
    return { child, isReady: once(lines, 'line') }
  }

  /** With all that it had under way, as when a machine's memory runs out. */
  const killPostgres = async (): Promise<void> => {
    const [pid] = (await readFile(join(postgres.dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')
    process.kill(Number(pid), 'SIGKILL')
    await sleep(draw(100))
    postgres = await open()
    proxy.leadTo(postgres.url)
  }

  const hosts = new Map<Exclude<Victim, 'postgres'>, Host>()
  const begin = (name: Exclude<Victim, 'postgres'>): void => {
    hosts.set(name, start(name === 'writer' ? 'writer' : 'worker'))
  }
  const kill = async (name: Exclude<Victim, 'postgres'>): Promise<void> => {
    const host = hosts.get(name)
    await host?.isReady
    await sleep(draw(120))
    host?.child.kill('SIGKILL')
    if (host !== undefined) await exited(host.child)
  }

  try {
    await migrate(database.pool, SCHEMA)
    const comptoir = openPostgres(database)
    const acknowledge = (ids: ReadonlyArray<string>): void => ids.forEach((id) => acknowledged.add(id))
    await work(comptoir.center, foundation, acknowledge)
    for (const name of ['writer', 'first', 'second'] as const) begin(name)
    for (let round = 0; round < rounds; round++) {
      const victim = victimOf(draw)
      if (victim === 'postgres') await killPostgres()
      else {
        await kill(victim)
        begin(victim)
      }
    }
    for (const name of ['writer', 'first', 'second'] as const) await kill(name)
    // Whoever was killed had asked for one more at most.
    const to = Math.min(asked + 2, ordersMax)
    await work(comptoir.center, orders(0, to), acknowledge)
    await comptoir.catchUp()
    problems.push(...comptoir.stopped().map(({ component, detail }) => `${component}: ${detail}`))
    const reads = postgresReadStore(database)
    const expected = await expectedOf([...foundation, ...orders(0, to)])
    problems.push(
      ...(await problemsOf({ store: comptoir.store, reads, database }, { expected, acknowledged })),
    )
    reads.close()
    await comptoir.close()
    return { name: 'kill -9', faults: rounds, events: acknowledged.size, problems }
  } finally {
    for (const { child } of hosts.values()) child.kill('SIGKILL')
    await database.pool.end()
    await proxy.close()
    await postgres.close()
    await compiled.discard()
    await rm(directory, { recursive: true, force: true })
  }
}
