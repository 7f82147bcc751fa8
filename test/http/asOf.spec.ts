import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPostgres, type Comptoir } from '../../src/adapters/postgres/index.js'
import { migrate } from '../../src/adapters/postgres/migrate.js'
import { postgresPasts } from '../../src/adapters/postgres/past/pasts.js'
import { postgresSellerStreams } from '../../src/adapters/postgres/sellerStreams.js'
import { system } from '../../src/adapters/system.js'
import { replayedPasts } from '../../src/application/pastRows.js'
import { projector } from '../../src/application/projector.js'
import { postgresReadStore } from '../../src/adapters/postgres/readStore.js'
import { createApp } from '../../src/http/index.js'
import { projections } from '../../src/projections/index.js'
import { isLeft } from '../../src/fp.js'
import { apiOf, nextOf, type Api } from '../support/api.js'
import { histories } from '../support/arbitraries/history.js'
import { stored } from '../support/deliveries.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { appendAll } from '../support/projecting.js'

const [history] = fc.sample(histories(12), { numRuns: 1, seed: 11 })
const occurrences = history?.occurrences ?? []
const half = occurrences.length >> 1
const MID = BigInt(half)

let database: TestDatabase
let comptoir: Comptoir
let api: Api
const before = new Map<string, unknown>()

/** What is of one seller, without what depends on the day of the question. */
const idsOf = (name: 'orderId' | 'statementId' | 'payoutId' | 'caseId' | 'productId') => [
  ...new Set(
    occurrences.slice(0, half).flatMap(({ event: { data } }) => {
      const id = name in data ? (data as unknown as Record<string, unknown>)[name] : undefined
      return typeof id === 'string' ? [id] : []
    }),
  ),
]

const urls = [
  ...['s0', 's1', 's2', 'nobody'].flatMap((id) =>
    [
      '',
      '/orders',
      '/orders/counts',
      '/balance',
      '/ledger',
      '/ledger?account=seller_payable',
      '/statements',
      '/payouts',
      '/unsettled',
      '/kpis?period=month',
    ].map((rest) => `/v1/sellers/${id}${rest}`),
  ),
  '/v1/after-sales-cases?sellerId=s0',
  '/v1/kpis/products?sellerId=s0',
  ...idsOf('orderId').map((id) => `/v1/orders/${id}`),
  ...idsOf('orderId')
    .slice(0, 3)
    .map((id) => `/v1/orders/${id}/explanation`),
  ...idsOf('productId')
    .slice(0, 2)
    .map((id) => `/v1/products/${id}/kpis`),
  ...idsOf('statementId')
    .slice(0, 3)
    .flatMap((id) => [`/v1/statements/${id}`, `/v1/statements/${id}/lines`]),
  ...idsOf('payoutId')
    .slice(0, 3)
    .map((id) => `/v1/payouts/${id}`),
  ...idsOf('caseId')
    .slice(0, 3)
    .map((id) => `/v1/after-sales-cases/${id}`),
]

const asOf = (url: string, at: string): string => `${url}${url.includes('?') ? '&' : '?'}asOf=${at}`
const told = async (url: string) => {
  const { status, body } = await api.get(url)
  return { status, body: status === 200 ? (body as unknown) : undefined }
}

const projected = async (): Promise<void> => {
  const reads = postgresReadStore({ pool: database.pool, schema: database.schema })
  const { catchUp } = projector({ events: comptoir.store, reads, projections, system })
  await catchUp()
  reads.close()
}

beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.pool, database.schema)
  comptoir = openPostgres({ pool: database.pool, schema: database.schema })
  api = apiOf(createApp({ queries: comptoir.queries, pasts: comptoir.pasts, system }))
  const events = occurrences.map(stored)
  await appendAll(comptoir.store, events.slice(0, half))
  await projected()
  for (const url of urls) before.set(url, await told(url))
  await appendAll(comptoir.store, events.slice(half))
  await projected()
})

afterAll(async () => {
  await comptoir.close()
  await database.close()
})

