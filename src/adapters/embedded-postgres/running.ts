import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { role, type Cluster } from './cluster.js'
import { codeOf } from './errors.js'
import { lifeOf } from './processes.js'

/** A server that holds a cluster, by its own account (`postmaster.pid`). */
export interface Running {
  readonly pid: number
  readonly port: number
}

export const urlOf = ({ password }: Cluster, port: number): string =>
  `postgres://${role}:${password}@127.0.0.1:${port}/postgres`

/** Where Linux tells: a server's working folder is its cluster, also when that was moved since. */
const holds = async (pid: number, directory: string): Promise<boolean> => {
  if ((await lifeOf(pid)) === undefined) return false
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return folder === undefined || folder === (await realpath(directory))
}

/**
 * The live server of a cluster. A `postmaster.pid` whose process id has passed to another program, which Postgres takes
 * for a running server, is removed.
 */
export const runningOn = async ({ directory }: Cluster): Promise<Running | undefined> => {
  const file = join(directory, 'postmaster.pid')
  const content = await readFile(file, 'utf8').catch(() => undefined)
  const [pid, , , port] = content?.split('\n') ?? []
  if (pid === undefined || port === undefined || port === '') return undefined
  if (await holds(Number(pid), directory)) return { pid: Number(pid), port: Number(port) }
  if (content === (await readFile(file, 'utf8').catch(() => undefined))) await rm(file, { force: true })
  return undefined
}

/** Postgres says that it is starting up, recovering or shutting down. */
const notYet = '57P03'

const answer = async (url: string): Promise<'answers' | 'refuses' | 'waits'> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return 'answers'
  } catch (error) {
    return codeOf(error) === 'ECONNREFUSED' ? 'refuses' : codeOf(error) === notYet ? 'waits' : 'refuses'
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Asks a server until it answers or has ended. `false`: it ended, has never listened for `refusedMs`, or did not answer
 * in time.
 */
export const answers = async (
  url: string,
  hasEnded: () => boolean | Promise<boolean>,
  options: { waitMs: number; refusedMs: number; signal: AbortSignal | undefined },
): Promise<boolean> => {
  const patience = AbortSignal.timeout(options.waitMs)
  const refusedPatience = AbortSignal.timeout(options.refusedMs)
  for (;;) {
    options.signal?.throwIfAborted()
    const now = await answer(url)
    if (now === 'answers') return true
    if (patience.aborted || (now === 'refuses' && refusedPatience.aborted) || (await hasEnded())) return false
    await sleep(30)
  }
}
