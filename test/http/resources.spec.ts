import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../src/adapters/system.js'
import { createApp } from '../../src/http/index.js'
import { apiOf, type Api } from '../support/api.js'
import { fillMarketplace } from '../support/marketplace.js'
import { readModels, type ReadModels } from '../support/readModels.js'

let models: ReadModels
let api: Api

beforeAll(async () => {
  models = await readModels()
  api = apiOf(createApp({ queries: models.queries, system }))
  await fillMarketplace(models)
})
afterAll(() => models.close())

const bodyOf = async (url: string): Promise<unknown> => {
  const response = await api.get(url)
  expect(response.status, url).toBe(200)
  return response.body as unknown
}

describe('sellers', () => {
  test('are listed by id', async () => {
    expect(await bodyOf('/v1/sellers')).toMatchObject({
      sellers: [{ sellerId: 'shop-1' }, { sellerId: 'shop-2' }],
    })
  })

  test('tell when they were verified, if they were', async () => {
    expect(await bodyOf('/v1/sellers/shop-1')).toEqual({
      sellerId: 'shop-1',
      shopName: 'Boutique shop-1',
      legalForm: 'COMPANY',
      market: 'FR',
      zone: 'Europe/Paris',
      currency: 'EUR',
      status: 'VERIFIED',
      registeredAt: '2017-10-02T08:00:00.000Z',
      verifiedAt: '2017-10-03T08:00:00.000Z',
    })
    expect(await bodyOf('/v1/sellers/shop-2')).not.toHaveProperty('verifiedAt')
  })
})

describe('orders', () => {
  test('of a seller are listed newest first, with a French label', async () => {
    const { orders } = (await bodyOf('/v1/sellers/shop-1/orders')) as {
      orders: Array<Record<string, unknown>>
    }
    expect(orders.map(({ orderId, label }) => [orderId, label])).toEqual([
      ['order-2', 'annulée'],
      ['order-1', 'en attente'],
      ['counts', 'en attente'],
    ])
    expect(orders[0]).toMatchObject({
      total: { minor: '4498', currency: 'EUR' },
      refunded: { minor: '4498', currency: 'EUR' },
      cancelReason: 'OUT_OF_STOCK',
      sellerFault: true,
    })
  })

  test('of a seller can be those in one status', async () => {
    expect(await bodyOf('/v1/sellers/shop-1/orders?status=CANCELLED')).toMatchObject({
      orders: [{ orderId: 'order-2' }],
    })
    expect(await bodyOf('/v1/sellers/shop-1/orders?status=COMPLETED')).toEqual({ orders: [] })
    expect(await bodyOf('/v1/sellers/shop-2/orders')).toEqual({ orders: [] })
  })

  test('are counted in all nine statuses', async () => {
    const none = {
      UNPAID: 0,
      ON_HOLD: 0,
      AWAITING_SHIPMENT: 0,
      PARTIALLY_SHIPPING: 0,
      AWAITING_COLLECTION: 0,
      IN_TRANSIT: 0,
      DELIVERED: 0,
      COMPLETED: 0,
      CANCELLED: 0,
    }
    expect(await bodyOf('/v1/sellers/shop-1/orders/counts')).toEqual({
      counts: { ...none, UNPAID: 2, CANCELLED: 1 },
    })
    expect(await bodyOf('/v1/sellers/shop-2/orders/counts')).toEqual({ counts: none })
    expect(await bodyOf('/v1/orders/counts')).toEqual({ counts: { ...none, UNPAID: 1_000_000 } })
  })

  test('tell their events, oldest first, with amounts as money', async () => {
    expect(await bodyOf('/v1/orders/order-1')).toMatchObject({
      orderId: 'order-1',
      status: 'UNPAID',
      label: 'en attente',
      timelineIsComplete: true,
      timeline: [
        {
          revision: 0,
          eventType: 'OrderPlaced',
          status: 'UNPAID',
          label: 'en attente',
          inferred: false,
          detail: { units: 2, total: { minor: '4498', currency: 'EUR' } },
        },
        { revision: 1, eventType: 'OrderReviewed', inferred: true, detail: { stars: 5 } },
      ],
    })
  })

  test('never tell who bought', async () => {
    for (const url of ['/v1/orders/order-1', '/v1/sellers/shop-1/orders']) {
      expect((await api.get(url)).text).not.toContain('buyer-of')
    }
  })
})

describe('the ledger', () => {
  test('of a seller has all legs of its events, newest first', async () => {
    expect(await bodyOf('/v1/sellers/shop-1/ledger')).toMatchObject({
      postings: [
        {
          position: '7',
          posting: 1,
          account: 'buyer_funds_held',
          owner: 'shop-1',
          amount: { minor: '4498' },
        },
        { position: '7', posting: 0, account: 'bank', owner: 'platform', amount: { minor: '-4498' } },
      ],
    })
  })

  test('balances by currency, to the cent beyond 2^53', async () => {
    const zero = (currency: string) => ({ minor: '0', currency })
    expect(await bodyOf('/v1/sellers/shop-1/balance')).toEqual({
      balances: [
        {
          currency: 'BRL',
          payable: zero('BRL'),
          pending: zero('BRL'),
          commission: { minor: '250', currency: 'BRL' },
        },
        {
          currency: 'EUR',
          payable: { minor: '9007199254740993', currency: 'EUR' },
          pending: { minor: '-1', currency: 'EUR' },
          commission: zero('EUR'),
        },
      ],
    })
  })

  test('of a seller without postings is empty', async () => {
    expect(await bodyOf('/v1/sellers/shop-2/ledger')).toMatchObject({ postings: [{ position: '8' }] })
    expect(await bodyOf('/v1/sellers/shop-2/balance')).toEqual({ balances: [] })
  })
})

