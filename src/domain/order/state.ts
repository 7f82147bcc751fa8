import type { Event } from '../kernel/message.js'
import type { OrderEvent, OrderStatus } from './events.js'
import { amountsBy, type Amounts } from './lines.js'

export type Data<T extends OrderEvent['type']> = Extract<OrderEvent, { readonly type: T }>['data']
type PlacedLine = Data<'OrderPlaced'>['lines'][number]
type Instant = Event<string, unknown>['occurredAt']

/** A line with what was given back of it so far. */
export interface Line extends PlacedLine {
  readonly refunded: Amounts
  readonly cancelled: boolean
}

/** Lines that travel together. `PLANNED`: no carrier knows of it yet. */
export interface Package {
  readonly packageId: Data<'PackageArranged'>['packageId']
  readonly lineIds: Data<'PackageArranged'>['lineIds']
  readonly stage: 'PLANNED' | 'ARRANGED' | 'HANDED_OVER' | 'DELIVERED'
  readonly orderIds?: ReadonlyArray<string>
  readonly carrier?: string
  readonly trackingNumber?: string
  readonly outsideServiceLevel?: true
  readonly arrangedAt?: Instant
  readonly trackingChanged?: true
}

/** A buyer's request to cancel. */
export interface CancellationRequest extends Data<'OrderCancellationRequested'> {
  readonly answer: 'PENDING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN'
  readonly answerReason?: string
  readonly approvedBy?: string
}

export interface PlacedOrder {
  readonly status: OrderStatus
  readonly placed: Omit<Data<'OrderPlaced'>, 'lines' | 'status'>
  readonly placedAt: Instant
  readonly lines: ReadonlyArray<Line>
  readonly packages: ReadonlyArray<Package>
  readonly paid: boolean
  /** The money was credited to the seller. */
  readonly delivered: boolean
  readonly requests: ReadonlyArray<CancellationRequest>
  readonly cancellations: ReadonlyArray<Pick<Data<'OrderCancelled'>, 'initiator' | 'reason' | 'lines'>>
  readonly refunds: ReadonlyArray<Data<'OrderLinesRefunded'>>
  readonly declined: ReadonlyArray<Data<'OrderRefundDeclined'>>
  readonly scans: ReadonlyArray<Pick<Data<'PackageTracked'>, 'scanId' | 'packageId' | 'code' | 'description'>>
  readonly reviews: ReadonlyArray<Pick<Data<'OrderReviewed'>, 'reviewId' | 'stars'>>
}

export type Order = { readonly status: 'NONE' } | PlacedOrder

export const initialState: Order = { status: 'NONE' }

export const evolve = (order: Order, event: OrderEvent): Order => {
  if (event.type === 'OrderPlaced') return placed(event)
  return order.status === 'NONE' ? order : evolvePlaced(order, event)
}

type Later = Exclude<OrderEvent, { readonly type: 'OrderPlaced' }>

/** The same for an order that there is. */
export const evolvePlaced = (order: PlacedOrder, event: Later): PlacedOrder => ({
  ...moved(order, event),
  ...('status' in event.data ? { status: event.data.status } : {}),
})

const placed = ({
  occurredAt,
  data,
}: Extract<OrderEvent, { readonly type: 'OrderPlaced' }>): PlacedOrder => ({
  status: data.status,
  placed: data,
  placedAt: occurredAt,
  lines: data.lines.map((line) => ({ ...line, refunded: amountsBy(() => 0n), cancelled: false })),
  packages: [],
  paid: false,
  delivered: false,
  requests: [],
  cancellations: [],
  refunds: [],
  declined: [],
  scans: [],
  reviews: [],
})

