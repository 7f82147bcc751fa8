import { performance } from 'node:perf_hooks'
import type { Pool } from 'pg'
import { postgresQueries } from '../src/adapters/postgres/queries.js'
import type { Queries } from '../src/application/queries.js'
import { LocalDate } from '../src/domain/kernel/time.js'
import { figure, type Figure } from './figure.js'

export interface ReadsOptions {
  readonly pool: Pool
  /** Its projections have caught up. */
  readonly schema: string
  readonly queries?: Queries
  /** How often each is asked; default 2,000. */
  readonly times?: number
}

type Read = () => Promise<unknown>

const ROUNDS = 20

const medianOf = (times: ReadonlyArray<number>): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN

const timed = async (read: Read, times: number): Promise<ReadonlyArray<number>> => {
  const taken: Array<number> = []
  for (let i = 0; i < times; i += 1) {
    const begin = performance.now()
    await read()
    taken.push((performance.now() - begin) * 1_000)
  }
  return taken
}

/** Both by turns, so that what slows the machine meanwhile slows both; in µs per read, the median of all. */
const compared = async (name: string, ours: Read, bare: Read, times: number): Promise<Figure> => {
  await timed(ours, ROUNDS)
  await timed(bare, ROUNDS)
  const taken: { readonly ours: Array<number>; readonly bare: Array<number> } = { ours: [], bare: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    taken.ours.push(...(await timed(ours, Math.ceil(times / ROUNDS))))
    taken.bare.push(...(await timed(bare, Math.ceil(times / ROUNDS))))
  }
  return figure(name, medianOf(taken.ours), 'µs', {
    with: 'the bare SQL through pg',
    value: medianOf(taken.bare),
  })
}

const firstOf = async (pool: Pool, sql: string): Promise<Readonly<Record<string, string>>> => {
  const { rows } = await pool.query<Record<string, string>>(sql)
  const [row] = rows
  if (row === undefined) throw new Error('the read models are empty: let them catch up first')
  return row
}

const dayIn = (text: string | undefined): LocalDate => {
  if (!LocalDate.is(text)) throw new Error(`not a day: ${text ?? 'nothing'}`)
  return text
}

const sums = ['orders', 'units', 'gmv_minor', 'cancelled_orders', 'cancelled_units', 'cancelled_minor']
  .concat(['refunded_units', 'refunded_minor', 'reviews', 'stars'])
  .map((column) => `sum(${column}) AS ${column}`)
  .join(', ')

/** The board counts of the largest seller and a month of the best selling one, against the same SQL without us. */
export const measureReads = async (options: ReadsOptions): Promise<ReadonlyArray<Figure>> => {
  const { pool, schema, times = 2_000 } = options
  const queries = options.queries ?? postgresQueries({ pool, schema })
  await pool.query(`ANALYZE ${schema}.order_counts, ${schema}.seller_kpis`)

  const largest = await firstOf(
    pool,
    `SELECT seller_id, sum(orders)::text AS orders FROM ${schema}.order_counts WHERE seller_id <> '*'
       GROUP BY seller_id ORDER BY sum(orders) DESC LIMIT 1`,
  )
  const { seller_id: seller = '', orders = '' } = largest
  const counts = {
    name: 'bare_counts',
    text: `SELECT status, orders FROM ${schema}.order_counts WHERE seller_id = $1`,
    values: [seller],
  }

  const best = await firstOf(
    pool,
    `SELECT seller_id, date_trunc('month', day)::date::text AS begin,
         (date_trunc('month', day) + interval '1 month')::date::text AS next
       FROM ${schema}.seller_kpis GROUP BY 1, 2, 3 ORDER BY sum(orders) DESC LIMIT 1`,
  )
  const [from, to] = [dayIn(best['begin']), dayIn(best['next'])]
  const kpis = {
    name: 'bare_kpis',
    text: `SELECT to_char(day, 'YYYY-MM-DD') AS period, currency, max(zone) AS zone, ${sums}
             FROM ${schema}.seller_kpis WHERE seller_id = $1 AND day >= $2::date AND day < $3::date
             GROUP BY 1, currency ORDER BY 1, currency`,
    values: [best['seller_id'], from, to],
  }

  return [
    await compared(
      `board counts of a seller with ${orders} orders`,
      () => queries.countsOf(seller),
      () => pool.query(counts),
      times,
    ),
    await compared(
      'KPIs of a seller, a month by day',
      () => queries.kpisOfSeller(best['seller_id'] ?? '', { period: 'day', from, to }),
      () => pool.query(kpis),
      times,
    ),
  ]
}