describe('key figures', () => {
  test('of a seller come by period, in its zone', async () => {
    const eur = (minor: string) => ({ minor, currency: 'EUR' })
    const none = {
      orders: 0,
      units: 0,
      gmv: eur('0'),
      cancelledOrders: 0,
      cancelledUnits: 0,
      cancelled: eur('0'),
    }
    expect(await bodyOf('/v1/sellers/shop-1/kpis?period=month')).toEqual({
      zone: 'Europe/Paris',
      rows: [
        {
          period: '2017-11',
          orders: 2,
          units: 3,
          gmv: eur('5997'),
          cancelledOrders: 1,
          cancelledUnits: 2,
          cancelled: eur('100'),
          refundedUnits: 0,
          refunded: eur('0'),
          reviews: 1,
          stars: 4,
        },
        { ...none, period: '2017-12', refundedUnits: 1, refunded: eur('1999'), reviews: 0, stars: 0 },
      ],
    })
  })

  test('come by day if nothing else is said, and within a range', async () => {
    expect(await bodyOf('/v1/sellers/shop-1/kpis?from=2017-11-25&to=2017-12-01')).toMatchObject({
      rows: [{ period: '2017-11-25' }],
    })
    expect(await bodyOf('/v1/sellers/shop-1/kpis?period=week&to=2017-11-25')).toMatchObject({
      rows: [{ period: '2017-W47', orders: 2, cancelledOrders: 0 }],
    })
    expect(await bodyOf('/v1/products/p-1/kpis')).toMatchObject({
      zone: 'Europe/Paris',
      rows: [{ period: '2017-11-24', gmv: { minor: '1999', currency: 'EUR' } }],
    })
  })

  test('rank products, equal ones by id', async () => {
    const idsOf = async (query: string) =>
      (
        (await bodyOf(`/v1/kpis/products${query}`)) as { products: Array<{ productId: string }> }
      ).products.map(({ productId }) => productId)
    expect(await idsOf('')).toEqual(['p-1', 'p-2', 'p-3'])
    expect(await idsOf('?by=units')).toEqual(['p-2', 'p-3', 'p-1'])
    expect(await idsOf('?by=orders&limit=1')).toEqual(['p-2'])
    expect(await idsOf('?sellerId=shop-2')).toEqual(['p-3'])
    expect(await idsOf('?sellerId=nobody')).toEqual([])
    expect(await idsOf('?currency=BRL')).toEqual([])
    expect(await idsOf('?from=2017-11-25')).toEqual(['p-3'])
  })

  test('rank products under their titles, where these are known', async () => {
    const { products } = (await bodyOf('/v1/kpis/products')) as { products: Array<unknown> }
    expect(products[0]).toMatchObject({
      title: 'Théière <en fonte> & tasses',
      category: 'home',
      sellerId: 'shop-1',
    })
    expect(products[2]).not.toHaveProperty('title')
  })
})

describe('projections', () => {
  test('tell how many events they are behind, and since when', async () => {
    const { head, projections } = (await bodyOf('/v1/projections')) as {
      head: string
      projections: Array<Record<string, unknown>>
    }
    expect(head).toBe('3')
    expect(projections.map(({ name, position, lagEvents }) => [name, position, lagEvents])).toEqual([
      ['kpis', undefined, 3],
      ['ledger', '1', 2],
      ['order_board', '3', 0],
    ])
    const yearsAgo = Math.floor((Date.now() - Date.parse('2017-10-02T08:00:00.000Z')) / 1000)
    expect(Math.abs(Number(projections[1]?.['lagSeconds']) - yearsAgo)).toBeLessThan(60)
    expect(projections[2]).toMatchObject({ lagSeconds: 0 })
  })

  test('far behind make the service not ready', async () => {
    const { status, body } = await api.get('/readyz')
    expect(status).toBe(503)
    expect(body).toMatchObject({ reasons: [{ component: 'kpis' }, { component: 'ledger' }] })
  })
})

test.each([
  ['/v1/sellers/nobody', 'seller'],
  ['/v1/sellers/nobody/orders', 'seller'],
  ['/v1/sellers/nobody/orders/counts', 'seller'],
  ['/v1/sellers/nobody/ledger', 'seller'],
  ['/v1/sellers/nobody/balance', 'seller'],
  ['/v1/sellers/nobody/kpis', 'seller'],
  ['/v1/sellers/*/orders/counts', 'seller'],
  ['/v1/orders/none', 'order'],
  ['/v1/products/none/kpis', 'product'],
  ['/v1/products/none', 'route'],
  ['/v1', 'route'],
  ['/', 'route'],
  ['/V1/sellers', 'route'],
])('%s is a problem: no such %s', async (url, what) => {
  const { status, body, headers } = await api.get(url)
  expect(status).toBe(404)
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(body).toMatchObject({
    type: `urn:problem-type:comptoir:${what}-not-found`,
    status: 404,
    instance: url,
  })
})
