import {
  EventStoreDBClient,
  jsonEvent,
  type AppendExpectedRevision,
  type JSONEventData,
} from '@eventstore/db-client'
import { openEventStoreDb } from '../src/adapters/eventstoredb/index.js'
import { system } from '../src/adapters/system.js'
import type { NewEvent } from '../src/application/ports.js'
import { isLeft } from '../src/fp.js'
import { startStandInProcess } from '../test/support/eventstoredb/child.js'
import { figure, type Figure } from './figure.js'
import { inTurn } from './inTurn.js'

/** One append as each side is given it: the same names, ids and JSON. */
interface Append {
  readonly stream: string
  readonly texts: ReadonlyArray<NewEvent>
  readonly objects: Array<JSONEventData>
}

type Send = (append: Append) => Promise<unknown>

const NO_STREAM: AppendExpectedRevision = 'no_stream'

const orderPlaced = (orderId: string, nr: number) => ({
  lines: [1, 2].map((line) => ({
    lineId: `${orderId}-${nr}-${line}`,
    price: '1999',
    productId: `product-${line}`,
  })),
  orderId,
  sellerId: 'seller-1',
})

const metadataOf = (orderId: string) => ({
  actor: 'service:bench',
  commandFingerprint: 'f'.repeat(64),
  commandId: orderId,
  correlationId: orderId,
  occurredAt: '2017-10-02T13:56:33.000Z',
  schemaVersion: 1,
})

const appendOf = (size: number): Append => {
  const order = system.newId()
  const events = Array.from({ length: size }, (_, nr) => ({
    id: system.newId(),
    type: 'OrderPlaced',
    data: orderPlaced(order, nr),
    metadata: metadataOf(order),
  }))
  return {
    stream: `order-${order}`,
    texts: events.map(({ data, metadata, ...event }) => ({
      ...event,
      data: JSON.stringify(data),
      metadata: JSON.stringify(metadata),
    })),
    objects: events.map((event) => jsonEvent(event)),
  }
}

/** Events per second of so many appends, made beforehand, so many under way at once. */
const rateOf = async (
  { appends, size, atOnce }: { appends: number; size: number; atOnce: number },
  send: Send,
): Promise<number> => {
  const made = Array.from({ length: appends }, () => appendOf(size))
  const left = made.values()
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const append of left) await send(append)
    }),
  )
  return (appends * size * 1_000) / (performance.now() - begin)
}

const loads = [
  { name: 'one by one', appends: 300, size: 1, atOnce: 1 },
  { name: '100 at once', appends: 600, size: 1, atOnce: 100 },
  { name: '100 events each, 4 at once', appends: 20, size: 100, atOnce: 4 },
] as const
const ROUNDS = { rounds: 31, warmUps: 8 }

/** Appends through the port against the bare client's, by turns, to one stand-in in a process of its own. */
export const measureEventStoreDbAppends = async (): Promise<ReadonlyArray<Figure>> => {
  const server = await startStandInProcess()
  const { connectionString } = server
  const store = await openEventStoreDb({ connectionString, system })
  const client = EventStoreDBClient.connectionString(connectionString)
  const ours: Send = async ({ stream, texts }) => {
    const appended = await store.appendToStream(stream, NO_STREAM, texts)
    if (isLeft(appended)) throw new Error(`append refused: ${appended.left.type}`)
  }
  const bare: Send = ({ stream, objects }) =>
    client.appendToStream(stream, objects, { expectedRevision: NO_STREAM })
  try {
    const figures: Array<Figure> = []
    for (const { name, ...load } of loads) {
      const { ours: rate, bare: rival } = await inTurn(
        { ours: () => rateOf(load, ours), bare: () => rateOf(load, bare) },
        ROUNDS,
      )
      figures.push(
        figure(`EventStoreDB: appends, ${name}`, rate, 'events/s', { with: 'the bare client', value: rival }),
      )
    }
    return figures
  } finally {
    await store.close()
    await client.dispose()
    await server.stop()
  }
}
