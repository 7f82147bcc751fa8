import type { Refusal } from '../../src/application/sellerCenter.js'
import type { AnyHalt } from './host.js'

/** States of affairs that somebody outside may run into. Whatever else is refused is a fault of the house. */
const states = [
  'SellerNotFound',
  'SellerNotAwaitingVerification',
  'SellerAlreadySubmitted',
  'SellerIsSuspended',
  'ProductNotFound',
  'ProductNotLive',
  'OrderNotFound',
  'OrderAlreadyPaid',
  'OrderAlreadyPlaced',
  'OrderAlreadyCancelled',
  'OrderStatusDoesNotFit',
  'LineAlreadyPacked',
  'LineIsCancelled',
  'PackageNotFound',
  'PackageIdReused',
  'PackageNotArranged',
  'PackageAlreadyArranged',
  'PackageAlreadyHandedOver',
  'PackageIsCancelled',
  'BuyerDiffers',
  'TrackingNumberReused',
  'TrackingAlreadyChanged',
  'TrackingChangeTooLate',
  'CancellationNotAllowed',
  'CancellationNeedsApproval',
  'CancellationNeedsNoApproval',
  'CancellationNotPerItem',
  'LineNotCancellable',
  'CancellationIsPending',
  'CancellationNotFound',
  'CancellationIdReused',
  'CancellationAlreadyAnswered',
  'RefundIdReused',
  'RefundIsZero',
  'RefundExceedsRemainder',
  'ReviewAlreadyGiven',
  'AfterSalesCaseNotFound',
  'AfterSalesCaseAlreadyOpened',
  'AfterSalesStatusDoesNotFit',
  'AfterSalesReasonUnknown',
  'AfterSalesWindowOver',
  'AfterSalesAmountIsZero',
  'AfterSalesAmountExceeds',
  'AfterSalesTypeDoesNotFit',
  'AfterSalesLineNotInCase',
  'CommissionNotCharged',
  'SettlementNotOpen',
  'SellerTermsVersionReused',
  'SellerTermsBackdated',
  'CreatorSharesNotDue',
  'SettlementNotDue',
  'OrderNotSettled',
  'ReserveNotDue',
  'ChargebackIdReused',
  'StatementAlreadyClosed',
  'PayoutNotFound',
  'PayoutAlreadyPlanned',
  'PayoutAlreadyCutOff',
] as const satisfies ReadonlyArray<Refusal['type']>

const known: ReadonlySet<string> = new Set(states)

/** Whether somebody outside may be told this. */
export const isKnown = ({ type }: Refusal): boolean => known.has(type)

/** Two did the same at once, and one gave way: it is begun again. */
export const isGivenWay = ({ type }: AnyHalt): boolean => type === 'OwnershipLost'

export const haltText = (halt: AnyHalt): string => {
  switch (halt.type) {
    case 'ProcessStopped':
      return `${halt.process} stopped before ${halt.stream}: ${halt.cause.type}`
    case 'DeadlineStopped':
      return `the clock stopped before ${halt.deadlineId}: ${halt.cause.type}`
    case 'ProjectionHalted':
      return `${halt.name} halted before ${halt.stream}: ${halt.reason.type}`
    case 'EventsMissing':
    case 'HistoryDiverged':
    case 'ProjectionOutdated':
    case 'OwnershipLost':
      return `${halt.name}: ${halt.type}`
  }
}
