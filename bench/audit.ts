import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Pool } from 'pg'
import { migrate } from '../src/adapters/postgres/migrate.js'
import { figure, type Figure } from './figure.js'
import { generatedLog, storeLog } from './generatedLog.js'
import { rateOf, roundOf, type Round } from './rebuild.js'

const run = promisify(execFile)
const SCHEMA = 'comptoir'
const FEW = 100_000
const VERIFIED_PER_SECOND_MIN = 40_000
const REPLAY_S_MAX = 1
const TIMES = 5

const child = fileURLToPath(new URL('auditChild.mjs', import.meta.url))
const comptoir = fileURLToPath(new URL('../bin/comptoir.js', import.meta.url))

type Fresh = <A>(name: string, measure: (url: string, pool: Pool) => Promise<A>) => Promise<A>

interface Part extends Round {
  /** Seconds of processor time of that process. */
  readonly cpu: number
}

const part = async (url: string, ...args: ReadonlyArray<string>): Promise<Part> => {
  const { stdout } = await run(process.execPath, [child, url, ...args])
  return JSON.parse(stdout) as Part
}

const medianOf = async (measure: () => Promise<number>): Promise<number> => {
  const taken: Array<number> = []
  for (let i = 0; i < TIMES; i++) taken.push(await measure())
  return taken.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? Number.NaN
}

/** The whole command, from its start to its end. */
const commandSeconds = async (url: string, sellerId: string): Promise<number> => {
  const directory = await mkdtemp(join(tmpdir(), 'comptoir-replay-'))
  const args = ['audit', 'replay', '--seller', sellerId, '--database-url', url, '--data', directory, '--json']
  const begin = performance.now()
  await run(process.execPath, [comptoir, ...args], { maxBuffer: 2 ** 28 })
  const seconds = (performance.now() - begin) / 1_000
  await rm(directory, { recursive: true })
  return seconds
}

const largestSeller = async (pool: Pool): Promise<string> => {
  const { rows } = await pool.query<{ seller_id: string }>(
    `SELECT seller_id FROM ${SCHEMA}.seller_streams GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`,
  )
  return rows[0]?.seller_id ?? ''
}

/** Reading and parsing the log alone, keeping the tree, and verifying: of the last, the faster of two. */
export const verifyFigures = async (url: string, name: string): Promise<ReadonlyArray<Figure>> => {
  const kept = await part(url, 'keep')
  const plain = await roundOf('plain', url)
  const [one, two] = [await part(url, 'verify'), await part(url, 'verify')]
  const verified = rateOf(one) > rateOf(two) ? one : two
  const title = `${name}: audit verify`
  return [
    figure(title, rateOf(verified), 'events/s', { with: 'at least', value: VERIFIED_PER_SECOND_MIN }),
    figure(title, rateOf(verified), 'events/s', {
      with: 'reading and decoding the same events with pg',
      value: rateOf(plain),
    }),
    figure(`${title}, by its own processor time`, verified.events / verified.cpu, 'events/s'),
    figure(`${title}, peak memory`, verified.peakMb, 'MB'),
    figure(`${name}: making the tree anew`, kept.events / kept.seconds, 'events/s'),
  ]
}

/** Verifying a generated log and replaying one seller of it, over few and over many events: its sellers are of one size. */
export const measureAudit = async (
  inFresh: Fresh,
  { events, note }: { readonly events: number; readonly note: (text: string) => void },
): Promise<ReadonlyArray<Figure>> => {
  const generate = await generatedLog({ ownSellers: true })
  const measured = (count: number) =>
    inFresh(`audit_${count}`, async (url, pool) => {
      await migrate(pool, SCHEMA)
      const begin = performance.now()
      await storeLog(pool, SCHEMA, generate(count))
      note(`${count} events generated and stored in ${((performance.now() - begin) / 1_000).toFixed(0)} s`)
      const verified = await verifyFigures(url, `${count.toLocaleString('en-US')} events`)
      await part(url, 'streams')
      const seller = await largestSeller(pool)
      return {
        verified,
        replayed: (await part(url, 'replay', seller)).events,
        replay: await medianOf(async () => (await part(url, 'replay', seller)).seconds),
        command: await medianOf(() => commandSeconds(url, seller)),
      }
    })
  const few = await measured(FEW)
  const many = await measured(events)
  const title = `a seller of ${many.replayed.toLocaleString('en-US')} events in ${events.toLocaleString('en-US')}`
  return [
    ...few.verified,
    ...many.verified,
    figure(`${title}: audit replay`, many.command, 's', { with: 'at most', value: REPLAY_S_MAX }),
    figure(`${title}: audit replay`, many.command, 's', { with: 'in 100,000', value: few.command }),
    figure(`${title}: without the start`, many.replay, 's', { with: 'in 100,000', value: few.replay }),
  ]
}
