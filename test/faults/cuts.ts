import pg from 'pg'
import { tcpProxy, type TcpProxy } from '../support/tcpProxy.js'
import type { Database } from './invariants.js'
import type { Score } from './score.js'

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

const insist = async (work: CutWork, nr: number): Promise<void> => {
  let last: unknown
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    try {
      if (await work.attempt(nr)) return
    } catch (error) {
      last = error
    }
  }
  throw new Error(`the ${nr}th was still not done`, { cause: last })
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
  database: Database,
  [name, kind]: readonly [name: string, kind: CutKind],
  { stride, first }: Cuts,
): Promise<Score> => {
  const proxy = await tcpProxy(database.url)
  const pool = new pg.Pool({ connectionString: proxy.url, max: 6 })
  pool.on('error', () => undefined)
  try {
    const work = await kind({ database, cuttable: { ...database, url: proxy.url, pool } })
    try {
      const bytes = await bytesOf(proxy, work)
      let nr = SEEN
      for (let byte = first; byte <= bytes; byte += stride) {
        proxy.cut()
        proxy.cutAfter(byte)
        await insist(work, nr)
        nr += 1
      }
      proxy.cutAfter(Number.POSITIVE_INFINITY)
      return { name: `cuts of ${name}`, faults: nr - SEEN, events: nr, problems: await work.problems(nr) }
    } finally {
      await work.close()
    }
  } finally {
    await pool.end()
    await proxy.close()
  }
}
