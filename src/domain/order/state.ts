import type { Event } from '../kernel/message.js'
import type { OrderEvent, OrderStatus } from './events.js'

type Data<T extends OrderEvent['type']> = Extract<OrderEvent, { readonly type: T }>['data']
type PlacedLine = Data<'OrderPlaced'>['lines'][number]

/** A line with what was given back of it so far. */
export interface Line extends PlacedLine {
  readonly refundedSaleMinor: bigint
  readonly refundedShippingMinor: bigint
  readonly refundedPlatformDiscountMinor: bigint
}

export interface Package {
  readonly packageId: Data<'PackageArranged'>['packageId']
  readonly lineIds: Data<'PackageArranged'>['lineIds']
  readonly stage: 'ARRANGED' | 'HANDED_OVER' | 'DELIVERED'
  readonly carrier?: string
  readonly trackingNumber?: string
}

export interface PlacedOrder {
  readonly status: OrderStatus
  readonly placed: Omit<Data<'OrderPlaced'>, 'lines' | 'status' | 'recipient'>
  readonly placedAt: Event<string, unknown>['occurredAt']
  readonly lines: ReadonlyArray<Line>
  readonly packages: ReadonlyArray<Package>
  readonly paid: boolean
  /** The money was credited to the seller. */
  readonly delivered: boolean
  readonly cancellation?: Pick<Data<'OrderCancelled'>, 'initiator' | 'reason'>
  readonly refunds: ReadonlyArray<Data<'OrderLinesRefunded'>>
  readonly reviews: ReadonlyArray<Pick<Data<'OrderReviewed'>, 'reviewId' | 'stars'>>
}

export type Order = { readonly status: 'NONE' } | PlacedOrder

export const initialState: Order = { status: 'NONE' }

export const evolve = (order: Order, event: OrderEvent): Order => {
  if (event.type === 'OrderPlaced') return placed(event)
  return order.status === 'NONE'
    ? order
    : { ...moved(order, event), ...('status' in event.data ? { status: event.data.status } : {}) }
}

const placed = ({
  occurredAt,
  data,
}: Extract<OrderEvent, { readonly type: 'OrderPlaced' }>): PlacedOrder => ({
  status: data.status,
  placed: data,
  placedAt: occurredAt,
  lines: data.lines.map((line) => ({
    ...line,
    refundedSaleMinor: 0n,
    refundedShippingMinor: 0n,
    refundedPlatformDiscountMinor: 0n,
  })),
  packages: [],
  paid: false,
  delivered: false,
  refunds: [],
  reviews: [],
})

const moved = (
  order: PlacedOrder,
  event: Exclude<OrderEvent, { readonly type: 'OrderPlaced' }>,
): PlacedOrder => {
  switch (event.type) {
    case 'OrderPaid':
      return { ...order, paid: true }
    case 'OrderHoldReleased':
    case 'OrderCompleted':
      return order
    case 'PackageArranged':
      return { ...order, packages: [...order.packages, { ...event.data, stage: 'ARRANGED' }] }
    case 'PackageHandedOver':
      return { ...order, packages: handedOver(order.packages, event.data) }
    case 'PackageDelivered':
      return { ...order, packages: arrived(order.packages, event.data.packageId) }
    case 'OrderDelivered':
      return { ...order, delivered: true, packages: arrived(order.packages, event.data.packageId) }
    case 'OrderCancelled':
      return { ...order, cancellation: event.data }
    case 'OrderLinesRefunded':
      return {
        ...order,
        refunds: [...order.refunds, event.data],
        lines: refunded(order.lines, event.data.lines),
      }
    case 'OrderReviewed':
      return { ...order, reviews: [...order.reviews, event.data] }
  }
}

const handedOver = (
  packages: ReadonlyArray<Package>,
  data: Data<'PackageHandedOver'>,
): ReadonlyArray<Package> => {
  const stage = 'HANDED_OVER'
  return packages.some(({ packageId }) => packageId === data.packageId)
    ? packages.map((parcel) => (parcel.packageId === data.packageId ? { ...parcel, stage } : parcel))
    : [...packages, { ...data, stage }]
}

const arrived = (packages: ReadonlyArray<Package>, packageId: Package['packageId']): ReadonlyArray<Package> =>
  packages.map((parcel) => (parcel.packageId === packageId ? { ...parcel, stage: 'DELIVERED' } : parcel))

const refunded = (
  lines: ReadonlyArray<Line>,
  refunds: Data<'OrderLinesRefunded'>['lines'],
): ReadonlyArray<Line> =>
  lines.map((line) => {
    const refund = refunds.find(({ lineId }) => lineId === line.lineId)
    if (refund === undefined) return line
    return {
      ...line,
      refundedSaleMinor: line.refundedSaleMinor + refund.saleMinor,
      refundedShippingMinor: line.refundedShippingMinor + refund.shippingMinor,
      refundedPlatformDiscountMinor: line.refundedPlatformDiscountMinor + refund.platformDiscountMinor,
    }
  })