const moved = (order: PlacedOrder, event: Later): PlacedOrder => {
  switch (event.type) {
    case 'OrderPaid':
      return { ...order, paid: true }
    case 'OrderHoldReleased':
    case 'OrderShipped':
    case 'OrderCompleted':
      return order
    case 'PackagePlanned':
      return { ...order, packages: [...order.packages, { ...event.data, stage: 'PLANNED' }] }
    case 'PackagePlanCancelled':
      return { ...order, packages: without(order.packages, event.data.packageId) }
    case 'PackageArranged':
      return {
        ...order,
        packages: [
          ...without(order.packages, event.data.packageId),
          {
            ...order.packages.find(({ packageId }) => packageId === event.data.packageId),
            ...event.data,
            stage: 'ARRANGED',
            arrangedAt: event.occurredAt,
          },
        ],
      }
    case 'PackageTrackingChanged': {
      const { packageId, carrier, trackingNumber } = event.data
      return inPackage(order, packageId, { carrier, trackingNumber, trackingChanged: true })
    }
    case 'PackageHandedOver':
      return inPackage(order, event.data.packageId, { stage: 'HANDED_OVER' })
    case 'PackageTracked':
      return { ...order, scans: [...order.scans, event.data] }
    case 'PackageDelivered':
      return inPackage(order, event.data.packageId, { stage: 'DELIVERED' })
    case 'OrderDelivered':
      return { ...inPackage(order, event.data.packageId, { stage: 'DELIVERED' }), delivered: true }
    case 'OrderCancellationRequested':
      return { ...order, requests: [...order.requests, { ...event.data, answer: 'PENDING' }] }
    case 'OrderCancellationRejected':
      return inRequest(order, event.data.cancellationId, {
        answer: 'REJECTED',
        answerReason: event.data.reason,
      })
    case 'OrderCancellationWithdrawn':
      return inRequest(order, event.data.cancellationId, { answer: 'WITHDRAWN' })
    case 'OrderLinesCancelled':
    case 'OrderCancelled':
      return cancelled(order, event.data)
    case 'OrderLinesRefunded':
      return {
        ...order,
        refunds: [...order.refunds, event.data],
        lines: refunded(order.lines, event.data.lines),
      }
    case 'OrderRefundDeclined':
      return { ...order, declined: [...order.declined, event.data] }
    case 'OrderReviewed':
      return { ...order, reviews: [...order.reviews, event.data] }
  }
}

const without = (packages: ReadonlyArray<Package>, packageId: string): ReadonlyArray<Package> =>
  packages.filter((parcel) => parcel.packageId !== packageId)

const inPackage = (order: PlacedOrder, packageId: string, change: Partial<Package>): PlacedOrder => ({
  ...order,
  packages: order.packages.map((parcel) =>
    parcel.packageId === packageId ? { ...parcel, ...change } : parcel,
  ),
})

const inRequest = (
  order: PlacedOrder,
  cancellationId: string | undefined,
  change: Partial<CancellationRequest>,
): PlacedOrder => ({
  ...order,
  requests: order.requests.map((request) =>
    request.cancellationId === cancellationId ? { ...request, ...change } : request,
  ),
})

const cancelled = (order: PlacedOrder, data: Data<'OrderCancelled'>): PlacedOrder => {
  const { cancellationId, approvedBy } = data
  const gone = new Set<string>(data.lines.map(({ lineId }) => lineId))
  const answer = { answer: 'APPROVED', ...(approvedBy === undefined ? {} : { approvedBy }) } as const
  return {
    ...inRequest(order, cancellationId, answer),
    cancellations: [...order.cancellations, data],
    lines: order.lines.map((line) => (gone.has(line.lineId) ? { ...line, cancelled: true } : line)),
  }
}

const refunded = (
  lines: ReadonlyArray<Line>,
  refunds: Data<'OrderLinesRefunded'>['lines'],
): ReadonlyArray<Line> =>
  lines.map((line) => {
    const refund = refunds.find(({ lineId }) => lineId === line.lineId)
    return refund === undefined
      ? line
      : { ...line, refunded: amountsBy((name) => line.refunded[name] + refund[name]) }
  })
