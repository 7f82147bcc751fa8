import type { OrderEvent, OrderStatus } from './events.js'

/** A way from one status to another, and what happens on it. */
export interface Transition {
  readonly from: OrderStatus | 'NONE'
  readonly to: OrderStatus
  readonly on: OrderEvent['type']
  /** Histories from elsewhere go it; nobody can ask for it. */
  readonly imported?: true
}

/** All there are: an order changes its status on no other way. Source: TikTok Shop's order statuses. */
export const transitions: ReadonlyArray<Transition> = [
  { from: 'NONE', to: 'UNPAID', on: 'OrderPlaced' },
  { from: 'UNPAID', to: 'ON_HOLD', on: 'OrderPaid' },
  { from: 'UNPAID', to: 'AWAITING_SHIPMENT', on: 'OrderPaid' },
  { from: 'UNPAID', to: 'CANCELLED', on: 'OrderCancelled' },
  { from: 'ON_HOLD', to: 'AWAITING_SHIPMENT', on: 'OrderHoldReleased' },
  { from: 'ON_HOLD', to: 'CANCELLED', on: 'OrderCancelled' },
  { from: 'AWAITING_SHIPMENT', to: 'PARTIALLY_SHIPPING', on: 'PackageArranged' },
  { from: 'AWAITING_SHIPMENT', to: 'AWAITING_COLLECTION', on: 'PackageArranged' },
  { from: 'AWAITING_SHIPMENT', to: 'CANCELLED', on: 'OrderCancelled' },
  { from: 'PARTIALLY_SHIPPING', to: 'AWAITING_COLLECTION', on: 'PackageArranged' },
  { from: 'PARTIALLY_SHIPPING', to: 'AWAITING_COLLECTION', on: 'OrderLinesCancelled' },
  { from: 'PARTIALLY_SHIPPING', to: 'CANCELLED', on: 'OrderCancelled' },
  { from: 'AWAITING_COLLECTION', to: 'IN_TRANSIT', on: 'PackageHandedOver' },
  { from: 'AWAITING_COLLECTION', to: 'IN_TRANSIT', on: 'OrderShipped' },
  { from: 'AWAITING_COLLECTION', to: 'COMPLETED', on: 'OrderLinesRefunded' },
  { from: 'AWAITING_COLLECTION', to: 'CANCELLED', on: 'OrderCancelled' },
  { from: 'IN_TRANSIT', to: 'DELIVERED', on: 'OrderDelivered' },
  { from: 'IN_TRANSIT', to: 'COMPLETED', on: 'OrderLinesRefunded' },
  { from: 'IN_TRANSIT', to: 'CANCELLED', on: 'OrderCancelled' },
  { from: 'DELIVERED', to: 'COMPLETED', on: 'OrderCompleted' },
  { from: 'DELIVERED', to: 'COMPLETED', on: 'OrderLinesRefunded' },
  { from: 'DELIVERED', to: 'CANCELLED', on: 'OrderCancelled', imported: true },
]
