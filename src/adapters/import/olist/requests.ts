import type { SellerCenterRequest } from '../../../application/sellerCenter.js'
import type { System } from '../../../application/ports.js'
import { instantOf } from '../../../domain/kernel/time.js'
import type { Moment } from './journey.js'

/** All that is asked of one stream, and the row that stands for it in the reject report. */
export interface StreamRequests {
  readonly stream: string
  readonly file: string
  readonly line: number
  readonly requests: ReadonlyArray<SellerCenterRequest>
}

/** Who asks. */
const actor = 'import:olist'

/** The parts of a request that are not its data. The id comes from the stream and the step, so that a second import asks the same. */
export const envelopeFor =
  (system: Pick<System, 'idOf'>, stream: string) =>
  (step: string, { atMs, inferred }: Moment) => ({
    commandId: system.idOf(`olist/${stream}/${step}`),
    at: instantOf(atMs),
    actor,
    ...(inferred ? { atInferred: true as const } : {}),
  })

/** Brazil's market, and its centavos. */
export const MARKET = 'BR'
export const CURRENCY = 'BRL'
