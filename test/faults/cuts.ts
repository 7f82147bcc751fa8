import pg from 'pg'
import { postgresEventStore } from '../../src/adapters/postgres/index.js'
import { system } from '../../src/adapters/system.js'
import { tcpProxy, type TcpProxy } from '../support/tcpProxy.js'
import type { Database } from './invariants.js'
import type { Score } from './score.js'

/** Nobody waits long here: what is lost is lost at once. */
const times = { connectMs: 2_000, answerMs: 2_000, readMs: 2_000 }
export const quick = { ...system, jitter: () => 1 }

export const storeOf = ({ pool, schema }: Database) =>
  postgresEventStore({ pool, schema, system: quick, times })

/** A planted bug, or none. */
export type Flaw<A> = (part: A) => A
export const sound = <A>(part: A): A => part

/** One transaction of some kind that goes over a connection which may break anywhere. */
export interface CutWork {
  /** The `nr`th of them, once; rejects, or tells false, when it is not known to be done. Asked again, it is the same one. */
  readonly attempt: (nr: number) => Promise<boolean>
  /** What is wrong after `count` of them; nothing, if each was done exactly once. */
  readonly problems: (count: number) => Promise<ReadonlyArray<string>>
  readonly close: () => Promise<void>
}

/** Over `database`, everything that may break goes through `cuttable`. */
export type CutKind = (deps: { readonly database: Database; readonly cuttable: Database }) => Promise<CutWork>

const ATTEMPTS_MAX = 40
/** Whole, to see how long one is; the first has more to do. */
const SEEN = 4

/** It was asked again and again, and is still not known to be done. */
class Stuck extends Error {}

const insist = async (work: CutWork, nr: number): Promise<void> => {
  let cause: unknown
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    try {
      if (await work.attempt(nr)) return
    } catch (error) {
      cause = error
    }
  }
  throw new Stuck(`transaction ${nr} is stuck`, { cause })
}

const bytesOf = async (proxy: TcpProxy, work: CutWork): Promise<number> => {
  const taken: Array<number> = []
  for (let nr = 0; nr < SEEN; nr++) {
    proxy.cut()
    const before = proxy.passed()
    await insist(work, nr)
    taken.push(proxy.passed() - before)
  }
  return Math.max(...taken.slice(1))
}

/** Where connections break: at every `stride`th byte, from `first` on. Other runs with other firsts strike the others. */
export interface Cuts {
  readonly stride: number
  readonly first: number
}

/** Breaks the connection within transactions of this kind, from their first byte to their last one. */
export const cutEverywhere = async (
  name: string,
  database: Database,
  kind: CutKind,
  { stride, first }: Cuts,
): Promise<Score> => {
  const proxy = await tcpProxy(database.url)
  const pool = new pg.Pool({ connectionString: proxy.url, max: 6 })
  pool.on('error', () => undefined)
  let work: CutWork | undefined
  try {
    work = await kind({ database, cuttable: { ...database, url: proxy.url, pool } })
    let nr = 0
    const stuck: Array<string> = []
    try {
      const bytes = await bytesOf(proxy, work)
      nr = SEEN
      for (let byte = first; byte <= bytes; byte += stride) {
        proxy.cut()
        proxy.cutAfter(byte)
        await insist(work, nr)
        nr += 1
      }
    } catch (error) {
      if (!(error instanceof Stuck)) throw error
      stuck.push(`${error.message}: ${String(error.cause)}`)
    }
    proxy.cutAfter(Number.POSITIVE_INFINITY)
    const faults = Math.max(0, nr - SEEN)
    const problems = [...stuck, ...(await work.problems(nr))]
    return { name: `cuts of ${name}`, faults, events: nr, problems }
  } finally {
    await work?.close()
    await pool.end()
    await proxy.close()
  }
}
