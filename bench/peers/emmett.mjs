// The peer's side of the comparison, in a process of its own: `node emmett.mjs appends|board URL EVENTS`.
// Prints one JSON object: {"events": n, "seconds": s}. Every figure is taken with the library's own defaults, but for the
// page size of its consumer, which is raised to what serves it best.
import { getPostgreSQLEventStore, pongoSingleStreamProjection } from '@event-driven-io/emmett-postgresql'

const [mode, url, wanted] = process.argv.slice(2)
const total = Number(wanted)
const lineOf = (i) => ({ lineId: '1', productId: `p${i % 500}`, saleMinor: '5890', shippingMinor: '1329' })
const life = (i) => [
  {
    type: 'OrderPlaced',
    data: { orderId: `o${i}`, sellerId: `s${i % 50}`, lines: [lineOf(i)], status: 'UNPAID' },
  },
  { type: 'OrderPaid', data: { orderId: `o${i}`, sellerId: `s${i % 50}`, status: 'AWAITING_SHIPMENT' } },
  { type: 'PackageHandedOver', data: { orderId: `o${i}`, sellerId: `s${i % 50}`, status: 'IN_TRANSIT' } },
  { type: 'OrderDelivered', data: { orderId: `o${i}`, sellerId: `s${i % 50}`, status: 'DELIVERED' } },
  { type: 'OrderReviewed', data: { orderId: `o${i}`, sellerId: `s${i % 50}`, stars: 5 } },
]
const seconds = (from) => (performance.now() - from) / 1000
const answer = (events, from) =>
  process.stdout.write(JSON.stringify({ events, seconds: seconds(from) }) + '\n')

const store = getPostgreSQLEventStore(url)
await store.schema.migrate()

if (mode === 'appends') {
  let next = 0
  const client = async () => {
    for (let i = next++; i < total; i = next++) await store.appendToStream(`order-${i}`, [life(i)[0]])
  }
  const from = performance.now()
  await Promise.all(Array.from({ length: 16 }, client))
  answer(total, from)
} else {
  const orders = Math.ceil(total / 5)
  let next = 0
  const client = async () => {
    for (let i = next++; i < orders; i = next++) await store.appendToStream(`order-${i}`, life(i))
  }
  await Promise.all(Array.from({ length: 16 }, client))
  const board = pongoSingleStreamProjection({
    collectionName: 'board',
    canHandle: ['OrderPlaced', 'OrderPaid', 'PackageHandedOver', 'OrderDelivered', 'OrderReviewed'],
    evolve: (row, { data }) => ({
      ...(row ?? { orderId: data.orderId }),
      status: data.status ?? row?.status,
    }),
  })
  const consumer = store.consumer({ stopWhen: { noMessagesLeft: true }, pulling: { batchSize: 1000 } })
  consumer.projector({ processorId: 'board', projection: board, startFrom: 'BEGINNING' })
  const from = performance.now()
  await consumer.start()
  answer(orders * 5, from)
  await consumer.close()
}
await store.close()
