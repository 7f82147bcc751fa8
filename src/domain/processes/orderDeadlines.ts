import { isLeft, left, right, type Either } from '../../fp.js'
import { lengthAfter, type BusinessCalendar } from '../kernel/calendar.js'
import { epochMsOf, instantOf, type Instant, type Zone } from '../kernel/time.js'
import type { EventNamed } from '../events.js'
import type { OrderRequest } from '../order/commands.js'
import type { OrderEvent, OrderStatus, TrackingCode } from '../order/events.js'
import { clockLength, type Clock, type ClockRule } from './clocks.js'
import type { DeadlineChange, Timekeeper } from './deadline.js'
import type { CannotReact } from './process.js'

type Changes = ReadonlyArray<DeadlineChange<OrderRequest>>
type Asked = Either<CannotReact, Changes>
type Of<T extends OrderEvent['type']> = EventNamed<T>
type Moved = Extract<OrderEvent, { readonly data: { readonly from: OrderStatus } }>

/** What runs in which statuses; an order that leaves them stops the clock. */
const running: ReadonlyArray<readonly [Clock, ReadonlyArray<OrderStatus>]> = [
  ['UNPAID', ['UNPAID']],
  ['HOLD', ['ON_HOLD']],
  ['SHIP_BY', ['ON_HOLD', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING']],
  ['COLLECT_BY', ['ON_HOLD', 'AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING', 'AWAITING_COLLECTION']],
  ['CANCELLATION_ANSWER', ['AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING']],
  ['DELIVER_BY', ['IN_TRANSIT']],
  ['COMPLETE', ['DELIVERED']],
]

const idOf = (orderId: string, clock: Clock, packageId?: string): string =>
  packageId === undefined ? `order-${orderId}/${clock}` : `order-${orderId}/${clock}/${packageId}`

const cancelled = (orderId: string, clock: Clock, packageId?: string): DeadlineChange<never> => ({
  type: 'DeadlineCancelled',
  deadlineId: idOf(orderId, clock, packageId),
})

const stopped = ({ data: { orderId, from, status } }: Moved): Changes =>
  running
    .filter(([, statuses]) => statuses.includes(from) && !statuses.includes(status))
    .map(([clock]) => cancelled(orderId, clock))

/** The platform's word for what happened to a parcel that will not arrive. */
const undeliverable: Partial<Readonly<Record<TrackingCode, string>>> = {
  LOST: 'package_lost',
  DAMAGED: 'package_damaged',
  REFUSED: 'returned_to_shipper_refused',
  RETURNED: 'returned_to_shipper_other',
}

const DAY_MS = 86_400_000

/** What is made or ordered first is shipped so many days later. */
const handled = (at: Instant, handlingDays = 0): Instant => instantOf(epochMsOf(at) + handlingDays * DAY_MS)

/** The clocks of an order: each event tells which begin to run, and which stop. */
export const orderDeadlines = (
  rules: ReadonlyArray<ClockRule>,
  calendars: ReadonlyArray<BusinessCalendar>,
): Timekeeper<OrderRequest> => {
  interface Place {
    readonly orderId: string
    readonly market: string
    readonly zone: Zone
  }
  const start = (
    clock: Clock,
    place: Place,
    from: Instant,
    request: OrderRequest,
    packageId?: string,
  ): Either<CannotReact, DeadlineChange<OrderRequest>> => {
    const length = clockLength(rules, clock, place.market, from)
    if (length === undefined) {
      return left({ type: 'ClockRuleMissing', detail: `no length of ${clock} in ${place.market} at ${from}` })
    }
    const deadlineId = idOf(place.orderId, clock, packageId)
    return right({
      type: 'DeadlineScheduled',
      deadlineId,
      clock,
      dueAt: lengthAfter(calendars, place, from, length),
      request,
    })
  }

  const cancel = (orderId: string, reason: string, lineIds?: ReadonlyArray<string>): OrderRequest => ({
    type: 'CancelOrder',
    data: { orderId, initiator: 'SYSTEM', reason, ...(lineIds === undefined ? {} : { lineIds }) },
  })

  /** What stops, then what starts. */
  const together = (
    stops: Changes,
    ...starts: ReadonlyArray<Either<CannotReact, DeadlineChange<OrderRequest>>>
  ): Asked => {
    const changes = [...stops]
    for (const started of starts) {
      if (isLeft(started)) return started
      changes.push(started.right)
    }
    return right(changes)
  }

  /** It may be late, but not for ever: counted from the day that the buyer was told, or, of none, from when it was sent. */
  const underWay = (event: Of<'PackageHandedOver' | 'OrderShipped'>) => {
    const { orderId, from, status, estimatedDeliveryAt } = event.data
    const request = cancel(orderId, 'system_cancel_order_exceed_edt_not_arrive')
    return status === 'IN_TRANSIT' && from !== status
      ? [start('DELIVER_BY', event.data, estimatedDeliveryAt ?? event.occurredAt, request)]
      : []
  }

  /** The carrier told something of a parcel: it is lost if nothing follows for days. */
  const heard = ({ data, occurredAt }: Of<'PackageHandedOver' | 'PackageTracked'>) =>
    start('NO_NEWS', data, occurredAt, cancel(data.orderId, 'package_lost', data.lineIds), data.packageId)

  const tracked = (event: Of<'PackageTracked'>): Asked => {
    const { orderId, packageId, code, lineIds } = event.data
    const reason = undeliverable[code]
    if (reason === undefined) return together([], heard(event))
    return right([
      {
        type: 'DeadlineScheduled',
        deadlineId: idOf(orderId, 'NO_NEWS', packageId),
        clock: 'NO_NEWS',
        dueAt: event.occurredAt,
        request: cancel(orderId, reason, lineIds),
      },
    ])
  }

  const paid = (event: Of<'OrderPaid'>): Asked => {
    const { orderId, status, handlingDays } = event.data
    const from = handled(event.occurredAt, handlingDays)
    const hold = start('HOLD', event.data, event.occurredAt, {
      type: 'ReleaseOrderHold',
      data: { orderId },
    })
    const shippingTimeout = cancel(orderId, 'system_cancel_order_reason_shipping_timeout')
    return together(
      stopped(event),
      ...(status === 'ON_HOLD' ? [hold] : []),
      start('SHIP_BY', event.data, from, shippingTimeout),
      start('COLLECT_BY', event.data, from, cancel(orderId, 'system_cancel_order_untracked')),
    )
  }

  const answered = (orderId: string, isAnswer: boolean): Changes =>
    isAnswer ? [cancelled(orderId, 'CANCELLATION_ANSWER')] : []

  return {
    name: 'order_deadlines',
    on: {
      OrderPlaced: ({ occurredAt, data }) =>
        together(
          [],
          start('UNPAID', data, occurredAt, cancel(data.orderId, 'system_cancel_unpaid_time_out')),
        ),
      OrderPaid: paid,
      OrderHoldReleased: (event) => right(stopped(event)),
      PackageArranged: (event) => right(stopped(event)),
      PackageHandedOver: (event) => together(stopped(event), ...underWay(event), heard(event)),
      PackageTracked: tracked,
      PackageDelivered: ({ data: { orderId, packageId } }) =>
        right([cancelled(orderId, 'NO_NEWS', packageId)]),
      OrderShipped: (event) => together(stopped(event), ...underWay(event)),
      OrderDelivered: (event) => {
        const { orderId, packageId } = event.data
        return together(
          [...stopped(event), cancelled(orderId, 'NO_NEWS', packageId)],
          start('COMPLETE', event.data, event.occurredAt, { type: 'CompleteOrder', data: { orderId } }),
        )
      },
      OrderCompleted: (event) => right(stopped(event)),
      OrderCancellationRequested: ({ occurredAt, data }) => {
        const { orderId, cancellationId } = data
        const approval = { orderId, cancellationId, approvedBy: 'SYSTEM' as const }
        return together(
          [],
          start('CANCELLATION_ANSWER', data, occurredAt, {
            type: 'ApproveOrderCancellation',
            data: approval,
          }),
        )
      },
      OrderCancellationRejected: ({ data: { orderId } }) => right(answered(orderId, true)),
      OrderCancellationWithdrawn: ({ data: { orderId } }) => right(answered(orderId, true)),
      OrderLinesCancelled: (event) =>
        right([...stopped(event), ...answered(event.data.orderId, event.data.cancellationId !== undefined)]),
      OrderCancelled: (event) => right(stopped(event)),
      OrderLinesRefunded: (event) => right(stopped(event)),
    },
  }
}
