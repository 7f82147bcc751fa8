import type { OrderEvent } from '../domain/order/events.js'
import { bool, int4, int8, nullable, text, timestamptz } from './column.js'
import { paidMinorOf } from './lineAmounts.js'
import { ownPartition } from './partition.js'
import type { Projection } from './projection.js'
import { sums, table, type Touch, type ValuesOf } from './table.js'

/** One row per order: where it stands. */
export const orderBoardTable = table(
  'order_board',
  {
    orderId: text,
    sellerId: text,
    buyerId: text,
    status: text,
    orderType: text,
    /** `SALE`, `SAMPLE` or `REPLACEMENT`. */
    purpose: text,
    market: text,
    zone: text,
    currency: text,
    units: int4,
    /** What the buyer pays: goods and shipping. */
    totalMinor: int8,
    /** What the buyer got back of it, by refunds or by the cancellation of a paid order. */
    refundedMinor: int8,
    placedAt: timestamptz,
    paidAt: nullable(timestamptz),
    /** When the first package was handed over. */
    shippedAt: nullable(timestamptz),
    deliveredAt: nullable(timestamptz),
    completedAt: nullable(timestamptz),
    cancelledAt: nullable(timestamptz),
    cancelReason: nullable(text),
    sellerFault: nullable(bool),
    /** Handed over to a carrier. */
    packages: int4,
    /** Business time of the last event that is told here. */
    updatedAt: timestamptz,
  },
  ['orderId'],
)

/** How many orders are in each status: read in constant time, however many orders a seller has. */
export const orderCountsTable = sums(
  'order_counts',
  {
    /** A seller, or `*` for all of them together: no id can be that. */
    sellerId: text,
    status: text,
    orders: int8,
  },
  ['sellerId', 'status'],
  ['orders'],
)

export const ALL_SELLERS = '*'

type Board = ValuesOf<typeof orderBoardTable>
type Moved = Extract<OrderEvent, { readonly data: { readonly from: string } }>

const moves = (sellerId: string, from: string, to: string): ReadonlyArray<Touch> => [
  orderCountsTable.add({ sellerId, status: from, orders: -1n }),
  orderCountsTable.add({ sellerId: ALL_SELLERS, status: from, orders: -1n }),
  orderCountsTable.add({ sellerId, status: to, orders: 1n }),
  orderCountsTable.add({ sellerId: ALL_SELLERS, status: to, orders: 1n }),
]

// Events carry the status before and after, so that counting needs no look at the order.
const moved = (
  { occurredAt, data: { orderId, sellerId, from, status } }: Moved,
  change: (row: Board) => Board = (row) => row,
): ReadonlyArray<Touch> => {
  const isNew = from !== status
  return [
    orderBoardTable.update({ orderId }, (row) => ({
      ...change(row),
      status,
      // A refund of everything completes an order too.
      completedAt: isNew && status === 'COMPLETED' ? occurredAt : row.completedAt,
      updatedAt: occurredAt,
    })),
    ...(isNew ? moves(sellerId, from, status) : []),
  ]
}

export const orderBoard: Projection = {
  name: 'order_board',
  version: 1,
  tables: [orderBoardTable, orderCountsTable],
  partition: ownPartition,
  onPoison: 'park',
  on: {
    OrderPlaced: ({ occurredAt, data }) => [
      orderBoardTable.put({
        orderId: data.orderId,
        sellerId: data.sellerId,
        buyerId: data.buyerId,
        status: data.status,
        orderType: data.orderType,
        purpose: data.purpose,
        market: data.market,
        zone: data.zone,
        currency: data.currency,
        units: data.lines.length,
        totalMinor: paidMinorOf(data.lines),
        refundedMinor: 0n,
        placedAt: occurredAt,
        paidAt: null,
        shippedAt: null,
        deliveredAt: null,
        completedAt: null,
        cancelledAt: null,
        cancelReason: null,
        sellerFault: null,
        packages: 0,
        updatedAt: occurredAt,
      }),
      orderCountsTable.add({ sellerId: data.sellerId, status: data.status, orders: 1n }),
      orderCountsTable.add({ sellerId: ALL_SELLERS, status: data.status, orders: 1n }),
    ],
    OrderPaid: (event) => moved(event, (row) => ({ ...row, paidAt: event.occurredAt })),
    OrderHoldReleased: (event) => moved(event),
    PackageArranged: (event) => moved(event),
    PackageHandedOver: (event) =>
      moved(event, (row) => ({
        ...row,
        shippedAt: row.shippedAt ?? event.occurredAt,
        packages: row.packages + 1,
      })),
    PackageDelivered: (event) => moved(event),
    OrderDelivered: (event) => moved(event, (row) => ({ ...row, deliveredAt: event.occurredAt })),
    OrderCompleted: (event) => moved(event),
    OrderShipped: (event) => moved(event),
    OrderLinesCancelled: (event) =>
      moved(event, (row) => ({
        ...row,
        sellerFault: event.data.sellerFault || (row.sellerFault ?? false),
        refundedMinor: row.refundedMinor + (event.data.paid ? paidMinorOf(event.data.lines) : 0n),
      })),
    OrderCancelled: (event) =>
      moved(event, (row) => ({
        ...row,
        cancelledAt: event.occurredAt,
        cancelReason: event.data.reason,
        sellerFault: event.data.sellerFault,
        refundedMinor: row.refundedMinor + (event.data.paid ? paidMinorOf(event.data.lines) : 0n),
      })),
    OrderLinesRefunded: (event) =>
      moved(event, (row) => ({
        ...row,
        refundedMinor: row.refundedMinor + paidMinorOf(event.data.lines),
      })),
  },
}
