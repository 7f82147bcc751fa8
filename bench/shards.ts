import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import { migrate } from '../src/adapters/postgres/migrate.js'
import { figure, type Figure } from './figure.js'
import { generatedLog, storeLog } from './generatedLog.js'

const SCHEMA = 'comptoir'
const EVENTS = 200_000
const RATIO_MIN = 1.6
const TICKS_PER_SECOND = 100

const script = fileURLToPath(new URL('shardChild.mjs', import.meta.url))

type Fresh = <A>(name: string, measure: (url: string, pool: Pool) => Promise<A>) => Promise<A>

interface Share {
  /** CPU seconds of the process itself, and of the server on its behalf. */
  readonly own: number
  readonly server: number
}

interface Round {
  readonly seconds: number
  readonly shares: ReadonlyArray<Share>
}

/** CPU seconds of processes of this machine; `NaN` where it is not Linux, or the server is elsewhere. */
const cpuOf = (pids: ReadonlyArray<number>): number => {
  try {
    return pids
      .map((pid) => {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
        return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
      })
      .reduce((a, b) => a + b, 0)
  } catch {
    return Number.NaN
  }
}

const serverCpu = async (pool: Pool, name: string): Promise<number> => {
  const { rows } = await pool.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()',
    [name],
  )
  return cpuOf(rows.map(({ pid }) => pid))
}

const lineOf = async ({ stdout }: ChildProcess): Promise<string> => {
  if (stdout === null) throw new Error('its output is not read')
  const [line] = (await once(stdout, 'data')) as [Buffer]
  return line.toString()
}

/** All read models over a log that is there, in as many processes as shards, each of which has one of them. */
const catchUp = async (url: string, pool: Pool, of: number): Promise<Round> => {
  await migrate(pool, SCHEMA)
  await storeLog(pool, SCHEMA, (await generatedLog())(EVENTS))
  const children: Array<ChildProcess> = []
  try {
    // One after the other: the first makes the checkpoints of all shards.
    for (let index = 0; index < of; index++) {
      const args = ['--max-semi-space-size=64', script, url, `share-${index}`, `${index}/${of}`]
      const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
      children.push(child)
      await lineOf(child)
    }
    const begun = performance.now()
    const ends = children.map(lineOf)
    for (const child of children) child.stdin?.write('go\n')
    const told = await Promise.all(ends)
    const seconds = (performance.now() - begun) / 1_000
    const shares: Array<Share> = []
    for (const [index, own] of told.entries())
      shares.push({ own: Number(own), server: await serverCpu(pool, `share-${index}`) })
    return { seconds, shares }
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
}

const most = (shares: ReadonlyArray<Share>, of: (share: Share) => number): number =>
  Math.max(...shares.map(of))

/**
 * How much sooner two processes with a shard each are done than one with all. On two cores the server takes its part of both, so
 * wall time alone does not tell how well the work is divided: CPU time of the busier process does, and the server's of both.
 */
export const measureShards = async (inFresh: Fresh): Promise<ReadonlyArray<Figure>> => {
  const one = await inFresh('shards_one', (url, pool) => catchUp(url, pool, 1))
  const two = await inFresh('shards_two', (url, pool) => catchUp(url, pool, 2))
  const rate = ({ seconds }: Round): number => EVENTS / seconds
  const title = 'shards: all read models, two shards in two processes'
  const cpu = ({ shares }: Round, of: (share: Share) => number): number => 1e6 * (most(shares, of) / EVENTS)
  return [
    figure(title, rate(two), 'events/s', { with: 'one process', value: rate(one) }),
    figure(`${title}, ratio of both`, rate(two) / rate(one), '×', { with: 'at least', value: RATIO_MIN }),
    figure(
      `${title}: CPU of the busier one`,
      cpu(two, ({ own }) => own),
      'µs per event of the log',
      {
        with: 'one process',
        value: cpu(one, ({ own }) => own),
      },
    ),
    figure(
      `${title}: CPU of the server for the busier one`,
      cpu(two, ({ server }) => server),
      'µs per event of the log',
      {
        with: 'one process',
        value: cpu(one, ({ server }) => server),
      },
    ),
  ]
}
