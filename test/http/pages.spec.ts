import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../src/adapters/system.js'
import { createApp } from '../../src/http/index.js'
import { apiOf, nextOf, type Api } from '../support/api.js'
import * as rows from '../support/readModels.js'

let models: rows.ReadModels
let api: Api

// Many orders share an instant, so that the id has to tell them apart.
const placedAt = (i: number) => `2017-10-0${1 + (i % 3)}T08:00:00.00${i % 2}Z`
const statusOf = (i: number) => (i % 5 === 0 ? 'CANCELLED' : 'COMPLETED')
const ORDERS = Array.from({ length: 137 }, (_, i) => ({
  id: `o~${i}`,
  placedAt: placedAt(i),
  status: statusOf(i),
}))
const SELLERS = Array.from({ length: 120 }, (_, i) => `shop.${i}`)

beforeAll(async () => {
  models = await rows.readModels()
  api = apiOf(createApp({ queries: models.queries, system }))
  await models.insert(
    'sellers',
    SELLERS.map((id) => rows.sellerRow(id)),
  )
  await models.insert('order_board', [
    ...ORDERS.map((order) =>
      rows.orderRow(order.id, 'shop.1', { placed_at: order.placedAt, status: order.status }),
    ),
    rows.orderRow('of-another', 'shop.2'),
  ])
  await models.insert(
    'ledger_postings',
    Array.from({ length: 60 }, (_, i) => i).flatMap((i) => [
      rows.postingRow(i * 7 + 1, 0, i % 4 === 0 ? 'shop.2' : 'shop.1'),
      rows.postingRow(i * 7 + 1, 1, i % 4 === 0 ? 'shop.2' : 'shop.1'),
    ]),
  )
})
afterAll(() => models.close())

interface Item {
  readonly sellerId?: string
  readonly orderId?: string
  readonly placedAt?: string
  readonly position?: string
  readonly posting?: number
}

/** All items of a list, following `next` with the given limit on the first request. */
const follow = async (url: string, limit: number): Promise<ReadonlyArray<Item>> => {
  const items: Array<Item> = []
  for (
    let next: string | undefined = `${url}${url.includes('?') ? '&' : '?'}limit=${limit}`;
    next !== undefined;
  ) {
    const response = await api.get(next)
    expect(response.status).toBe(200)
    const [page = []] = Object.values(response.body as Record<string, Array<Item>>)
    next = nextOf(response)
    // Every page but the last is full, and no last page is empty for nothing.
    if (next !== undefined) expect(page).toHaveLength(limit)
    else expect(page.length).toBeGreaterThan(0)
    items.push(...page)
  }
  return items
}

const limits = fc.integer({ min: 1, max: 100 })

describe('following next tells each row once and in order', () => {
  test('of the sellers', async () => {
    const expected = SELLERS.toSorted()
    await fc.assert(
      fc.asyncProperty(limits, async (limit) => {
        expect((await follow('/v1/sellers', limit)).map(({ sellerId }) => sellerId)).toEqual(expected)
      }),
      { numRuns: 8, examples: [[1], [60], [100]] },
    )
  })

  test('of the orders of a seller, in all statuses or one', async () => {
    const newestFirst = ORDERS.toSorted((a, b) => {
      const [x, y] = [`${a.placedAt} ${a.id}`, `${b.placedAt} ${b.id}`]
      return x < y ? 1 : -1
    })
    await fc.assert(
      fc.asyncProperty(
        limits,
        fc.constantFrom(undefined, 'CANCELLED', 'COMPLETED'),
        async (limit, status) => {
          const url = `/v1/sellers/shop.1/orders${status === undefined ? '' : `?status=${status}`}`
          const expected = newestFirst.filter((order) => status === undefined || order.status === status)
          expect((await follow(url, limit)).map(({ orderId }) => orderId)).toEqual(
            expected.map(({ id }) => id),
          )
        },
      ),
      { numRuns: 12, examples: [[1, 'CANCELLED']] },
    )
  })

  test('of the ledger of a seller', async () => {
    const expected = Array.from({ length: 60 }, (_, i) => i)
      .filter((i) => i % 4 !== 0)
      .flatMap((i) => [`${i * 7 + 1}.0`, `${i * 7 + 1}.1`])
      .toReversed()
    await fc.assert(
      fc.asyncProperty(limits, async (limit) => {
        const postings = await follow('/v1/sellers/shop.1/ledger', limit)
        expect(postings.map(({ position, posting }) => `${position}.${posting}`)).toEqual(expected)
      }),
      { numRuns: 8, examples: [[1], [45], [90]] },
    )
  })

  test('while newer rows are added', async () => {
    const first = await api.get('/v1/sellers/shop.2/orders?limit=1')
    expect(nextOf(first)).toBeUndefined()
    await models.insert('order_board', [
      rows.orderRow('older', 'shop.2', { placed_at: '2015-01-01T00:00:00.000Z' }),
      rows.orderRow('oldest', 'shop.2', { placed_at: '2014-01-01T00:00:00.000Z' }),
    ])
    const second = await api.get('/v1/sellers/shop.2/orders?limit=1')
    await models.insert('order_board', [
      rows.orderRow('newer', 'shop.2', { placed_at: '2020-01-01T00:00:00.000Z' }),
    ])
    const third = await api.get(nextOf(second) ?? '')
    expect(third.body).toMatchObject({ orders: [{ orderId: 'older' }] })
  })
})

