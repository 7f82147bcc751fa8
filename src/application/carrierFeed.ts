import { isLeft, left, right, type Either } from '../fp.js'
import { scanRequests, type CarrierScan } from '../domain/processes/carrierScans.js'
import type { Carrier, CarrierUnavailable } from './carrier.js'
import type { Feed } from './feeds.js'
import { isPassing } from './passing.js'
import type { System } from './ports.js'
import type { Refusal, SellerCenter } from './sellerCenter.js'

/** What came of a look at the carrier. */
export interface FeedReport {
  /** Where the next look begins: nothing before it has to be asked again. */
  readonly cursor: string
  readonly told: number
  /** Messages that say nothing new to their order any more, such as of a parcel whose order was given back meanwhile. */
  readonly ignored: ReadonlyArray<{ readonly scan: CarrierScan; readonly refusal: Refusal }>
}

/**
 * Takes what a carrier told since the cursor to the orders. The ids of the commands come from the messages, so one that is
 * told twice, or taken again after a failure, happens once.
 */
export const takeScans = async (
  {
    carrier,
    center,
    system,
  }: {
    readonly carrier: Carrier
    readonly center: Pick<SellerCenter, 'execute'>
    readonly system: Pick<System, 'idOf'>
  },
  cursor: string | undefined,
): Promise<Either<CarrierUnavailable | Refusal, FeedReport>> => {
  const answer = await carrier.scansAfter(cursor)
  if (isLeft(answer)) return answer
  const ignored: Array<FeedReport['ignored'][number]> = []
  for (const scan of answer.right.scans) {
    for (const request of scanRequests(scan)) {
      const commandId = system.idOf(`carrier/${carrier.name}/${scan.scanId}/${request.data.orderId}`)
      const actor = `carrier:${carrier.name}`
      const outcome = await center.execute({ ...request, commandId, actor })
      if (!isLeft(outcome)) continue
      if (isPassing(outcome.left)) return left(outcome.left)
      ignored.push({ scan, refusal: outcome.left })
    }
  }
  return right({ cursor: answer.right.cursor, told: answer.right.scans.length, ignored })
}

/** A carrier as a feed whose cursor is remembered. */
export const carrierFeed = (deps: Parameters<typeof takeScans>[0]): Feed => ({
  name: `carrier:${deps.carrier.name}`,
  takeAfter: (cursor) => takeScans(deps, cursor),
})
