import { spawn, type ChildProcess } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import { ownerSql } from '../src/adapters/postgres/claims.js'
import { postgresEventStore } from '../src/adapters/postgres/eventStore.js'
import { migrate } from '../src/adapters/postgres/migrate.js'
import { system } from '../src/adapters/system.js'
import { isLeft } from '../src/fp.js'
import { figure, type Figure } from './figure.js'
import { generatedLog } from './generatedLog.js'

const SCHEMA = 'comptoir'
const WATCHED = 'order_board'
const KILLS = 5
const HAND_OVER_MS_MAX = 1_000
const PAUSE_MS = 10
const READY_MS = 30_000

const script = fileURLToPath(new URL('workersChild.mjs', import.meta.url))

type Fresh = <A>(name: string, measure: (url: string, pool: Pool) => Promise<A>) => Promise<A>

const childOf = (url: string, name: string): ChildProcess =>
  spawn(process.execPath, [script, url, name], { stdio: ['ignore', 'ignore', 'inherit'] })

const until = async <A>(look: () => Promise<A | undefined>): Promise<A> => {
  const end = performance.now() + READY_MS
  while (performance.now() < end) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(1)
  }
  throw new Error(`waited ${READY_MS} ms in vain`)
}

/** What processes make of orders they make here too: the log's own of that would be in their way. */
const given = /^(?:seller|product|order)-/

/** One event after the other, until `signal` aborts. */
const write = async (pool: Pool, signal: AbortSignal): Promise<void> => {
  const store = postgresEventStore({ pool, schema: SCHEMA, system })
  for (const { stream, revision, id, type, data, metadata } of (await generatedLog())(Infinity)) {
    if (signal.aborted) break
    if (!given.test(stream)) continue
    const expected = revision === 0n ? 'no_stream' : revision - 1n
    const stored = await store.appendToStream(stream, expected, [{ id, type, data, metadata }])
    if (isLeft(stored)) throw new Error(`the append was refused: ${stored.left.type}`)
    await sleep(PAUSE_MS)
  }
  await store.close()
}

/** Milliseconds from the SIGKILL of the worker that owns a read model until the other one has moved its checkpoint. */
const handOvers = async (url: string, pool: Pool): Promise<ReadonlyArray<number>> => {
  await migrate(pool, SCHEMA)
  const ending = new AbortController()
  const workers = new Map<string, ChildProcess>()
  const begin = (name: string) => workers.set(name, childOf(url, name))
  const ownerOf = async (projection: string): Promise<string | undefined> => {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity WHERE pid = ${ownerSql(SCHEMA, `'${projection}'`)}`,
    )
    return rows[0]?.name
  }
  const placeOf = async (): Promise<{ readonly epoch: bigint; readonly at: bigint }> => {
    const { rows } = await pool.query<{ epoch: string; at: string | null }>(
      `SELECT epoch, commit_position AS at FROM ${SCHEMA}.projection_checkpoints WHERE name = '${WATCHED}'`,
    )
    return { epoch: BigInt(rows[0]?.epoch ?? 0), at: BigInt(rows[0]?.at ?? 0) }
  }
  /** Those who share the work, which then rests with them. */
  const sharing = async (): Promise<number> => {
    const { rows } = await pool.query<{ count: string }>(
      `SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted
         AND classid = hashtext('comptoir/${SCHEMA}/owners')::oid`,
    )
    return Number(rows[0]?.count)
  }
  const writing = write(pool, ending.signal)
  // Whoever waits for it hears of it.
  writing.catch(() => undefined)
  const taken: Array<number> = []
  try {
    for (const name of ['first', 'second']) begin(name)
    for (let kill = 0; kill < KILLS; kill++) {
      await until(async () => ((await sharing()) === 2 ? true : undefined))
      await sleep(1_000)
      const before = await until(async () => ((await placeOf()).at > 0n ? placeOf() : undefined))
      const owner = await until(() => ownerOf(WATCHED))
      const begun = performance.now()
      workers.get(owner)?.kill('SIGKILL')
      await until(async () => {
        const { epoch, at } = await placeOf()
        return epoch > before.epoch && at > before.at ? true : undefined
      })
      taken.push(performance.now() - begun)
      begin(owner)
    }
  } finally {
    ending.abort()
    for (const child of workers.values()) child.kill('SIGKILL')
  }
  await writing
  return taken.sort((a, b) => a - b)
}

/** Two workers on one database: how soon one goes on with what the other did. */
export const measureHandOvers = async (inFresh: Fresh): Promise<ReadonlyArray<Figure>> => {
  const taken = await inFresh('workers', handOvers)
  const title = 'workers: hand-over after kill -9'
  return [
    figure(`${title}, median`, taken[Math.floor(taken.length / 2)] ?? Number.NaN, 'ms'),
    figure(`${title}, most of ${taken.length}`, taken.at(-1) ?? Number.NaN, 'ms', {
      with: 'at most',
      value: HAND_OVER_MS_MAX,
    }),
  ]
}
