import express from 'express'
import pg from 'pg'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresQueries } from '../../src/adapters/postgres/queries.js'
import { system } from '../../src/adapters/system.js'
import { ReadsUnavailable, type Queries } from '../../src/application/queries.js'
import { createApp, type RequestFailure } from '../../src/http/index.js'
import { apiOf, nextOf } from '../support/api.js'
import * as rows from '../support/readModels.js'

let models: rows.ReadModels
let app: express.Express

beforeAll(async () => {
  models = await rows.readModels()
  app = createApp({ queries: models.queries, system })
  await models.insert('sellers', [rows.sellerRow('shop-1'), rows.sellerRow('shop-2')])
})
afterAll(() => models.close())

describe('every answer', () => {
  test('may be kept by its reader only, and must be asked for again', async () => {
    const { headers } = await apiOf(app).get('/v1/sellers')
    expect(headers).toMatchObject({
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/json; charset=utf-8',
    })
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers['etag']).toMatch(/^"/)
  })

  test('bears the request id of the caller if it is a plain word, else one of ours', async () => {
    const idFor = async (given: string) =>
      (await apiOf(app).get('/v1/nothing', { 'X-Request-Id': given })) as {
        headers: Record<string, string>
        body: unknown
      }
    const plain = await idFor('trace-1')
    expect(plain.headers['x-request-id']).toBe('trace-1')
    expect(plain.body).toMatchObject({ requestId: 'trace-1' })
    const odd = await idFor('<script>')
    expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(odd.body).toMatchObject({ requestId: odd.headers['x-request-id'] })
  })

  test('is not sent again to whoever has it', async () => {
    const first = await apiOf(app).get('/v1/sellers/shop-1')
    const again = await apiOf(app).get('/v1/sellers/shop-1', { 'If-None-Match': first.headers['etag'] ?? '' })
    expect(again.status).toBe(304)
    expect(again.text).toBe('')
    await models.pool.query(
      `UPDATE ${models.schema}.sellers SET shop_name = 'Neuf' WHERE seller_id = 'shop-1'`,
    )
    const changed = await apiOf(app).get('/v1/sellers/shop-1', {
      'If-None-Match': first.headers['etag'] ?? '',
    })
    expect(changed.status).toBe(200)
    expect(changed.body).toMatchObject({ shopName: 'Neuf' })
  })
})

describe('methods', () => {
  test('HEAD is GET without the body', async () => {
    const get = await apiOf(app).get('/v1/sellers?limit=1')
    const head = await supertest(app).head('/v1/sellers?limit=1')
    expect(head.status).toBe(200)
    expect(head.body).toEqual({})
    for (const name of ['etag', 'link', 'content-length', 'content-type']) {
      expect(head.headers[name], name).toBe(get.headers[name])
      expect(head.headers[name], name).toBeDefined()
    }
    expect((await supertest(app).head('/v1/sellers/nobody')).status).toBe(404)
  })

  test.each(['post', 'put', 'patch', 'delete', 'options'] as const)(
    '%s is refused with what is allowed',
    async (method) => {
      const response = await supertest(app)[method]('/v1/sellers')
      expect(response.status).toBe(405)
      expect(response.headers['allow']).toBe('GET, HEAD')
      expect(response.body).toMatchObject({ type: 'urn:problem-type:comptoir:method-not-allowed' })
    },
  )
})

