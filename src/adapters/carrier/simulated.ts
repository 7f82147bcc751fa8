import { right } from '../../fp.js'
import type { Carrier } from '../../application/carrier.js'
import { epochMsOf, type Instant } from '../../domain/kernel/time.js'
import { chanceOf, seedOf } from '../chance.js'
import { courseOf, smoothly, type CarrierFaults, type Told } from './course.js'

interface Options {
  readonly name: string
  readonly seed: string
  readonly now: () => Instant
  readonly faults?: CarrierFaults
  /** What it tells of parcels that were announced before this program began. */
  readonly known?: ReadonlyArray<Told>
}

/**
 * A carrier in memory that does what carriers do. What happens to a parcel follows from the seed and its id alone, so that
 * a marketplace can be told twice. `now` must not go back.
 */
export const simulatedCarrier = ({ name, seed, now, faults = smoothly, known = [] }: Options): Carrier => {
  const numbers = new Map<string, string>()
  const told: Array<Told> = [...known]

  return {
    name,
    announce: (parcel) => {
      const given = numbers.get(parcel.packageId)
      if (given !== undefined) return Promise.resolve(right({ trackingNumber: given }))
      const draw = chanceOf(seedOf(`${seed}/${name}/${parcel.packageId}`))
      const trackingNumber = `${String(draw(1_000_000)).padStart(6, '0')}${String(numbers.size).padStart(6, '0')}`
      numbers.set(parcel.packageId, trackingNumber)
      told.push(...courseOf({ ...parcel, trackingNumber }, now(), draw, faults))
      return Promise.resolve(right({ trackingNumber }))
    },
    scansAfter: (cursor) => {
      const from = Number(cursor ?? -1)
      const until = epochMsOf(now())
      const fresh = told.filter(({ toldMs }) => toldMs > from && toldMs <= until)
      const scans = fresh
        .toSorted((a, b) => a.toldMs - b.toldMs || (a.scan.scanId < b.scan.scanId ? -1 : 1))
        .map(({ scan }) => scan)
      return Promise.resolve(right({ scans, cursor: String(until) }))
    },
  }
}
