import type { OrderStatus } from './events.js'
import type { HandlingProblem } from './handlingPolicy.js'

/** Why an order does not do what was asked: nothing happened. */
export type OrderRefusal = { readonly orderId: string } & (
  | { readonly type: 'OrderNotFound' }
  | { readonly type: 'OrderAlreadyPlaced' }
  | { readonly type: 'OrderAlreadyPaid' }
  | { readonly type: 'OrderAlreadyCancelled'; readonly reason: string }
  | { readonly type: 'OrderStatusDoesNotFit'; readonly status: OrderStatus }
  | { readonly type: 'DiscountExceedsPrice'; readonly lineId: string }
  | { readonly type: 'TaxExceedsPrice'; readonly lineId: string }
  | { readonly type: 'FeeRuleMissing'; readonly market: string; readonly category: string }
  | { readonly type: 'ReplacementWithoutCase' }
  /** A sample or a replacement for which somebody would pay. */
  | { readonly type: 'OrderNotFree'; readonly lineId: string; readonly purpose: 'SAMPLE' | 'REPLACEMENT' }
  | HandlingProblem
  | { readonly type: 'DeliveryEstimateInPast'; readonly field: 'estimatedDeliveryAt' }
  | { readonly type: 'LineIdRepeated'; readonly lineId: string }
  | { readonly type: 'LineNotInOrder'; readonly lineId: string }
  | PackageRefusal
  | CancellationRefusal
  | RefundRefusal
  | { readonly type: 'ReviewAlreadyGiven'; readonly reviewId: string }
)

type PackageRefusal =
  | { readonly type: 'LineAlreadyPacked'; readonly lineId: string }
  | { readonly type: 'LineIsCancelled'; readonly lineId: string }
  | { readonly type: 'PackageNotFound'; readonly packageId: string }
  | { readonly type: 'PackageIdReused'; readonly packageId: string }
  | { readonly type: 'PackageNotArranged'; readonly packageId: string }
  | { readonly type: 'PackageAlreadyArranged'; readonly packageId: string }
  | { readonly type: 'PackageAlreadyHandedOver'; readonly packageId: string }
  /** All of its lines were cancelled. */
  | { readonly type: 'PackageIsCancelled'; readonly packageId: string }
  | { readonly type: 'OrderNotInPackage'; readonly packageId: string }
  | { readonly type: 'BuyerDiffers'; readonly packageId: string }
  | { readonly type: 'RecipientDiffers'; readonly packageId: string }
  | { readonly type: 'TrackingNumberReused'; readonly trackingNumber: string }
  | { readonly type: 'TrackingAlreadyChanged'; readonly packageId: string }
  | { readonly type: 'TrackingChangeTooLate'; readonly packageId: string; readonly hours: number }
  | { readonly type: 'ScanIdReused'; readonly scanId: string }

type CancellationRefusal =
  /** Nobody may cancel from there for that, or nothing is left that could be cancelled. */
  | {
      readonly type: 'CancellationNotAllowed'
      readonly initiator: string
      readonly reason: string
      readonly status: OrderStatus
    }
  /** The buyer has to ask the seller. */
  | { readonly type: 'CancellationNeedsApproval'; readonly reason: string }
  | { readonly type: 'CancellationNeedsNoApproval'; readonly reason: string }
  | { readonly type: 'CancellationNotPerItem'; readonly reason: string }
  | { readonly type: 'LineNotCancellable'; readonly lineId: string }
  | { readonly type: 'CancellationIsPending'; readonly cancellationId: string }
  | { readonly type: 'CancellationNotFound'; readonly cancellationId: string }
  | { readonly type: 'CancellationIdReused'; readonly cancellationId: string }
  | { readonly type: 'CancellationAlreadyAnswered'; readonly cancellationId: string; readonly answer: string }

export type RefundRefusal =
  | { readonly type: 'RefundIdReused'; readonly refundId: string }
  | { readonly type: 'RefundIsZero'; readonly lineId: string }
  | {
      readonly type: 'RefundExceedsRemainder'
      readonly lineId: string
      readonly remainingSaleMinor: bigint
      readonly remainingShippingMinor: bigint
    }
