import type { Instant } from '../../domain/kernel/time.js'
import { courseOf } from '../../adapters/carrier/course.js'
import { chanceOf, seedOf } from '../../adapters/chance.js'
import { scanRequests, type CarrierScan } from '../../domain/processes/carrierScans.js'
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
  /** What the carrier tells from then on, to the buyer's door. */
  readonly arrival: ReadonlyArray<Step>
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
  const actor = `seller:${shop.sellerId}`
  const isAnnouncedLate = lots.chance(LATE_PER_MILLE)
  const announced = { packageId, orderIds: [orderId], trackingNumber }
  const course = courseOf(announced, arrangedAt, chanceOf(seedOf(`course/${orderId}/${packageId}`)))
  const scans = course.map(({ scan }) => scan)
  const atOf = (code: CarrierScan['code']): Instant =>
    scans.find((scan) => scan.code === code)?.at ?? arrangedAt
  const handedOverAt = atOf('COLLECTED')
  const parcel = { orderId, packageId, lineIds, carrier, trackingNumber }
  const scanned = (scan: CarrierScan): ReadonlyArray<Step> =>
    scanRequests(scan).map((request) => ({ ...request, at: scan.at, actor: 'carrier:scan' }))
  const sending: ReadonlyArray<Step> = [
    { type: 'ArrangePackage', at: isAnnouncedLate ? handedOverAt : arrangedAt, actor, data: parcel },
    ...scans.filter(({ code }) => code === 'COLLECTED').flatMap(scanned),
  ]
  return {
    packageId,
    handedOverAt,
    deliveredAt: atOf('DELIVERED'),
    sending,
    arrival: scans.filter(({ code }) => code !== 'COLLECTED').flatMap(scanned),
  }
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
