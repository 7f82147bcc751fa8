import type { OrderStatus } from './events.js'

/** Why an order does not do what was asked: nothing happened. */
export type OrderRefusal = { readonly orderId: string } & (
  | { readonly type: 'OrderNotFound' }
  | { readonly type: 'OrderAlreadyPlaced' }
  | { readonly type: 'OrderAlreadyPaid' }
  | { readonly type: 'OrderAlreadyCancelled'; readonly reason: string }
  | { readonly type: 'OrderStatusDoesNotFit'; readonly status: OrderStatus }
  | { readonly type: 'CancellationNotAllowed'; readonly initiator: string; readonly status: OrderStatus }
  | { readonly type: 'DiscountExceedsPrice'; readonly lineId: string }
  | { readonly type: 'LineIdRepeated'; readonly lineId: string }
  | { readonly type: 'LineNotInOrder'; readonly lineId: string }
  | { readonly type: 'LineAlreadyPacked'; readonly lineId: string }
  | { readonly type: 'PackageNotFound'; readonly packageId: string }
  | { readonly type: 'PackageIdReused'; readonly packageId: string }
  | { readonly type: 'PackageNotHandedOver'; readonly packageId: string }
  | { readonly type: 'TrackingNumberReused'; readonly trackingNumber: string }
  | { readonly type: 'RefundIdReused'; readonly refundId: string }
  | { readonly type: 'RefundIsZero'; readonly lineId: string }
  | {
      readonly type: 'RefundExceedsRemainder'
      readonly lineId: string
      readonly remainingSaleMinor: bigint
      readonly remainingShippingMinor: bigint
    }
  | { readonly type: 'ReviewAlreadyGiven'; readonly reviewId: string }
)
