import type { EventNamed } from '../domain/events.js'
import type { Recorded } from '../domain/kernel/recorded.js'
import type { OrderEvent } from '../domain/order/events.js'
import { bool, int8, nullable, text, timestamptz } from './column.js'
import { paidMinorOf, saleMinorOf } from './lineAmounts.js'
import { ownPartition } from './partition.js'
import type { Projection } from './projection.js'
import { log, type Touch } from './table.js'

/** One row per event of an order. */
export const orderTimelineTable = log(
  'order_timeline',
  {
    orderId: text,
    /** Place in the order's stream, from 0. */
    revision: int8,
    eventType: text,
    occurredAt: timestamptz,
    recordedAt: timestamptz,
    /** The source gave no time: `occurredAt` was derived from its neighbours. */
    inferred: bool,
    /** The order's status from then on; `null` where the event does not tell it. */
    status: nullable(text),
    /** A small JSON object, amounts as decimal strings of minor units. Never personal data. */
    detail: text,
  },
  ['orderId', 'revision'],
)

type Detail = Readonly<
  Record<string, string | number | boolean | undefined | ReadonlyArray<string | undefined>>
>

const told = (
  event: OrderEvent,
  { revision, recordedAt, inferred }: Recorded,
  detail: Detail,
): ReadonlyArray<Touch> => [
  orderTimelineTable.add({
    orderId: event.data.orderId,
    revision,
    eventType: event.type,
    occurredAt: event.occurredAt,
    recordedAt,
    inferred,
    status: 'status' in event.data ? event.data.status : null,
    detail: JSON.stringify(detail),
  }),
]

const cancellation = ({
  data: { initiator, reason, sellerFault, paid, lines, currency, cancellationId, approvedBy },
}: EventNamed<'OrderCancelled' | 'OrderLinesCancelled'>): Detail => ({
  initiator,
  reason,
  sellerFault,
  refundedMinor: (paid ? paidMinorOf(lines) : 0n).toString(),
  currency,
  cancellationId,
  approvedBy,
})

export const orderTimeline: Projection = {
  name: 'order_timeline',
  version: 1,
  tables: [orderTimelineTable],
  partition: ownPartition,
  onPoison: 'park',
  on: {
    OrderPlaced: (event, recorded) => {
      const { lines, currency } = event.data
      return told(event, recorded, {
        units: lines.length,
        totalMinor: paidMinorOf(lines).toString(),
        currency,
      })
    },
    OrderPaid: (event, recorded) => {
      const { lines, payments, currency } = event.data
      const methods = [...new Set(payments.map(({ method }) => method))]
      return told(event, recorded, { paidMinor: paidMinorOf(lines).toString(), currency, methods })
    },
    OrderHoldReleased: (event, recorded) => told(event, recorded, {}),
    PackagePlanned: (event, recorded) => {
      const { packageId, lineIds, orderIds } = event.data
      return told(event, recorded, { packageId, units: lineIds.length, orderIds })
    },
    PackagePlanCancelled: (event, recorded) => told(event, recorded, { packageId: event.data.packageId }),
    PackageArranged: (event, recorded) => {
      const { packageId, lineIds, carrier, trackingNumber } = event.data
      return told(event, recorded, { packageId, units: lineIds.length, carrier, trackingNumber })
    },
    PackageTrackingChanged: (event, recorded) => {
      const { packageId, carrier, trackingNumber } = event.data
      return told(event, recorded, { packageId, carrier, trackingNumber })
    },
    PackageHandedOver: (event, recorded) => {
      const { packageId, lineIds, unscanned } = event.data
      return told(event, recorded, { packageId, units: lineIds.length, unscanned })
    },
    PackageTracked: (event, recorded) => {
      const { packageId, code, description } = event.data
      return told(event, recorded, { packageId, code, description })
    },
    PackageDelivered: (event, recorded) => told(event, recorded, { packageId: event.data.packageId }),
    OrderShipped: (event, recorded) => told(event, recorded, {}),
    OrderDelivered: (event, recorded) => told(event, recorded, { packageId: event.data.packageId }),
    OrderCompleted: (event, recorded) => told(event, recorded, {}),
    OrderCancellationRequested: (event, recorded) => {
      const { cancellationId, reason, lineIds } = event.data
      return told(event, recorded, { cancellationId, reason, units: lineIds.length })
    },
    OrderCancellationRejected: (event, recorded) => {
      const { cancellationId, reason } = event.data
      return told(event, recorded, { cancellationId, reason })
    },
    OrderCancellationWithdrawn: (event, recorded) =>
      told(event, recorded, { cancellationId: event.data.cancellationId }),
    OrderLinesCancelled: (event, recorded) =>
      told(event, recorded, { ...cancellation(event), units: event.data.lines.length }),
    OrderCancelled: (event, recorded) => told(event, recorded, cancellation(event)),
    OrderLinesRefunded: (event, recorded) => {
      const { refundId, reason, lines, currency } = event.data
      return told(event, recorded, {
        refundId,
        reason,
        units: lines.length,
        saleMinor: saleMinorOf(lines).toString(),
        refundedMinor: paidMinorOf(lines).toString(),
        currency,
      })
    },
    OrderRefundDeclined: (event, recorded) => {
      const { refundId, caseId, cause } = event.data
      return told(event, recorded, { refundId, caseId, cause })
    },
    OrderReviewed: (event, recorded) => {
      const { reviewId, stars } = event.data
      return told(event, recorded, { reviewId, stars })
    },
  },
}
