import type { OrderStatus } from './events.js'

type Initiator = 'BUYER' | 'SELLER' | 'SYSTEM' | 'OPERATOR'

const EVERYBODY: ReadonlyArray<Initiator> = ['BUYER', 'SELLER', 'SYSTEM', 'OPERATOR']
const NOT_THE_BUYER: ReadonlyArray<Initiator> = ['SELLER', 'SYSTEM', 'OPERATOR']
const THE_PLATFORM: ReadonlyArray<Initiator> = ['SYSTEM', 'OPERATOR']

/**
 * Who may cancel on their own from where. Once the seller may ship, a buyer has to ask. A parcel that is under way is
 * cancelled by the platform alone (lost, refused, damaged). So is one that arrived: rare, but real marketplaces have
 * them. After completion there are only refunds.
 */
const mayCancel: Readonly<Record<OrderStatus, ReadonlyArray<Initiator>>> = {
  UNPAID: EVERYBODY,
  ON_HOLD: EVERYBODY,
  AWAITING_SHIPMENT: NOT_THE_BUYER,
  PARTIALLY_SHIPPING: NOT_THE_BUYER,
  AWAITING_COLLECTION: THE_PLATFORM,
  IN_TRANSIT: THE_PLATFORM,
  DELIVERED: THE_PLATFORM,
  COMPLETED: [],
  CANCELLED: [],
}

export const isCancellableBy = (initiator: Initiator, status: OrderStatus): boolean =>
  mayCancel[status].includes(initiator)

// Source: TikTok Shop's cancel reasons; an address that cannot be delivered to carries no penalty.
const sellerFaultReasons: ReadonlySet<string> = new Set([
  'seller_cancel_unpaid_reason_out_of_stock',
  'seller_cancel_unpaid_reason_wrong_price',
  'seller_cancel_reason_out_of_stock',
  'seller_cancel_reason_wrong_price',
  'system_cancel_order_reason_shipping_timeout',
  'system_cancel_order_untracked',
])

/** Counts in the seller-fault cancellation rate. */
export const isSellerFault = (reason: string): boolean => sellerFaultReasons.has(reason)
