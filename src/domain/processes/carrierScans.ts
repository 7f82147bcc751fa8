import type { Instant } from '../kernel/time.js'
import type { OrderRequest } from '../order/commands.js'
import type { TrackingCode } from '../order/events.js'

/** One message of a carrier about a package, which holds lines of one order or of several. */
export interface CarrierScan {
  /** The carrier's own name for the message: the same one may come twice. */
  readonly scanId: string
  readonly packageId: string
  readonly orderIds: ReadonlyArray<string>
  readonly code: TrackingCode
  /** When it happened, not when it was told. */
  readonly at: Instant
  readonly description?: string
}

/**
 * What each order in the package is asked because of it. That a package was collected or arrived moves the order; the rest
 * is told as it is.
 */
export const scanRequests = ({
  scanId,
  packageId,
  orderIds,
  code,
  at,
  description,
}: CarrierScan): ReadonlyArray<OrderRequest> =>
  orderIds.map((orderId): OrderRequest => {
    switch (code) {
      case 'COLLECTED':
        return { type: 'HandOverPackage', at, data: { orderId, packageId } }
      case 'DELIVERED':
        return { type: 'DeliverPackage', at, data: { orderId, packageId } }
      case 'ANNOUNCED':
      case 'IN_TRANSIT':
      case 'OUT_FOR_DELIVERY':
      case 'DELIVERY_FAILED':
      case 'REFUSED':
      case 'RETURNED':
      case 'DAMAGED':
      case 'LOST': {
        const data = { orderId, packageId, scanId, code }
        return { type: 'TrackPackage', at, data: description === undefined ? data : { ...data, description } }
      }
    }
  })
