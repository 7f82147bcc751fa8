import fc from 'fast-check'
import { afterSales } from '../../../src/domain/afterSales/index.js'
import { isLeft } from '../../../src/fp.js'
import { domainEvents, type DomainEvent } from '../../../src/domain/events.js'
import type { Occurrence } from '../../../src/projections/fold.js'
import { caseCommands } from '../afterSalesArbitraries.js'
import { recorded } from '../projections.js'
import { eventOf, instant } from '../spec.js'
import { withMoney } from './moneyStory.js'
import { orderStory, type OrderSeed, type OrderStory, type Shop } from './orderStory.js'

/** Everything that happened in a small marketplace, in the order of the log. */
export interface History {
  readonly occurrences: ReadonlyArray<Occurrence>
  readonly orders: ReadonlyArray<OrderStory>
}

const BEGIN_MS = Date.parse('2026-01-01T00:00:00.000Z')

// One that is never far from midnight, one west of UTC, one with another currency.
const shops: ReadonlyArray<Shop> = [
  { sellerId: 's0', zone: 'Europe/Paris', currency: 'EUR', productIds: ['p0', 'p1', 'p2'] },
  { sellerId: 's1', zone: 'America/Sao_Paulo', currency: 'BRL', productIds: ['p3', 'p4'] },
  { sellerId: 's2', zone: 'Asia/Tokyo', currency: 'JPY', productIds: ['p5'] },
]

const minor = fc.oneof(fc.constant(0), fc.nat(200), fc.nat(1_000_000))

const orderSeed: fc.Arbitrary<OrderSeed> = fc.record({
  shop: fc.nat(shops.length - 1),
  lines: fc.array(
    fc.record({ product: fc.nat(2), saleMinor: minor, shippingMinor: minor, platformDiscountMinor: minor }),
    { minLength: 1, maxLength: 4 },
  ),
  placedAtMs: fc.nat(200 * 86_400_000).map((ms) => BEGIN_MS + ms),
  steps: fc.array(fc.record({ choice: fc.nat(59), share: fc.nat(1_000), minutes: fc.nat(4_000) }), {
    maxLength: 12,
  }),
})

type Told = (...tale: ReadonlyArray<readonly [DomainEvent['type'], object]>) => ReadonlyArray<DomainEvent>

const told: Told = (...tale) =>
  tale.map(([type, data], i) =>
    eventOf(domainEvents, type, data, instant(new Date(BEGIN_MS + i * 3_600_000).toISOString())),
  )

const sellerEvents = ({ sellerId, zone, currency }: Shop, suspended: boolean): ReadonlyArray<DomainEvent> =>
  told(
    [
      'SellerRegistered',
      { sellerId, legalForm: 'COMPANY', shopName: `Shop ${sellerId}`, market: 'FR', zone, currency },
    ],
    ['SellerSubmittedForVerification', { sellerId, documents: [] }],
    ['SellerRejected', { sellerId, reasons: ['DOCUMENT_EXPIRED'] }],
    ['SellerSubmittedForVerification', { sellerId, documents: [] }],
    ['SellerVerified', { sellerId }],
    ['SellerSuspended', { sellerId, reason: 'counterfeits' }],
    ...(suspended ? [] : [['SellerReinstated', { sellerId }] as const]),
  )

const productEvents = (
  { sellerId, currency }: Shop,
  productId: string,
  stock: number,
): ReadonlyArray<DomainEvent> =>
  told(
    [
      'ProductListed',
      { productId, sellerId, title: `"${productId}" \\ {é},`, category: 'home', priceMinor: '100', currency },
    ],
    ['ProductPutLive', { productId, sellerId }],
    ['ProductPriceChanged', { productId, sellerId, fromMinor: '100', toMinor: '99' }],
    ['ProductStockCounted', { productId, sellerId, stock }],
    ['ProductTakenOffline', { productId, sellerId }],
  )

/** A case of an order that is told of nowhere else, as far as the rules let it go. */
const caseEvents: fc.Arbitrary<ReadonlyArray<DomainEvent>> = caseCommands.map((commands) => {
  let state = afterSales.initialState
  const events: Array<DomainEvent> = []
  for (const command of commands) {
    const decided = afterSales.decide(command, state)
    if (isLeft(decided)) continue
    for (const event of decided.right) {
      state = afterSales.evolve(state, event)
      events.push({ ...event, data: { ...event.data, orderId: 'complained' } } as DomainEvent)
    }
  }
  return events
})

/** Streams mixed at random, each kept in its own order: `picks` says which one the next event comes from. */
const interleaved = (
  streams: ReadonlyArray<ReadonlyArray<DomainEvent>>,
  picks: ReadonlyArray<number>,
): ReadonlyArray<DomainEvent> => {
  const left = streams.map((events) => [...events])
  const log: Array<DomainEvent> = []
  for (let i = 0; ; i++) {
    const open = left.filter((events) => events.length > 0)
    const next = open[(picks[i] ?? 0) % open.length]?.shift()
    if (next === undefined) return log
    log.push(next)
  }
}

/** Histories with every type of event, three currencies, days on both sides of midnight, and orders of any course. */
export const histories = (ordersMax = 5): fc.Arbitrary<History> =>
  fc
    .record({
      seeds: fc.array(orderSeed, { maxLength: ordersMax }),
      picks: fc.array(fc.nat(11), { maxLength: 80 }),
      stock: fc.nat(99),
      suspended: fc.boolean(),
      complaint: caseEvents,
    })
    .map(({ seeds, picks, stock, suspended, complaint }) => {
      const orders = seeds.map((seed, i) => orderStory(`o${i}`, shops[seed.shop] ?? shops[0]!, seed))
      const log = interleaved(
        [
          ...orders.map(({ events }) => events),
          complaint,
          ...shops.map((shop) => sellerEvents(shop, suspended)),
          ...shops.flatMap((shop) => shop.productIds.map((id) => productEvents(shop, id, stock))),
        ],
        picks,
      )
      return { occurrences: recorded(withMoney(log, stock % 4 === 0)), orders }
    })

/** The same items in the same order, in pieces, some of them empty. */
export const pieces = <A>(
  items: ReadonlyArray<A>,
  sizes: ReadonlyArray<number>,
): ReadonlyArray<ReadonlyArray<A>> => {
  const parts: Array<ReadonlyArray<A>> = []
  let from = 0
  for (const size of sizes) {
    parts.push(items.slice(from, from + size))
    from += size
  }
  return [...parts, items.slice(from)]
}
