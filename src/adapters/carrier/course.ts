import type { Parcel } from '../../application/carrier.js'
import { epochMsOf, instantOf, type Instant } from '../../domain/kernel/time.js'
import type { TrackingCode } from '../../domain/order/events.js'
import type { CarrierScan } from '../../domain/processes/carrierScans.js'
import type { Draw } from '../chance.js'

/** How often, in a hundred parcels or messages, something goes wrong. */
export interface CarrierFaults {
  /** Nothing is heard of the parcel any more, somewhere on its way. */
  readonly lost: number
  readonly damaged: number
  /** The buyer does not take it, and it goes back. */
  readonly refused: number
  /** Nobody scanned it when it was collected. */
  readonly unscanned: number
  /** A message is told hours after it happened. */
  readonly late: number
  /** A message is told twice. */
  readonly duplicates: number
}

export const smoothly: CarrierFaults = {
  lost: 0,
  damaged: 0,
  refused: 0,
  unscanned: 0,
  late: 0,
  duplicates: 0,
}

/** A message, and when it is told. */
export interface Told {
  readonly scan: CarrierScan
  readonly toldMs: number
}

const HOUR_MS = 3_600_000

/** The way of a parcel: what happens, and how many hours after the step before, at least and at most. */
const way: ReadonlyArray<readonly [TrackingCode, number, number]> = [
  ['COLLECTED', 2, 30],
  ['IN_TRANSIT', 4, 20],
  ['OUT_FOR_DELIVERY', 20, 60],
  ['DELIVERED', 1, 9],
]

const words: Partial<Readonly<Record<TrackingCode, string>>> = {
  IN_TRANSIT: 'Colis en cours d’acheminement',
  OUT_FOR_DELIVERY: 'Colis en cours de livraison',
  REFUSED: 'Refusé par le destinataire',
  RETURNED: 'Retourné à l’expéditeur',
  DAMAGED: 'Colis endommagé',
}

/** The codes that a parcel comes to, by its luck. */
const codesOf = (
  draw: Draw,
  faults: CarrierFaults,
): ReadonlyArray<readonly [TrackingCode, number, number]> => {
  const happens = (percent: number): boolean => draw(100) < percent
  const begun = happens(faults.unscanned) ? way.slice(1) : way
  if (happens(faults.lost)) return begun.slice(0, draw(begun.length))
  if (happens(faults.damaged)) return [...begun.slice(0, -2), ['DAMAGED', 4, 40]]
  if (happens(faults.refused)) return [...begun.slice(0, -1), ['REFUSED', 1, 9], ['RETURNED', 40, 90]]
  return begun
}

/** What happens to a parcel that is announced at this moment, and when it is told, once or twice. */
export const courseOf = (
  parcel: Parcel & { readonly trackingNumber: string },
  announcedAt: Instant,
  draw: Draw,
  faults: CarrierFaults = smoothly,
): ReadonlyArray<Told> => {
  const { packageId, orderIds, trackingNumber } = parcel
  const told: Array<Told> = []
  let atMs = epochMsOf(announcedAt)
  for (const [i, [code, least, most]] of codesOf(draw, faults).entries()) {
    atMs += least * HOUR_MS + draw((most - least) * 3_600) * 1_000
    const description = words[code]
    const scan: CarrierScan = {
      packageId,
      orderIds,
      scanId: `${trackingNumber}.${i + 1}`,
      code,
      at: instantOf(atMs),
      ...(description === undefined ? {} : { description }),
    }
    const toldMs = atMs + 1_000 + (draw(100) < faults.late ? draw(30) * HOUR_MS : 0)
    told.push({ scan, toldMs })
    if (draw(100) < faults.duplicates) told.push({ scan, toldMs: toldMs + draw(5) * HOUR_MS })
  }
  return told
}
