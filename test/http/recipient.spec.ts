import { beforeEach, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import { memoryEventStore, memoryKeyStore, sealer as sealerOf } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import type { Queries } from '../../src/application/queries.js'
import { openRecipient } from '../../src/application/recipient.js'
import { sellerCenter, type SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { createApp, type RecipientAccess, type RecipientDesk } from '../../src/http/index.js'
import { apiOf, type Api } from '../support/api.js'
import { linesJson, placedJson } from '../support/orders.js'
import { valueOf } from '../support/spec.js'

const CAMILLE = 'Camille Moreau, 3 rue des Lilas, 35000 Rennes'
const URL = '/v1/orders/o1/recipient'
const s1 = { Authorization: 'Bearer of s1' }

/** An order of `s1` that is paid, and a host that knows its sellers by their tokens. */
const setUp = async (over: Partial<RecipientDesk> = {}) => {
  const keys = memoryKeyStore()
  const sealer = sealerOf(keys)
  const store = memoryEventStore({ system })
  const center = sellerCenter({ store, system })
  const ask = async (type: string, data: object): Promise<void> => {
    valueOf(await center.execute({ type, data: { orderId: 'o1', ...data } } as SellerCenterRequest))
  }
  const recipient = valueOf(await sealer.seal('b1', 'recipient', CAMILLE))
  await ask('PlaceOrder', { ...placedJson, lines: linesJson, recipient })
  await ask('PayOrder', { payments: [], hold: false })
  const accesses: Array<RecipientAccess> = []
  const desk: RecipientDesk = {
    readerOf: async (request) => {
      const [, sellerId] = /^Bearer of (\w+)$/.exec(request.get('Authorization') ?? '') ?? []
      return sellerId === undefined ? undefined : { actor: `seller:${sellerId}`, sellerId }
    },
    open: (wanted) => openRecipient({ store, sealer }, wanted),
    record: async (access) => {
      accesses.push(access)
    },
    ...over,
  }
  const app = createApp({ queries: {} as Queries, system, recipients: desk })
  return { app, api: apiOf(app), accesses, keys, ask }
}

const typeOf = (kind: string) => `urn:problem-type:comptoir:${kind}`

describe('where an order goes', () => {
  let it: Awaited<ReturnType<typeof setUp>>
  beforeEach(async () => {
    it = await setUp()
  })

  test('is told to the seller that ships it, is kept by nobody, and that it was told is written down', async () => {
    const response = await it.api.get(URL, { ...s1, 'X-Request-Id': 'r-1' })
    expect([response.status, response.body]).toEqual([200, { orderId: 'o1', recipient: CAMILLE }])
    expect(response.get('Cache-Control')).toBe('no-store')
    expect(response.get('ETag')).toBeUndefined()
    const access = { orderId: 'o1', sellerId: 's1', actor: 'seller:s1', requestId: 'r-1', outcome: 'TOLD' }
    expect(it.accesses).toEqual([access])
    expect(JSON.stringify(it.accesses)).not.toContain('Camille')
  })

  const refused = async (api: Api, headers: Readonly<Record<string, string>>, url = URL) => {
    const { status, body } = await api.get(url, headers)
    expect(JSON.stringify(body)).not.toContain('Camille')
    return [status, (body as { type: string }).type]
  }

  test('is told to nobody who is not known to ship', async () => {
    expect(await refused(it.api, {})).toEqual([403, typeOf('recipient-forbidden')])
    expect(it.accesses).toEqual([])
  })

  test('is none of another seller, who does not even learn that the order exists', async () => {
    const s2 = { Authorization: 'Bearer of s2' }
    expect(await refused(it.api, s2)).toEqual([404, typeOf('order-not-found')])
    expect(await refused(it.api, s2, '/v1/orders/o2/recipient')).toEqual([404, typeOf('order-not-found')])
    expect(it.accesses.map(({ actor, outcome }) => [actor, outcome])).toEqual([
      ['seller:s2', 'OrderNotFound'],
      ['seller:s2', 'OrderNotFound'],
    ])
  })

  test('is hidden once nothing is to be sent any more', async () => {
    await it.ask('CancelOrder', { initiator: 'SELLER', reason: 'seller_cancel_reason_out_of_stock' })
    expect(await refused(it.api, s1)).toEqual([409, typeOf('recipient-hidden')])
  })

  test('is gone with the key of the buyer', async () => {
    await it.keys.destroy('b1')
    expect(await refused(it.api, s1)).toEqual([410, typeOf('recipient-erased')])
  })

  test('takes no parameters: not even as of then', async () => {
    const past = `${URL}?asOf=2026-03-02T10:00:00.000Z`
    expect(await refused(it.api, s1, past)).toEqual([400, typeOf('invalid-parameters')])
  })
})

test('nothing is told where it cannot be written down', async () => {
  const { api } = await setUp({ record: () => Promise.reject(new Error('the journal is full')) })
  const { status, text } = await api.get(URL, s1)
  expect([status, text.includes('Camille')]).toEqual([500, false])
})

test('nobody is told where the host has not said who may be', async () => {
  const api = apiOf(createApp({ queries: {} as Queries, system }))
  const { status, body } = await api.get(URL, s1)
  expect([status, body]).toMatchObject([404, { type: typeOf('recipients-not-told') }])
})

test('what is asked for as HEAD tells nothing', async () => {
  const { app, accesses } = await setUp()
  const response = await supertest(app).head(URL).set(s1)
  expect(response.status).toBe(200)
  expect(JSON.stringify(response)).not.toContain('Camille')
  expect(accesses).toHaveLength(1)
})
