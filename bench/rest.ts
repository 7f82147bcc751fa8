import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import express from 'express'
import type { Pool, PoolClient, QueryConfig } from 'pg'
import { postgresQueries } from '../src/adapters/postgres/queries.js'
import { system } from '../src/adapters/system.js'
import { createApp } from '../src/http/index.js'
import { figure, type Figure } from './figure.js'

export interface RestOptions {
  readonly pool: Pool
  /** Its projections have caught up. */
  readonly schema: string
  /** Of each side of a pair; default 5, one second each. */
  readonly rounds?: number
}

interface Loaded {
  readonly perSecond: number
  /** In milliseconds. */
  readonly p99: number
}

const CONNECTIONS = 16
const ROUND_MS = 1_000

/** Under load from another thread. */
const underLoad = (url: string): Promise<Loaded> =>
  new Promise((resolve, reject) => {
    const workerData = { url, connections: CONNECTIONS, ms: ROUND_MS }
    const worker = new Worker(new URL('./loadThread.mjs', import.meta.url), { workerData })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

const served = async (app: RequestListener): Promise<{ readonly url: string; close(): void }> => {
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The pool, remembering the questions that are put to it. */
const listening = (pool: Pool) => {
  const asked: Array<QueryConfig> = []
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect()
    return new Proxy(client, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property)
        if (typeof value !== 'function') return value
        if (property !== 'query') return value.bind(target) as unknown
        return (config: QueryConfig) => {
          asked.push(config)
          return target.query(config)
        }
      },
    })
  }
  return { asked, pool: { connect, on: () => undefined } as unknown as Pool }
}

/** What our route asks of the read models for this path, as plain questions to `pg`. */
const questionsOf = async (
  { pool, schema }: RestOptions,
  path: string,
): Promise<ReadonlyArray<QueryConfig>> => {
  const { asked, pool: listened } = listening(pool)
  const ours = await served(createApp({ queries: postgresQueries({ pool: listened, schema }), system }))
  try {
    const response = await fetch(`${ours.url}${path}`)
    if (!response.ok) throw new Error(`${path}: ${response.status}`)
  } finally {
    ours.close()
  }
  return asked
    .filter(({ text }) => !text.includes('projection_checkpoints'))
    .map(({ text, values = [] }, i) => ({ name: `bare_${path.length}_${i}`, text, values }))
}

const bareRoute = (pool: Pool, questions: ReadonlyArray<QueryConfig>): RequestListener => {
  const app = express()
  app.get('/', async (_request, response) => {
    const answers = []
    for (const question of questions) answers.push((await pool.query(question)).rows)
    response.json(answers.length === 1 ? answers[0] : answers)
  })
  return app
}

const medianOf = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const compared = async (name: string, path: string, options: RestOptions): Promise<ReadonlyArray<Figure>> => {
  const { pool, schema, rounds = 5 } = options
  const bare = await served(bareRoute(pool, await questionsOf(options, path)))
  const ours = await served(createApp({ queries: postgresQueries({ pool, schema }), system }))
  const [oursUrl, bareUrl] = [`${ours.url}${path}`, bare.url]
  const taken: { ours: Array<Loaded>; bare: Array<Loaded> } = { ours: [], bare: [] }
  try {
    for (let round = -1; round < rounds; round += 1) {
      const pair = [
        ['ours', oursUrl],
        ['bare', bareUrl],
      ] as const
      for (const [side, url] of round % 2 === 0 ? pair : pair.toReversed()) {
        const loaded = await underLoad(url)
        if (round >= 0) taken[side].push(loaded)
      }
    }
  } finally {
    ours.close()
    bare.close()
  }
  const of = (side: 'ours' | 'bare', measure: keyof Loaded): number =>
    medianOf(taken[side].map((loaded) => loaded[measure]))
  const against = 'a bare express route, the same SQL'
  return [
    figure(`REST: ${name}`, of('ours', 'perSecond'), 'req/s', {
      with: against,
      value: of('bare', 'perSecond'),
    }),
    figure(`REST: ${name}, p99`, of('ours', 'p99'), 'ms', { with: against, value: of('bare', 'p99') }),
  ]
}

/** Our routes under load against bare ones that put the same questions to the same pool and answer the rows as they are. */
export const measureRest = async (options: RestOptions): Promise<ReadonlyArray<Figure>> => {
  const { pool, schema } = options
  const { rows } = await pool.query<{ seller_id: string; month: string; next: string }>(
    `SELECT seller_id, date_trunc('month', day)::date::text AS month,
         (date_trunc('month', day) + interval '1 month')::date::text AS next
       FROM ${schema}.seller_kpis GROUP BY 1, 2, 3 ORDER BY sum(orders) DESC LIMIT 1`,
  )
  const [best] = rows
  if (best === undefined) throw new Error('the read models are empty: let them catch up first')
  const seller = `/v1/sellers/${best.seller_id}`
  return [
    ...(await compared('board counts', `${seller}/orders/counts`, options)),
    ...(await compared('a ledger page of 50', `${seller}/ledger`, options)),
    ...(await compared('KPIs of a month', `${seller}/kpis?from=${best.month}&to=${best.next}`, options)),
  ]
}
