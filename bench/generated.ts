import { performance } from 'node:perf_hooks'
import type pg from 'pg'
import { migrate } from '../src/adapters/postgres/migrate.js'
import { postgresQueries } from '../src/adapters/postgres/queries.js'
import { LocalDate } from '../src/domain/kernel/time.js'
import { figure, type Figure } from './figure.js'
import { generatedLog, storeLog } from './generatedLog.js'
import { rateOf, roundOf } from './rebuild.js'

const SCHEMA = 'comptoir'
const FEW = 100_000
const MB_MAX = 512
const TIMES = 400

/** Median µs of each query. */
interface QueryTimes {
  readonly counts: number
  readonly ledger: number
  readonly kpis: number
}

interface Measured {
  readonly rate: number
  readonly peakMb: number
  readonly times: QueryTimes
}

type Fresh = <A>(name: string, measure: (url: string, pool: pg.Pool) => Promise<A>) => Promise<A>

const medianOf = async (read: () => Promise<unknown>): Promise<number> => {
  const taken: Array<number> = []
  for (let i = 0; i < TIMES; i += 1) {
    const begin = performance.now()
    await read()
    taken.push((performance.now() - begin) * 1_000)
  }
  return taken.sort((a, b) => a - b)[TIMES / 2] ?? Number.NaN
}

const day = (text: string | undefined): LocalDate => {
  if (!LocalDate.is(text)) throw new Error(`not a day: ${text ?? 'nothing'}`)
  return text
}

/** Of the seller with most orders, in the tables that the rebuild has left. */
const queryTimes = async (pool: pg.Pool): Promise<QueryTimes> => {
  const queries = postgresQueries({ pool, schema: 'scratch' })
  const { rows } = await pool.query<{ seller: string; begin: string; next: string }>(
    `SELECT seller_id AS seller, date_trunc('month', min(day))::date::text AS begin,
         (date_trunc('month', min(day)) + interval '1 month')::date::text AS next
       FROM scratch.seller_kpis GROUP BY seller_id ORDER BY sum(orders) DESC LIMIT 1`,
  )
  const { seller = '', begin, next } = rows[0] ?? {}
  const month = { period: 'day', from: day(begin), to: day(next) } as const
  return {
    counts: await medianOf(() => queries.countsOf(seller)),
    ledger: await medianOf(() => queries.ledgerOf(seller, { limit: 50 })),
    kpis: await medianOf(() => queries.kpisOfSeller(seller, month)),
  }
}

/**
 * The rebuild of all read models over a generated log of so many events, and queries of what it built, against the same
 * over 100,000: neither may slow down as the log grows.
 */
export const measureGenerated = async (
  inFresh: Fresh,
  { events, note }: { readonly events: number; readonly note: (text: string) => void },
): Promise<ReadonlyArray<Figure>> => {
  const generate = await generatedLog()
  const measured = (count: number): Promise<Measured> =>
    inFresh(`generated_${count}`, async (url, pool) => {
      await migrate(pool, SCHEMA)
      const begin = performance.now()
      await storeLog(pool, SCHEMA, generate(count))
      note(`${count} events generated and stored in ${((performance.now() - begin) / 1_000).toFixed(0)} s`)
      // Of few, the first round pays for what is compiled; of many, that is nothing.
      const rounds = [await roundOf('rebuild', url), ...(count > FEW ? [] : [await roundOf('rebuild', url)])]
      return {
        rate: Math.max(...rounds.map(rateOf)),
        peakMb: Math.max(...rounds.map(({ peakMb }) => peakMb)),
        times: await queryTimes(pool),
      }
    })
  const few = await measured(FEW)
  const many = await measured(events)
  const title = `${events.toLocaleString('en-US')} events`
  const against = (value: number) => ({ with: 'over 100,000', value })
  return [
    figure(`${title}: rebuild of all read models`, many.rate, 'events/s', against(few.rate)),
    figure(`${title}: peak memory of the rebuild`, many.peakMb, 'MB', { with: 'at most', value: MB_MAX }),
    figure(`${title}: board counts of a seller`, many.times.counts, 'µs', against(few.times.counts)),
    figure(`${title}: a page of a seller's ledger`, many.times.ledger, 'µs', against(few.times.ledger)),
    figure(`${title}: KPIs of a seller, a month by day`, many.times.kpis, 'µs', against(few.times.kpis)),
  ]
}
