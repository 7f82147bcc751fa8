import type { Instant } from '../../domain/kernel/time.js'
import { after, DAY_MS, HOUR_MS } from './calendar.js'
import type { Checkout } from './checkout.js'
import type { Lots } from './lots.js'
import type { Step } from './step.js'

/** A parcel's way to the buyer. */
export interface Parcel {
  readonly packageId: string
  /** The last one to arrive delivers the order. */
  readonly handedOverAt: Instant
  readonly deliveredAt: Instant
  readonly sending: ReadonlyArray<Step>
  readonly arrival: Step
}

const carriers = [
  { weight: 45, item: { carrier: 'Colissimo', prefix: '6A' } },
  { weight: 35, item: { carrier: 'Mondial Relay', prefix: 'MR' } },
  { weight: 20, item: { carrier: 'Chronopost', prefix: 'XY' } },
]

/** Some shops announce a parcel only when they hand it over. */
const LATE_PER_MILLE = 60

const parcelOf = (
  lots: Lots,
  { orderId, shop }: Checkout,
  packageId: string,
  lineIds: ReadonlyArray<string>,
  readyAt: Instant,
): Parcel => {
  const { carrier, prefix } = lots.weighted(carriers)
  const trackingNumber = `${prefix}${String(lots.integer(10_000_000_000, 99_999_999_999))}`
  const arrangedAt = after(lots, readyAt, 6 * HOUR_MS, 40 * HOUR_MS)
  const handedOverAt = after(lots, arrangedAt, 2 * HOUR_MS, 30 * HOUR_MS)
  const deliveredAt = after(lots, handedOverAt, 1.5 * DAY_MS, 5 * DAY_MS)
  const actor = `seller:${shop.sellerId}`
  const parcel = { orderId, packageId, lineIds, carrier, trackingNumber }
  const announcedAt = lots.chance(LATE_PER_MILLE) ? handedOverAt : arrangedAt
  const sending: ReadonlyArray<Step> = [
    { type: 'ArrangePackage', at: announcedAt, actor, data: parcel },
    { type: 'HandOverPackage', at: handedOverAt, actor: 'carrier:scan', data: { orderId, packageId } },
  ]
  const arrival: Step = {
    type: 'DeliverPackage',
    at: deliveredAt,
    actor: 'carrier:scan',
    data: { orderId, packageId },
  }
  return { packageId, handedOverAt, deliveredAt, sending, arrival }
}

/** One parcel, or two where the second is not ready with the first. */
export const parcelsOf = (
  lots: Lots,
  order: Checkout,
  readyAt: Instant,
  isSplit: boolean,
): ReadonlyArray<Parcel> => {
  const lineIds = order.lines.map(({ lineId }) => lineId)
  if (!isSplit || lineIds.length < 2) return [parcelOf(lots, order, 'p1', lineIds, readyAt)]
  const restReadyAt = after(lots, readyAt, 2 * DAY_MS, 4 * DAY_MS)
  return [
    parcelOf(lots, order, 'p1', lineIds.slice(0, 1), readyAt),
    parcelOf(lots, order, 'p2', lineIds.slice(1), restReadyAt),
  ]
}
