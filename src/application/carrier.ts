import type { Either } from '../fp.js'
import type { CarrierScan } from '../domain/processes/carrierScans.js'

/** A package that is to be sent. Combined packages hold lines of several orders. */
export interface Parcel {
  readonly packageId: string
  readonly orderIds: ReadonlyArray<string>
}

/** The carrier did not answer: asked again later, it may. */
export interface CarrierUnavailable {
  readonly type: 'CarrierUnavailable'
  readonly detail: string
}

/** Some messages, and where the next ones begin. */
export interface Scans {
  readonly scans: ReadonlyArray<CarrierScan>
  readonly cursor: string
}

/** Whoever takes parcels to buyers. Never rejects. */
export interface Carrier {
  readonly name: string
  /** Announces a package; the same one again gets the same number. */
  announce(parcel: Parcel): Promise<Either<CarrierUnavailable, { readonly trackingNumber: string }>>
  /** What was told since the cursor; from the beginning without one. Messages come late, twice, and in any order. */
  scansAfter(cursor: string | undefined): Promise<Either<CarrierUnavailable, Scans>>
}
