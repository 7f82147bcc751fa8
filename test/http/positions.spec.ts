import type pg from 'pg'
import type supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { postgresQueries } from '../../src/adapters/postgres/queries.js'
import { system } from '../../src/adapters/system.js'
import { createApp } from '../../src/http/index.js'
import { deadlines } from '../../src/projections/deadlines.js'
import { projections } from '../../src/projections/index.js'
import { apiOf, document } from '../support/api.js'
import { fillMarketplace } from '../support/marketplace.js'
import * as money from '../support/moneyRows.js'
import { checkpointRow, readModels, type ReadModels } from '../support/readModels.js'

const everything = [...projections, deadlines]
const modelOf = new Map(everything.flatMap(({ name, tables }) => tables.map((table) => [table.name, name])))

let models: ReadModels
beforeAll(async () => {
  models = await readModels()
  await fillMarketplace(models)
  await models.insert('statements', [money.statementRow('shop-1', '2026-03-05', { lines: 1 })])
  await models.insert('statement_lines', [money.statementLineRow('shop-1.2026-03-05.EUR', 1)])
  await models.insert('payouts', [money.payoutRow('shop-1', '2026-03-06')])
})
afterAll(() => models.close())

const stand = async (position: number, name?: string): Promise<void> => {
  const which = name === undefined ? '' : `WHERE name = '${name}'`
  await models.pool.query(
    `UPDATE ${models.schema}.projection_checkpoints SET commit_position = $1, prepare_position = $1 ${which}`,
    [position],
  )
}
beforeEach(async () => {
  await models.pool.query(`TRUNCATE ${models.schema}.projection_checkpoints`)
  await models.insert(
    'projection_checkpoints',
    everything.map(({ name }) => checkpointRow(name, 3)),
  )
})

/** Never with what another test has seen. */
const fresh = (pool: pg.Pool = models.pool) => {
  const app = createApp({ queries: postgresQueries({ pool, schema: models.schema }), system })
  return { app, get: apiOf(app).get }
}

