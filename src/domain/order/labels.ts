import type { OrderStatus } from './events.js'

/** What a French-speaking seller reads on the board. Several statuses share a word: what to do next differs, not what to say. */
export const frenchLabels = {
  UNPAID: 'en attente',
  ON_HOLD: 'en attente',
  AWAITING_SHIPMENT: 'en attente',
  PARTIALLY_SHIPPING: 'en cours',
  AWAITING_COLLECTION: 'en cours',
  IN_TRANSIT: 'expédiée',
  DELIVERED: 'livrée',
  COMPLETED: 'terminée',
  CANCELLED: 'annulée',
} as const satisfies Readonly<Record<OrderStatus, string>>

export type OrderLabel = (typeof frenchLabels)[OrderStatus]

export const labelOf = (status: OrderStatus): OrderLabel => frenchLabels[status]
