import { performance } from 'node:perf_hooks'
import type { Pool } from 'pg'
import type { EventStore, ExpectedEvent, NewEvent } from '../src/application/ports.js'
import { sellerCenter, type SellerCenterRequest } from '../src/application/sellerCenter.js'
import { isLeft } from '../src/fp.js'
import { system } from '../src/adapters/system.js'
import { figure, type Figure } from './figure.js'

export interface AppendsOptions {
  readonly store: EventStore
  /** At least 16 connections, to the database of the store. */
  readonly pool: Pool
  /** Quoted; a table `plain_events` is made there and dropped again. */
  readonly schema: string
  readonly seconds?: number
  /** The same by emmett-postgresql. */
  readonly peerRate?: number | undefined
}

const CONNECTIONS = 16
const HOT_WRITERS = 32
const HOT_EVENTS_PER_SECOND_MIN = 10_000

const orderPlaced = (orderId: string): Omit<NewEvent, 'id'> => ({
  type: 'OrderPlaced',
  data: JSON.stringify({
    lines: [1, 2].map((nr) => ({ lineId: `${orderId}-${nr}`, price: '1999', productId: `product-${nr}` })),
    orderId,
    sellerId: 'seller-1',
  }),
  metadata: JSON.stringify({
    actor: { id: 'bench', type: 'service' },
    commandFingerprint: 'f'.repeat(64),
    commandId: orderId,
    correlationId: orderId,
    occurredAt: '2017-10-02T13:56:33.000Z',
    schemaVersion: 1,
  }),
})

/** Times per second that the clients, each waiting for one before it begins the next, get through `once`. */
const rateOf = async (
  clients: number,
  seconds: number,
  once: (client: number) => Promise<void>,
): Promise<number> => {
  let times = 0
  const begin = performance.now()
  const end = begin + seconds * 1_000
  const work = async (client: number): Promise<void> => {
    while (performance.now() < end) {
      await once(client)
      times += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)))
  return (times * 1_000) / (performance.now() - begin)
}

const appendRate = (store: EventStore, clients: number, seconds: number): Promise<number> =>
  rateOf(clients, seconds, async () => {
    const id = system.idOf(system.newId())
    const appended = await store.appendToStream(`order-${id}`, 'no_stream', [{ id, ...orderPlaced(id) }])
    if (isLeft(appended)) throw new Error(`append refused: ${appended.left.type}`)
  })

/** All to one stream: each sends its event after the one that was sent last, whoever sent that, and waits for its own. */
const hotAppendRate = (store: EventStore, seconds: number): Promise<number> => {
  const stream = `order-${system.newId()}`
  let last: ExpectedEvent | undefined
  return rateOf(HOT_WRITERS, seconds, async () => {
    const id = system.newId()
    const expected = last ?? 'no_stream'
    last = { revision: (last?.revision ?? -1n) + 1n, eventId: id }
    const appended = await store.appendToStream(stream, expected, [{ id, ...orderPlaced(id) }])
    if (isLeft(appended)) throw new Error(`append refused: ${appended.left.type}`)
  })
}

/** All to one product, from the request as JSON to the receipt. */
const hotCommandRate = async (store: EventStore, seconds: number): Promise<number> => {
  const center = sellerCenter({ store, system })
  const productId = system.newId()
  const sent = async (request: SellerCenterRequest): Promise<void> => {
    const outcome = await center.execute(request)
    if (isLeft(outcome)) throw new Error(`command refused: ${outcome.left.type}`)
  }
  const price = { priceMinor: '1999', currency: 'EUR' }
  const data = { productId, sellerId: 'seller-1', title: 'Lamp', category: 'lamps', ...price }
  await sent({ type: 'ListProduct', data })
  let stock = 0
  return rateOf(HOT_WRITERS, seconds, () => {
    stock += 1
    return sent({ type: 'CountProductStock', data: { productId, stock } })
  })
}

/** The same row, numbered by a sequence, inserted by a statement that is a transaction: unsafe to follow, and simple. */
const plainRate = async (pool: Pool, schema: string, seconds: number): Promise<number> => {
  const table = `${schema}.plain_events`
  await pool.query(`DROP TABLE IF EXISTS ${table}`)
  await pool.query(`CREATE TABLE ${table} (
    position bigserial PRIMARY KEY, stream text COLLATE "C" NOT NULL, revision bigint NOT NULL,
    event_id uuid NOT NULL UNIQUE, type text NOT NULL, data text NOT NULL, metadata text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(), UNIQUE (stream, revision))`)
  const insert = {
    name: 'plain_insert',
    text: `INSERT INTO ${table} (stream, revision, event_id, type, data, metadata) VALUES ($1, 0, $2, $3, $4, $5)`,
  }
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()))
  try {
    return await rateOf(CONNECTIONS, seconds, async (client) => {
      const id = system.idOf(system.newId())
      const { type, data, metadata } = orderPlaced(id)
      await clients[client]?.query({ ...insert, values: [`order-${id}`, id, type, data, metadata] })
    })
  } finally {
    for (const client of clients) client.release(true)
    await pool.query(`DROP TABLE ${table}`)
  }
}

/**
 * Appends of one event each to streams of their own, against plain inserts of the same row and the peer's appends. Takes
 * five times `seconds`.
 */
export const measureAppends = async ({
  store,
  pool,
  schema,
  seconds = 5,
  peerRate,
}: AppendsOptions): Promise<ReadonlyArray<Figure>> => {
  await appendRate(store, CONNECTIONS, seconds / 10)
  const few = await appendRate(store, CONNECTIONS, seconds)
  const plain = await plainRate(pool, schema, seconds)
  const many = await appendRate(store, 512, seconds)
  const hot = await hotAppendRate(store, seconds)
  const commands = await hotCommandRate(store, seconds)
  const hotAtLeast = { with: 'at least', value: HOT_EVENTS_PER_SECOND_MIN }
  const inserts = { with: `plain INSERT, ${CONNECTIONS} connections`, value: plain }
  return [
    figure('appends, 16 clients', few, 'events/s', inserts),
    ...(peerRate === undefined
      ? []
      : [
          figure('appends, 16 clients', few, 'events/s', {
            with: 'emmett-postgresql, 16 clients',
            value: peerRate,
          }),
        ]),
    figure('appends, 512 clients', many, 'events/s', inserts),
    figure(`appends to one stream, ${HOT_WRITERS} writers`, hot, 'events/s', hotAtLeast),
    figure(`commands to one product, ${HOT_WRITERS} writers`, commands, 'events/s', hotAtLeast),
  ]
}
