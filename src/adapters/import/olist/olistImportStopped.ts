import type { Failure } from './send.js'
import type { OlistSummary } from './summary.js'

/** The store was lost on the way. What is stored is whole; run again, the import goes on where it stopped. */
export class OlistImportStopped extends Error {
  readonly type = 'OlistImportStopped'
  constructor(
    readonly failure: Failure,
    /** Of what was done until then. */
    readonly summary: OlistSummary,
  ) {
    super(`the import stopped: ${failure.type}`)
    this.name = 'OlistImportStopped'
  }
}
