import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../src/adapters/system.js'
import { createApp } from '../../src/http/index.js'
import { apiOf, document, type Api } from '../support/api.js'
import * as rows from '../support/readModels.js'

let models: rows.ReadModels
let api: Api
const failures: Array<unknown> = []

beforeAll(async () => {
  models = await rows.readModels()
  api = apiOf(createApp({ queries: models.queries, system, log: (failure) => failures.push(failure) }))
  await models.insert('sellers', [rows.sellerRow('shop-1')])
  await models.insert('products', [rows.productRow('p-1', 'shop-1')])
  await models.insert('order_board', [rows.orderRow('order-1', 'shop-1')])
})
afterAll(() => models.close())

describe('a wrong parameter is named with its rule', () => {
  test.each([
    ['/v1/sellers?limit=0', 'limit', 'must be an integer from 1 to 100'],
    ['/v1/sellers?limit=101', 'limit', 'must be an integer from 1 to 100'],
    ['/v1/sellers?limit=1e1', 'limit', 'must be an integer from 1 to 100'],
    ['/v1/sellers?limit=%2B1', 'limit', 'must be an integer from 1 to 100'],
    ['/v1/sellers?limit=', 'limit', 'must be an integer from 1 to 100'],
    ['/v1/sellers?limit', 'limit', 'must be an integer from 1 to 100'],
    ['/v1/sellers?limit=5&limit=5', 'limit', 'must be given once'],
    ['/v1/sellers?limit[]=5', 'limit[]', 'is not one of limit, cursor, minPosition, waitMs'],
    ['/v1/sellers?Limit=5', 'Limit', 'is not one of limit, cursor, minPosition, waitMs'],
    ['/v1/sellers?__proto__=5', '__proto__', 'is not one of limit, cursor, minPosition, waitMs'],
    ['/v1/sellers?constructor=5', 'constructor', 'is not one of limit, cursor, minPosition, waitMs'],
    ['/v1/sellers?offset=5', 'offset', 'is not one of limit, cursor, minPosition, waitMs'],
    ['/v1/sellers?=5', '', 'is not one of limit, cursor, minPosition, waitMs'],
    ['/v1/sellers/shop-1?verbose=1', 'verbose', 'is not one of minPosition, waitMs, asOf, asOfBy, asOfKnown'],
    ['/v1/sellers/shop-1/orders?status=PAID', 'status', /^must be one of UNPAID, ON_HOLD/],
    ['/v1/sellers/shop-1/kpis?period=year', 'period', 'must be one of day, week, month'],
    ['/v1/sellers/shop-1/kpis?from=2017-02-29', 'from', 'must be a day such as 2017-10-02'],
    ['/v1/sellers/shop-1/kpis?to=2017-1-1', 'to', 'must be a day such as 2017-10-02'],
    ['/v1/sellers/shop-1/kpis?from=2017-10-02&to=2017-10-02', 'to', /^must be after from/],
    ['/v1/products/p-1/kpis?from=2017-10-02&to=2017-10-01', 'to', /^must be after from/],
    ['/v1/kpis/products?from=2017-10-02&to=2017-10-01', 'to', /^must be after from/],
    ['/v1/kpis/products?by=price', 'by', 'must be one of gmv, units, orders'],
    ['/v1/kpis/products?sellerId=%00', 'sellerId', /^must be 1 to 120 of/],
    ['/v1/kpis/products?currency=eur', 'currency', 'must be an ISO 4217 currency code'],
    ['/v1/sellers/shop-1/ledger?account=cash', 'account', /^must be one of bank, buyer_funds_held/],
    ['/v1/sellers/shop-1/ledger?orderId=%00', 'orderId', /^must be 1 to 120 of/],
    ['/v1/sellers/shop-1/ledger?from=2017-10-02&to=2017-10-02', 'to', /^must be after from/],
    ['/v1/statements/s/lines?format=xml', 'format', 'must be one of json, csv'],
    ['/v1/statements/s/lines?format=csv&limit=5', 'limit', 'is of JSON: CSV is told whole'],
    ['/livez?x=1', 'x', 'is not known: there are none here'],
  ])('%s', async (url, parameter, detail) => {
    const { status, body } = await api.get(url)
    expect(status).toBe(400)
    const rule: unknown = typeof detail === 'string' ? detail : expect.stringMatching(detail)
    expect(body).toMatchObject({
      type: 'urn:problem-type:comptoir:invalid-parameters',
      errors: [{ parameter, detail: rule }],
    })
  })

  test('several at once, each by its name', async () => {
    const { body } = await api.get('/v1/kpis/products?by=x&limit=x&from=x&to=x')
    const { errors } = body as { errors: ReadonlyArray<{ parameter: string }> }
    expect(errors.map(({ parameter }) => parameter).toSorted()).toEqual(['by', 'from', 'limit', 'to'])
  })

  test('before anything is asked of the database', async () => {
    const { status } = await api.get('/v1/sellers/nobody?x=1')
    expect(status).toBe(400)
  })

  test('but a thousand of them make a short answer', async () => {
    const { status, body, text } = await api.get(`/v1/sellers?${'a&'.repeat(500)}${'x'.repeat(2_000)}&b=1`)
    expect(status).toBe(400)
    expect((body as { errors: Array<unknown> }).errors).toHaveLength(3)
    expect(text.length).toBeLessThan(2_000)
  })
})