/** A pool that remembers the tables that were asked. */
const watched = () => {
  const asked = new Set<string>()
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await models.pool.connect()
    return new Proxy(client, {
      get: (target, property) => {
        if (property === 'query')
          return (config: { text: string }) => {
            for (const [, table = ''] of config.text.matchAll(/"?comptoir"?\.(\w+)/g)) asked.add(table)
            return target.query(config)
          }
        const value: unknown = Reflect.get(target, property)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
  }
  return { asked, pool: { connect, on: () => undefined } as unknown as pg.Pool }
}

const ids = {
  sellers: 'shop-1',
  orders: 'order-1',
  products: 'p-1',
  statements: 'shop-1.2026-03-05.EUR',
  payouts: 'shop-1.2026-03-06.EUR',
  ledger: '7.0',
  'after-sales-cases': 'case-1',
}
// Recipients are sealed beside the log: no read model tells of them.
const paths = Object.keys(document.paths).filter((path) => /^\/v1(?!.*\/recipient$)/.test(path))
/** Of something that is there, and of something that is not. */
const urlsOf = (path: string): ReadonlyArray<string> => {
  const [, known = ''] = Object.entries(ids).find(([kind]) => path.startsWith(`/v1/${kind}/`)) ?? []
  return path.includes('{id}') ? [known, 'unknown-1'].map((id) => path.replace('{id}', id)) : [path]
}
const positionIn = (response: supertest.Response) => response.get('Comptoir-Position')

test.each(paths)('%s tells no more than what each of the tables that it reads reflects', async (path) => {
  const tables = new Set<string>()
  for (const url of urlsOf(path)) {
    const { asked, pool } = watched()
    expect(positionIn(await fresh(pool).get(url)), url).toBe('3')
    const read = new Set([...asked].flatMap((table) => modelOf.get(table) ?? []))
    for (const table of asked) tables.add(table)
    for (const name of read) {
      await stand(2, name)
      expect(positionIn(await fresh().get(url)), `${url} reads ${name}`).toBe('2')
      await stand(3, name)
    }
  }
  expect(tables.size).toBeGreaterThan(1)
})

describe('the position', () => {
  test('is told with a table, with nothing new, and with what is not there', async () => {
    const { get } = fresh()
    const csv = await get('/v1/statements/shop-1.2026-03-05.EUR/lines?format=csv')
    expect([csv.type, positionIn(csv)]).toEqual(['text/csv', '3'])
    const etag = (await get('/v1/sellers')).get('ETag') ?? ''
    const unchanged = await get('/v1/sellers', { 'If-None-Match': etag })
    expect([unchanged.status, positionIn(unchanged)]).toEqual([304, '3'])
    const missing = await get('/v1/orders/nothing')
    expect([missing.status, positionIn(missing)]).toEqual([404, '3'])
  })

  test('is 0 before the first event, and while one of them has not started', async () => {
    await models.pool.query(
      `DELETE FROM ${models.schema}.projection_checkpoints WHERE name = 'order_timeline'`,
    )
    expect(positionIn(await fresh().get('/v1/orders/order-1'))).toBe('0')
    expect(positionIn(await fresh().get('/v1/orders/counts'))).toBe('3')
  })

  test('of an EventStoreDB tells both of its parts where they differ', async () => {
    await models.pool.query(
      `UPDATE ${models.schema}.projection_checkpoints SET commit_position = 412, prepare_position = 408`,
    )
    expect(positionIn(await fresh().get('/v1/orders/counts'))).toBe('412/408')
  })

  test('of a read model in shards is that of the last one', async () => {
    await models.pool.query(`DELETE FROM ${models.schema}.projection_checkpoints WHERE name = 'order_board'`)
    await models.insert('projection_checkpoints', [
      checkpointRow('order_board#0/2', 3),
      checkpointRow('order_board#1/2', 1),
    ])
    expect(positionIn(await fresh().get('/v1/orders/counts'))).toBe('1')
  })

  test('is looked up once for many who ask together', async () => {
    const { reflected } = postgresQueries({ pool: models.pool, schema: models.schema })
    let looks = 0
    models.pool.on('acquire', () => (looks += 1))
    const told = await Promise.all(Array.from({ length: 100 }, () => reflected(['ledger', 'payouts'])))
    models.pool.removeAllListeners('acquire')
    expect(new Set(told.map((position) => position?.commit))).toEqual(new Set([3n]))
    expect(looks).toBe(1)
  })
})

describe('a request with minPosition', () => {
  const asked = '/v1/orders/counts?minPosition=3'

  test('is answered at once where the read models are there', async () => {
    const response = await fresh().get(asked)
    expect([response.status, positionIn(response)]).toEqual([200, '3'])
  })

  test('of 0 is answered at once, also while nothing has started: that reflects all there is before the first event', async () => {
    await models.pool.query(`DELETE FROM ${models.schema}.projection_checkpoints`)
    const begin = performance.now()
    const response = await fresh().get('/v1/orders/counts?minPosition=0')
    expect([response.status, positionIn(response)]).toEqual([200, '0'])
    expect(performance.now() - begin).toBeLessThan(1_000)
  })

  test('waits until they are', async () => {
    await stand(2)
    const answer = fresh().get(asked)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await stand(3)
    const response = await answer
    expect([response.status, positionIn(response)]).toEqual([200, '3'])
  })

  test('does not wait for read models that it is not answered from', async () => {
    await stand(1, 'ledger')
    expect((await fresh().get(asked)).status).toBe(200)
  })

  test('is refused after its time, with where they are', async () => {
    await stand(2, 'order_board')
    const begin = performance.now()
    const { status, body, headers } = await fresh().get(`${asked}&waitMs=50`)
    expect(status).toBe(503)
    expect(headers).toMatchObject({ 'retry-after': '1' })
    expect(body).toMatchObject({
      type: 'urn:problem-type:comptoir:position-not-reached',
      reasons: [{ component: 'order_board', detail: 'is at position 2' }],
    })
    expect(performance.now() - begin).toBeLessThan(1_000)
  })

  test('is wrong where the log itself does not go so far', async () => {
    const { status, body } = await fresh().get('/v1/orders/counts?minPosition=4&waitMs=20')
    expect(status).toBe(400)
    expect(body).toMatchObject({
      type: 'urn:problem-type:comptoir:position-beyond-log',
      detail: 'The last event is at position 3.',
    })
  })

  test.each(['minPosition=04', 'minPosition=', 'minPosition=1&minPosition=2', 'waitMs=10001', 'waitMs=-1'])(
    'with %s is refused',
    async (query) => {
      const { status, body } = await fresh().get(`/v1/orders/counts?${query}`)
      expect(status).toBe(400)
      expect(body).toMatchObject({ type: 'urn:problem-type:comptoir:invalid-parameters' })
    },
  )
})

test('a thousand wait by one look in ten milliseconds, and the next one is sent away', async () => {
  await stand(2)
  const { pool } = models
  let acquired = 0
  pool.on('acquire', () => (acquired += 1))
  const { reached } = postgresQueries({ pool, schema: models.schema })
  const position = { commit: 3n, prepare: 3n }
  const waiters = Array.from({ length: 1_001 }, () => reached(position, { of: ['ledger'], waitMs: 150 }))
  const outcomes = await Promise.all(waiters)
  pool.removeAllListeners('acquire')
  const types = outcomes.map((outcome) => ('left' in outcome ? outcome.left.type : 'reached'))
  expect(types.filter((type) => type === 'PositionNotReached')).toHaveLength(1_000)
  expect(types.filter((type) => type === 'TooManyWaiting')).toHaveLength(1)
  expect(acquired - 1_000, 'without those for the head, one for each').toBeLessThan(40)
})