describe('when something is wrong here', () => {
  const failing = (error: Error, log?: (failure: RequestFailure) => void) => {
    const queries: Queries = { ...models.queries, counts: () => Promise.reject(error) }
    return apiOf(createApp({ queries, system, ...(log && { log }) }))
  }

  test('a slow database is a 503 that may be tried again', async () => {
    const { status, body, headers } = await failing(new ReadsUnavailable('timeout')).get('/v1/orders/counts')
    expect(status).toBe(503)
    expect(headers).toMatchObject({ 'retry-after': '1', 'cache-control': 'no-store' })
    expect(body).toMatchObject({ type: 'urn:problem-type:comptoir:reads-timed-out' })
  })

  test('a bug is a 500 that tells nothing, and the log everything', async () => {
    const failures: Array<RequestFailure> = []
    const error = new Error('relation "secret" does not exist')
    const { status, text, body } = await failing(error, (failure) => failures.push(failure)).get(
      '/v1/orders/counts',
    )
    expect(status).toBe(500)
    expect(text).not.toMatch(/secret|relation|Error|at /)
    const { requestId } = body as { requestId: string }
    expect(failures).toEqual([{ requestId, method: 'GET', url: '/v1/orders/counts', status: 500, error }])
  })

  test('callers who are wrong do not fill the log', async () => {
    const failures: Array<RequestFailure> = []
    await failing(new Error(), (failure) => failures.push(failure)).get('/v1/sellers/nobody')
    expect(failures).toEqual([])
  })

  test('without a database, everything but /livez and /openapi.json is a 503 with a reason', async () => {
    const pool = new pg.Pool({ connectionString: models.url })
    // The database is dropped while the last of its connections may still be closing.
    pool.on('error', () => undefined)
    const api = apiOf(createApp({ queries: postgresQueries({ pool, schema: models.schema }), system }))
    expect((await api.get('/readyz')).body).toEqual({ status: 'ready' })
    await pool.end()
    const ready = await api.get('/readyz')
    expect(ready.status).toBe(503)
    expect(ready.body).toMatchObject({
      type: 'urn:problem-type:comptoir:not-ready',
      reasons: [{ component: 'database', detail: 'the database cannot be reached' }],
    })
    expect((await api.get('/v1/sellers')).body).toMatchObject({
      type: 'urn:problem-type:comptoir:reads-unavailable',
    })
    expect((await api.get('/livez')).body).toEqual({ status: 'alive' })
    expect((await api.get('/openapi.json')).status).toBe(200)
  })

  test('a server that is not there is a 503', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' })
    const api = apiOf(createApp({ queries: postgresQueries({ pool, schema: models.schema }), system }))
    expect((await api.get('/v1/sellers')).status).toBe(503)
    await pool.end()
  })
})

describe('/readyz', () => {
  const readyWith = async (
    readiness: Parameters<typeof createApp>[0]['readiness'],
    projections: Awaited<ReturnType<Queries['projections']>>['projections'],
  ) => {
    const queries: Queries = { ...models.queries, projections: () => Promise.resolve({ projections }) }
    const api = apiOf(createApp({ queries, system, ...(readiness && { readiness }) }))
    const { reasons = 'none' } = (await api.get('/readyz')).body as { reasons?: unknown }
    return reasons
  }
  const updatedAt = system.now()
  const board = {
    name: 'order_board',
    version: 1,
    position: 1n,
    lagEvents: 3,
    lagSeconds: 60,
    parked: 0,
    skipped: 0,
    updatedAt,
  }

  test('bears a projection that is a minute behind, not longer', async () => {
    expect(await readyWith(undefined, [board])).toBe('none')
    expect(await readyWith(undefined, [{ ...board, lagSeconds: 61 }])).toEqual([
      { component: 'order_board', detail: 'is 61 s behind, more than 60 s' },
    ])
    expect(await readyWith({ lagSecondsMax: 5 }, [board])).toHaveLength(1)
  })

  test('wants the projections that it was told of', async () => {
    expect(await readyWith({ projections: ['order_board', 'ledger'] }, [board])).toEqual([
      { component: 'ledger', detail: 'has not started' },
    ])
  })

  test('tells what has halted', async () => {
    const halted = [{ component: 'ledger', detail: 'halted at position 7' }]
    expect(await readyWith({ halted: () => halted }, [board])).toEqual(halted)
  })

  test.each<readonly [string, ReadsUnavailable, { component: string; detail: string }]>([
    [
      'the database',
      new ReadsUnavailable('unreachable'),
      { component: 'database', detail: 'the database cannot be reached' },
    ],
    [
      'the event store',
      new ReadsUnavailable('unreachable', { source: 'event store' }),
      { component: 'event store', detail: 'the event store cannot be reached' },
    ],
  ])('tells when it is %s that does not answer', async (_, error, reason) => {
    const queries: Queries = { ...models.queries, projections: () => Promise.reject(error) }
    const { status, body } = await apiOf(createApp({ queries, system })).get('/readyz')
    expect({ status, body }).toMatchObject({ status: 503, body: { reasons: [reason] } })
  })
})

test('mounted in a host, links and instances are those of the host', async () => {
  const host = express().use('/api', app)
  const list = await supertest(host).get('/api/v1/sellers?limit=1')
  expect(nextOf(list)).toMatch(/^\/api\/v1\/sellers\?limit=1&cursor=/)
  expect((await supertest(host).get(nextOf(list) ?? '')).body).toMatchObject({
    sellers: [{ sellerId: 'shop-2' }],
  })
  expect((await supertest(host).get('/api/v1/none')).body).toMatchObject({ instance: '/api/v1/none' })
})
