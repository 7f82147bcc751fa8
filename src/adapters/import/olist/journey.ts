import type { OlistOrder } from './history.js'

/** When something happened, in milliseconds since 1970; inferred where Olist does not say, from what it does say. */
export interface Moment {
  readonly atMs: number
  readonly inferred: boolean
}

/** How far an order came; what did not happen is absent. */
export interface Journey {
  readonly placed: Moment
  readonly paid?: Moment
  readonly handedOver?: Moment
  readonly delivered?: Moment
  readonly cancelled?: Moment
}

/**
 * What happened to an order, in the order of its life, whatever its times say. The status tells how far it came, the
 * times when; payment is told by its time alone, or by the parcel that left without one. An order that was cancelled
 * may have been handed over or delivered before: there the times tell.
 */
export const journeyOf = (order: OlistOrder): Journey => {
  const { status, purchasedMs, approvedMs, handedOverMs, deliveredMs } = order
  const cancelled = status === 'canceled' || status === 'unavailable'
  const delivered = status === 'delivered' || (cancelled && deliveredMs !== null)
  const handedOver = delivered || status === 'shipped' || (cancelled && handedOverMs !== null)
  const leftSeller = handedOver || handedOverMs !== null || deliveredMs !== null
  const lastKnown = { atMs: lastKnownOf(order), inferred: true }
  const paid = momentOf(approvedMs) ?? (leftSeller ? { atMs: purchasedMs, inferred: true } : undefined)
  return {
    placed: { atMs: purchasedMs, inferred: false },
    ...(paid === undefined ? {} : { paid }),
    ...(handedOver ? { handedOver: momentOf(handedOverMs) ?? lastKnown } : {}),
    ...(delivered ? { delivered: momentOf(deliveredMs) ?? lastKnown } : {}),
    ...(cancelled ? { cancelled: lastKnown } : {}),
  }
}

const momentOf = (atMs: number | null): Moment | undefined =>
  atMs === null ? undefined : { atMs, inferred: false }

/** The latest of the times that Olist gives for an order. */
export const lastKnownOf = ({ purchasedMs, approvedMs, handedOverMs, deliveredMs }: OlistOrder): number =>
  Math.max(purchasedMs, approvedMs ?? purchasedMs, handedOverMs ?? purchasedMs, deliveredMs ?? purchasedMs)