describe('pages', () => {
  test('have 50 items if nothing else is asked for', async () => {
    const response = await api.get('/v1/sellers')
    expect((response.body as { sellers: Array<unknown> }).sellers).toHaveLength(50)
    expect(nextOf(response)).toMatch(/^\/v1\/sellers\?cursor=[\w-]+$/)
  })

  test('keep the other parameters of the first one', async () => {
    const next = nextOf(await api.get('/v1/sellers/shop.1/orders?status=COMPLETED&limit=3'))
    expect(next).toMatch(/^\/v1\/sellers\/shop\.1\/orders\?status=COMPLETED&limit=3&cursor=[\w-]+$/)
  })

  const cursorOf = async (url: string) =>
    new URLSearchParams(nextOf(await api.get(url))?.split('?')[1]).get('cursor') ?? ''
  const encoded = (json: string) => Buffer.from(json).toString('base64url')

  test('of another list, changed or made up are refused', async () => {
    const cursor = await cursorOf('/v1/sellers/shop.1/orders?limit=1')
    const { status } = await api.get(`/v1/sellers/shop.1/orders?cursor=${cursor}`)
    expect(status).toBe(200)
    for (const wrong of [
      await cursorOf('/v1/sellers?limit=1'),
      await cursorOf('/v1/sellers/shop.1/ledger?limit=1'),
      `${cursor}A`,
      `${cursor}%3D`,
      ` ${cursor}`,
      cursor.slice(0, -1),
      '',
      'null',
      encoded('null'),
      encoded('[]'),
      encoded('{"placedAt":"yesterday","orderId":"o~1"}'),
      encoded('{"placedAt":"2017-10-01T08:00:00.000Z","orderId":"\\u0000"}'),
      encoded('{"placedAt":"2017-10-01T08:00:00.000Z","orderId":"o~1","__proto__":{}}'),
      encoded('{ "placedAt":"2017-10-01T08:00:00.000Z","orderId":"o~1"}'),
      encoded(`{"placedAt":"2017-10-01T08:00:00.000Z","orderId":"${'o'.repeat(10_000)}"}`),
    ]) {
      const response = await api.get(`/v1/sellers/shop.1/orders?cursor=${wrong}`)
      expect(response.status, wrong).toBe(400)
      expect(response.body).toMatchObject({ errors: [{ parameter: 'cursor' }] })
    }
  })

  test.each([
    ['/v1/sellers/shop.1/orders', '{"placedAt":"0000-01-01T00:00:00.000Z","orderId":"o"}', 200],
    ['/v1/sellers/shop.1/orders', '{"placedAt":"9999-12-31T23:59:59.999Z","orderId":"o"}', 200],
    ['/v1/sellers/shop.1/ledger', '{"position":"9223372036854775807","posting":2147483647}', 200],
    ['/v1/sellers/shop.1/ledger', '{"position":"9223372036854775808","posting":0}', 400],
    ['/v1/sellers/shop.1/ledger', '{"position":"1","posting":2147483648}', 400],
    ['/v1/sellers/shop.1/ledger', '{"position":"-1","posting":0}', 400],
    ['/v1/sellers/shop.1/ledger', '{"position":1,"posting":0}', 400],
    ['/v1/sellers', '{"sellerId":"\\ud800"}', 400],
    ['/v1/sellers', '{"sellerId":"%_\'; --"}', 200],
  ])('%s goes on from %s with %i', async (url, key, expected) => {
    expect((await api.get(`${url}?cursor=${encoded(key)}`)).status).toBe(expected)
  })
})
