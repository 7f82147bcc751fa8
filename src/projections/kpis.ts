import { localDateOf, type Instant, type LocalDate, type Zone } from '../domain/kernel/time.js'
import type { OrderEvent } from '../domain/order/events.js'
import { saleMinorOf } from './lineAmounts.js'
import type { Projection } from './projection.js'
import { date, int8, table, text, type Touch } from './table.js'

/** Additive: weeks and months are sums of days. Amounts are sale prices, in minor units. */
const figures = {
  /** Paid orders and their lines, cancelled or refunded later or not, on the day of payment. */
  orders: int8,
  units: int8,
  gmvMinor: int8,
  /** Cancelled orders and what remained of their lines, paid or not, on the day of cancellation. */
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

/** One row per seller, day in the seller's zone, and currency. */
export const sellerKpisTable = table(
  'seller_kpis',
  { sellerId: text, day: date, currency: text, zone: text, ...figures },
  ['sellerId', 'day', 'currency'],
)

/** One row per product, day in its seller's zone, and currency. */
export const productKpisTable = table(
  'product_kpis',
  { productId: text, day: date, currency: text, sellerId: text, ...figures },
  ['productId', 'day', 'currency'],
)

type Figures = Readonly<Record<keyof typeof figures, bigint>>

/** What an event adds to a row. */
type Add = <R extends Figures>(row: R) => R

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

const ofSeller = ({ sellerId, zone, currency }: Place, day: LocalDate, add: Add): Touch =>
  sellerKpisTable.upsert({ sellerId, day, currency }, (row) =>
    add(row ?? { sellerId, day, currency, zone, ...nothing }),
  )

const ofProduct = ({ sellerId, currency }: Place, day: LocalDate, productId: string, add: Add): Touch =>
  productKpisTable.upsert({ productId, day, currency }, (row) =>
    add(row ?? { productId, day, currency, sellerId, ...nothing }),
  )

/** The same figures of all lines for the seller, and of each product's own for the product. */
const ofLines = <L extends { readonly productId: string }>(
  occurredAt: Instant,
  place: Place & { readonly lines: ReadonlyArray<L> },
  adding: (lines: ReadonlyArray<L>) => Add,
): ReadonlyArray<Touch> => {
  const day = localDateOf(occurredAt, place.zone)
  const byProduct = new Map<string, Array<L>>()
  for (const line of place.lines) {
    const lines = byProduct.get(line.productId)
    if (lines === undefined) byProduct.set(line.productId, [line])
    else lines.push(line)
  }
  return [
    ofSeller(place, day, adding(place.lines)),
    ...[...byProduct].map(([productId, lines]) => ofProduct(place, day, productId, adding(lines))),
  ]
}

const reviewed = ({
  occurredAt,
  data,
}: Extract<OrderEvent, { readonly type: 'OrderReviewed' }>): ReadonlyArray<Touch> => {
  const day = localDateOf(occurredAt, data.zone)
  const stars = BigInt(data.stars)
  const review: Add = (row) => ({ ...row, reviews: row.reviews + 1n, stars: row.stars + stars })
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
  on: {
    OrderPaid: ({ occurredAt, data }) =>
      ofLines(occurredAt, data, (lines) => {
        const [units, gmvMinor] = [BigInt(lines.length), saleMinorOf(lines)]
        return (row) => ({
          ...row,
          orders: row.orders + 1n,
          units: row.units + units,
          gmvMinor: row.gmvMinor + gmvMinor,
        })
      }),
    OrderCancelled: ({ occurredAt, data }) =>
      ofLines(occurredAt, data, (lines) => {
        const [units, minor] = [BigInt(lines.length), saleMinorOf(lines)]
        return (row) => ({
          ...row,
          cancelledOrders: row.cancelledOrders + 1n,
          cancelledUnits: row.cancelledUnits + units,
          cancelledMinor: row.cancelledMinor + minor,
        })
      }),
    OrderLinesRefunded: ({ occurredAt, data }) =>
      ofLines(occurredAt, data, (lines) => {
        const [units, minor] = [BigInt(lines.filter(({ whole }) => whole).length), saleMinorOf(lines)]
        return (row) => ({
          ...row,
          refundedUnits: row.refundedUnits + units,
          refundedMinor: row.refundedMinor + minor,
        })
      }),
    OrderReviewed: reviewed,
  },
}
