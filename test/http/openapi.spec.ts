import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../src/adapters/system.js'
import { createApp, openapi } from '../../src/http/index.js'
import { labelOf } from '../../src/domain/order/labels.js'
import { orderStatuses } from '../../src/domain/order/events.js'
import { apiOf, document, type Api } from '../support/api.js'
import { readModels, type ReadModels } from '../support/readModels.js'

let models: ReadModels
let api: Api
beforeAll(async () => {
  models = await readModels()
  api = apiOf(createApp({ queries: models.queries, system }))
})
afterAll(() => models.close())

describe('the description of the API', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(openapi))
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  test('is served as it is', async () => {
    expect((await api.get('/openapi.json')).body).toEqual(openapi)
  })

  test.each(Object.keys(document.paths))('%s is there, also while there is nothing to tell', async (path) => {
    const { status, body } = await api.get(path.replace('{id}', 'unknown'))
    if (path.includes('{id}')) {
      expect(status).toBe(404)
      expect(body).not.toMatchObject({ type: 'urn:problem-type:comptoir:route-not-found' })
    } else expect(status).toBe(path === '/v1/deadlines' ? 404 : 200)
  })

  test('names the parameters that are understood, and no others', async () => {
    const values: Readonly<Record<string, string>> = {
      limit: '1',
      status: 'UNPAID',
      period: 'month',
      by: 'units',
      from: '2017-01-01',
      to: '2018-01-01',
      sellerId: 'shop-1',
      currency: 'EUR',
      account: 'bank',
      orderId: 'order-1',
      format: 'csv',
      at: '2018-01-01T00:00:00.000Z',
      caseType: 'REFUND',
      open: 'true',
      until: '2018-01-01T00:00:00.000Z',
      clock: 'UNPAID',
      state: 'NO_RULE',
      reason: 'OPEN_CASE',
      minPosition: '0',
      waitMs: '0',
      asOf: '3',
      asOfBy: 'business',
      asOfKnown: '0',
    }
    for (const [path, { get }] of Object.entries(document.paths)) {
      const { parameters = [] } = get as { parameters?: ReadonlyArray<{ name: string; in: string }> }
      const described = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
      const understood: Array<string> = []
      for (const [name, value] of [...Object.entries(values), ['cursor', 'x'] as const]) {
        const { status, body } = await api.get(`${path.replace('{id}', 'unknown')}?${name}=${value}`)
        const { errors } = body as { errors?: ReadonlyArray<{ detail: string }> }
        const isUnknown = status === 400 && /^is not (known|one of)/.test(errors?.[0]?.detail ?? '')
        if (!isUnknown) understood.push(name)
      }
      expect(understood.toSorted(), path).toEqual(described.toSorted())
    }
  })
})

test('every status has a French label', () => {
  expect(orderStatuses.map((status) => [status, labelOf(status)])).toEqual([
    ['UNPAID', 'en attente'],
    ['ON_HOLD', 'en attente'],
    ['AWAITING_SHIPMENT', 'en attente'],
    ['PARTIALLY_SHIPPING', 'en cours'],
    ['AWAITING_COLLECTION', 'en cours'],
    ['IN_TRANSIT', 'expédiée'],
    ['DELIVERED', 'livrée'],
    ['COMPLETED', 'terminée'],
    ['CANCELLED', 'annulée'],
  ])
})
