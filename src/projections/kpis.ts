import { localDateOf, type Instant, type LocalDate, type Zone } from '../domain/kernel/time.js'
import type { OrderEvent } from '../domain/order/events.js'
import { date, int8, text } from './column.js'
import { saleMinorOf } from './lineAmounts.js'
import { sharedPartition } from './partition.js'
import type { Projection } from './projection.js'
import { sums, type Touch } from './table.js'

/** Additive: weeks and months are sums of days. Amounts are sale prices, in minor units. */
const figures = {
  /** Paid orders and their lines, cancelled or refunded later or not, on the day of payment. */
  orders: int8,
  units: int8,
  gmvMinor: int8,
  /** Cancelled orders, and lines with what remained of them, paid or not, on the day of cancellation. */
  cancelledOrders: int8,
  cancelledUnits: int8,
  cancelledMinor: int8,
  /** Lines whose sale price is wholly given back, and what is given back of any, on the day of the refund. */
  refundedUnits: int8,
  refundedMinor: int8,
  /** `stars` is the sum, so that an average of any period is `stars / reviews`. */
  reviews: int8,
  stars: int8,
}

const figureNames = [
  'orders',
  'units',
  'gmvMinor',
  'cancelledOrders',
  'cancelledUnits',
  'cancelledMinor',
  'refundedUnits',
  'refundedMinor',
  'reviews',
  'stars',
] as const

/** One row per seller, day in the seller's zone, and currency. */
export const sellerKpisTable = sums(
  'seller_kpis',
  { sellerId: text, day: date, currency: text, zone: text, ...figures },
  ['sellerId', 'day', 'currency'],
  figureNames,
)

/** One row per product, day in its seller's zone, and currency. */
export const productKpisTable = sums(
  'product_kpis',
  { productId: text, day: date, currency: text, sellerId: text, ...figures },
  ['productId', 'day', 'currency'],
  figureNames,
)

type Figures = Readonly<Record<keyof typeof figures, bigint>>

const nothing: Figures = {
  orders: 0n,
  units: 0n,
  gmvMinor: 0n,
  cancelledOrders: 0n,
  cancelledUnits: 0n,
  cancelledMinor: 0n,
  refundedUnits: 0n,
  refundedMinor: 0n,
  reviews: 0n,
  stars: 0n,
}

interface Place {
  readonly sellerId: string
  readonly zone: Zone
  readonly currency: string
}

const ofSeller = ({ sellerId, zone, currency }: Place, day: LocalDate, more: Figures): Touch =>
  sellerKpisTable.add({ sellerId, day, currency, zone, ...more })

const ofProduct = ({ sellerId, currency }: Place, day: LocalDate, productId: string, more: Figures): Touch =>
  productKpisTable.add({ productId, day, currency, sellerId, ...more })

/**
 * The same figures of all lines for the seller, and of each product's own for the product. Samples and replacements are
 * no sales: they must not lower what an average order is worth.
 */
const ofSales = <L extends { readonly productId: string }>(
  occurredAt: Instant,
  place: Place & { readonly purpose: string; readonly lines: ReadonlyArray<L> },
  figuresOf: (lines: ReadonlyArray<L>) => Figures,
): ReadonlyArray<Touch> => {
  if (place.purpose !== 'SALE') return []
  const day = localDateOf(occurredAt, place.zone)
  const byProduct = new Map<string, Array<L>>()
  for (const line of place.lines) {
    const lines = byProduct.get(line.productId)
    if (lines === undefined) byProduct.set(line.productId, [line])
    else lines.push(line)
  }
  return [
    ofSeller(place, day, figuresOf(place.lines)),
    ...[...byProduct].map(([productId, lines]) => ofProduct(place, day, productId, figuresOf(lines))),
  ]
}

const reviewed = ({
  occurredAt,
  data,
}: Extract<OrderEvent, { readonly type: 'OrderReviewed' }>): ReadonlyArray<Touch> => {
  const day = localDateOf(occurredAt, data.zone)
  const review = { ...nothing, reviews: 1n, stars: BigInt(data.stars) }
  const products = [...new Set<string>(data.productIds)]
  return [
    ofSeller(data, day, review),
    ...products.map((productId) => ofProduct(data, day, productId, review)),
  ]
}

export const kpis: Projection = {
  name: 'kpis',
  version: 1,
  tables: [sellerKpisTable, productKpisTable],
  partition: sharedPartition,
  onPoison: 'skip',
  on: {
    OrderPaid: ({ occurredAt, data }) =>
      ofSales(occurredAt, data, (lines) => ({
        ...nothing,
        orders: 1n,
        units: BigInt(lines.length),
        gmvMinor: saleMinorOf(lines),
      })),
    OrderLinesCancelled: ({ occurredAt, data }) =>
      ofSales(occurredAt, data, (lines) => ({
        ...nothing,
        cancelledUnits: BigInt(lines.length),
        cancelledMinor: saleMinorOf(lines),
      })),
    OrderCancelled: ({ occurredAt, data }) =>
      ofSales(occurredAt, data, (lines) => ({
        ...nothing,
        cancelledOrders: 1n,
        cancelledUnits: BigInt(lines.length),
        cancelledMinor: saleMinorOf(lines),
      })),
    OrderLinesRefunded: ({ occurredAt, data }) =>
      ofSales(occurredAt, data, (lines) => ({
        ...nothing,
        refundedUnits: BigInt(lines.filter(({ whole }) => whole).length),
        refundedMinor: saleMinorOf(lines),
      })),
    OrderReviewed: reviewed,
  },
}
