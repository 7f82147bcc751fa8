import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { chanceOf } from '../../src/adapters/chance.js'
import { openEmbeddedPostgres } from '../../src/adapters/embedded-postgres/index.js'
import { migrate, openPostgres, postgresReadStore } from '../../src/adapters/postgres/index.js'
import { compiledHosts } from './compiledHosts.js'
import { tcpProxy } from '../support/tcpProxy.js'
import { endPostgres, freezeWorker, storm, type Ending } from './blows.js'
import { problemsOf } from './invariants.js'
import { expectedOf, foundation, orders, ordersMax } from './marketplace.js'
import type { RoleTask } from './roleHost.js'
import type { Score } from './score.js'
import { work } from './work.js'

const SCHEMA = 'comptoir'
/** Who is killed, and how often of twenty times. */
const victims = { writer: 8, first: 5, second: 5, postgres: 2 }
type Role = 'writer' | 'first' | 'second'
/** A process that is killed; the server, killed or restarted; a worker that is frozen until others have its work; all sessions. */
export type Blow = keyof typeof victims | Exclude<Ending, 'killed'> | 'frozen' | 'storm'

const victimOf = (draw: (below: number) => number): Blow => {
  const all = Object.entries(victims).flatMap(([name, times]) =>
    Array.from({ length: times }, () => name as Blow),
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
  blows,
}: {
  readonly rounds: number
  readonly seed: number
  /** One after the other, again and again; absent: killed processes, as they are drawn. */
  readonly blows?: ReadonlyArray<Blow>
  /** Between two orders: there are as many as there are. */
  readonly pauseMs: number
}): Promise<Score> => {
  const draw = chanceOf(seed)
  const directory = await mkdtemp(join(tmpdir(), 'comptoir-faults-'))
  const compiled = await compiledHosts()
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
    const task: RoleTask = {
      ...{ role, databaseUrl: proxy.url, schema: SCHEMA },
      ...{ ordersFile: compiled.ordersFile, from: asked + 1, pauseMs },
    }
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

  const restartPostgres = async (ending: Ending): Promise<void> => {
    const before = postgres
    await endPostgres(before.dataDir, ending)
    await sleep(draw(100))
    postgres = await open()
    // Else it counts as used for ever, and nobody stops the last one.
    await before.close()
    proxy.leadTo(postgres.url)
  }

  const hosts = new Map<Role, Host>()
  const begin = (name: Role): void => {
    hosts.set(name, start(name === 'writer' ? 'writer' : 'worker'))
  }
  const kill = async (name: Role): Promise<void> => {
    const host = hosts.get(name)
    await host?.isReady
    await sleep(draw(120))
    host?.child.kill('SIGKILL')
    if (host !== undefined) await exited(host.child)
  }

  const strike = async (blow: Blow): Promise<void> => {
    switch (blow) {
      case 'postgres':
        return restartPostgres('killed')
      case 'immediate':
      case 'fast':
        return restartPostgres(blow)
      case 'storm':
        return storm(postgres.url, 20)
      case 'frozen': {
        const [host] = ['first', 'second']
          .flatMap((name) => hosts.get(name as Role) ?? [])
          .sort(() => draw(3) - 1)
        await host?.isReady
        await sleep(draw(300))
        if (host !== undefined) problems.push(...(await freezeWorker(postgres.url, SCHEMA, host.child)))
        return
      }
      case 'writer':
      case 'first':
      case 'second':
        await kill(blow)
        begin(blow)
    }
  }

  try {
    await migrate(database.pool, SCHEMA)
    const comptoir = openPostgres(database)
    const acknowledge = (ids: ReadonlyArray<string>): void => ids.forEach((id) => acknowledged.add(id))
    await work(comptoir.center, foundation, acknowledge)
    for (const name of ['writer', 'first', 'second'] as const) begin(name)
    for (let round = 0; round < rounds; round++) await strike(blows?.[round % blows.length] ?? victimOf(draw))
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
    return {
      name: blows === undefined ? 'kill -9' : blows.join(', '),
      faults: rounds,
      events: acknowledged.size,
      problems,
    }
  } finally {
    for (const { child } of hosts.values()) child.kill('SIGKILL')
    await database.pool.end()
    await proxy.close()
    await postgres.close()
    await rm(directory, { recursive: true, force: true })
  }
}