describe('as of a position', () => {
  test('every resource of a seller answers as it did then', async () => {
    const then: Record<string, unknown> = {}
    for (const url of urls) then[url] = await told(asOf(url, MID.toString()))
    expect(then).toEqual(Object.fromEntries(before))
    expect(urls.length).toBeGreaterThan(50)
  })

  test('that is the last one it answers as it does now', async () => {
    const head = occurrences.length.toString()
    for (const url of urls) expect(await told(asOf(url, head)), url).toEqual(await told(url))
  })

  test('it answers the same bytes twice, says the position, and its next pages are of then', async () => {
    const url = `/v1/sellers/s0/orders?limit=1&asOf=${MID}`
    const [first, again] = [await api.get(url), await api.get(url)]
    expect(again.text).toBe(first.text)
    expect(first.get('Comptoir-Position')).toBe(MID.toString())
    expect(nextOf(first)).toContain(`asOf=${MID}`)
  })
})

describe('as of an instant', () => {
  test('by business time, what had not happened by then is not told', async () => {
    const placings = occurrences.flatMap(({ event }) =>
      event.type === 'OrderPlaced' ? [{ at: event.occurredAt, sellerId: event.data.sellerId }] : [],
    )
    const [{ at, sellerId } = { at: '', sellerId: '' }] = placings.filter((one) =>
      placings.some((other) => other.sellerId === one.sellerId && other.at > one.at),
    )
    const url = `/v1/sellers/${sellerId}/orders?limit=100&asOfBy=business&asOf=${at}`
    const answer = await api.get(url)
    const placed = (answer.body as { orders: Array<{ placedAt: string }> }).orders.map(
      (each) => each.placedAt,
    )
    expect(placed.length).toBeGreaterThan(0)
    expect(placed.filter((instant) => instant > at)).toEqual([])
    expect(answer.get('Comptoir-Position')).toBe(occurrences.length.toString())
  })

  test('before everything, nothing is known', async () => {
    expect((await api.get('/v1/sellers/s0?asOf=2001-01-01T00:00:00.000Z')).status).toBe(404)
  })
})

describe('is refused', () => {
  test.each([
    ['of everybody', '/v1/orders/counts?asOf=3', 400, 'invalid-parameters'],
    ['of deadlines', '/v1/deadlines?asOf=3', 400, 'invalid-parameters'],
    ['of the products of all', '/v1/kpis/products?asOf=3', 400, 'as-of-not-offered'],
    ['beyond the log', '/v1/sellers/s0?asOf=999999', 400, 'position-beyond-log'],
    ['in the future', '/v1/sellers/s0?asOf=2999-01-01T00:00:00.000Z', 400, 'invalid-parameters'],
    ['as of something else', '/v1/sellers/s0?asOf=yesterday', 400, 'invalid-parameters'],
    ['as of a position by business time', '/v1/sellers/s0?asOf=3&asOfBy=business', 400, 'invalid-parameters'],
    ['without saying as of when', '/v1/sellers/s0?asOfBy=business', 400, 'invalid-parameters'],
    ['as known at, by position', '/v1/sellers/s0?asOf=3&asOfKnown=2', 400, 'invalid-parameters'],
    ['with another wrong parameter', '/v1/sellers/s0?asOf=3&asof=2', 400, 'invalid-parameters'],
  ])('%s', async (_, url, status, kind) => {
    const answer = await api.get(url)
    expect(answer.body).toMatchObject({ status, type: `urn:problem-type:comptoir:${kind}` })
  })

  test('where nobody offers it', async () => {
    const bare = apiOf(createApp({ queries: comptoir.queries, system }))
    expect((await bare.get('/v1/sellers/s0?asOf=3')).body).toMatchObject({
      type: 'urn:problem-type:comptoir:as-of-not-offered',
    })
  })
})

test('many at once wait for each other, too many are refused, and all connections are given back', async () => {
  const reads = { events: comptoir.store, sellerStreams: postgresSellerStreams(database), system }
  const rowsOf = replayedPasts(reads, {})
  const pasts = postgresPasts({ ...database, rowsOf, system, sessions: 1, waitingMax: 2 })
  const at = { by: 'position', position: MID } as const
  const [first, second, third, fourth] = await Promise.all(
    [0, 1, 2, 3].map(async (i) => {
      const past = await pasts.open({ sellerId: `s${i % 3}` }, at)
      if (isLeft(past)) return past.left
      const seller = await past.right.queries.seller(`s${i % 3}`)
      await past.right.close()
      return seller?.sellerId
    }),
  )
  expect([first, second, third]).toEqual(['s0', 's1', 's2'])
  expect(fourth).toEqual({ type: 'TooManyPasts', waitingMax: 2 })
  pasts.close()
})