test('an empty query string is none', async () => {
  expect((await api.get('/v1/sellers?')).status).toBe(200)
  expect((await api.get('/v1/sellers?&&')).status).toBe(200)
})

const paths = Object.keys(document.paths).filter((path) => path !== '/readyz')
const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '\0',
    "' OR 1=1 --",
    '"; DROP SCHEMA comptoir CASCADE; --',
    '$1',
    '%',
    '*',
    '..',
    '0',
    '-1',
    '9007199254740993',
    '1e400',
    'NaN',
    'null',
    '2017-10-02',
    '0000-01-01',
    '9999-12-31',
    '-infinity',
    'epoch',
    'UNPAID',
    'week',
    'gmv',
    'EUR',
    'shop-1',
    'order-1',
    'p-1',
    'counts',
    '__proto__',
    'constructor',
    'x'.repeat(2_000),
  ),
)
// What no encoder would send, beside what it would: `%00` and `%ff` are for the server to find wrong.
const written = hostileText.chain((text) =>
  fc.constantFrom(
    encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '')),
    Buffer.from(text).toString('hex').replaceAll(/../g, '%$&').slice(0, 600),
    `%${text.replaceAll(/[^0-9a-zA-Z]/g, '').slice(0, 3)}`,
  ),
)
const names = fc.constantFrom(
  ...['limit', 'cursor', 'status', 'period', 'from', 'to', 'by', 'sellerId', 'currency', 'account'],
  ...['orderId', 'format'],
  ...['limit[]', 'limit[a]', '__proto__', 'toString', ''],
)
const queryString = fc
  .array(fc.tuple(fc.oneof({ weight: 5, arbitrary: names }, { weight: 1, arbitrary: written }), written), {
    maxLength: 5,
  })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'))

describe('whatever is asked', () => {
  test('nothing is our fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), written, queryString, async (path, id, query) => {
        const { status } = await api.get(`${path.replace('{id}', id)}?${query}`)
        expect([200, 400, 404]).toContain(status)
      }),
      { numRuns: 700 },
    )
    expect(failures).toEqual([])
  })

  test('one right parameter at a time, with any value', async () => {
    const single = fc.tuple(
      fc.constantFrom(
        '/v1/sellers?limit',
        '/v1/sellers?cursor',
        '/v1/sellers/shop-1/orders?status',
        '/v1/sellers/shop-1/orders?cursor',
        '/v1/sellers/shop-1/ledger?cursor',
        '/v1/sellers/shop-1/kpis?period',
        '/v1/sellers/shop-1/kpis?from',
        '/v1/products/p-1/kpis?to',
        '/v1/kpis/products?by',
        '/v1/kpis/products?sellerId',
        '/v1/kpis/products?currency',
      ),
      fc.oneof(
        written,
        hostileText.map((text) => Buffer.from(text).toString('base64url')),
      ),
    )
    await fc.assert(
      fc.asyncProperty(single, async ([url, value]) => {
        expect([200, 400]).toContain((await api.get(`${url}=${value}`)).status)
      }),
      { numRuns: 400 },
    )
    expect(failures).toEqual([])
  })

  test('a broken percent-encoding in the path is a problem of its own', async () => {
    const { status, body } = await api.get('/v1/sellers/%E0%A4%A')
    expect(status).toBe(400)
    expect(body).toMatchObject({ type: 'urn:problem-type:comptoir:malformed-url' })
  })
})
