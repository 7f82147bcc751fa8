import { right } from '../src/fp.js'
import { sealer } from '../src/adapters/keys/sealer.js'
import { memoryEventStore, memoryKeyStore, memoryReadStore, system } from '../src/adapters/memory/index.js'
import { followersOf } from '../src/application/followers.js'
import type { EventStore } from '../src/application/ports.js'
import { sellerCenter, type SellerCenter, type SellerCenterRequest } from '../src/application/sellerCenter.js'
import { fillDemo } from '../src/cli/demo/index.js'

/** Ids that a season gives to what is its own; sellers, products and buyers are there in all of them. */
const ownIds: ReadonlySet<string> = new Set([
  'caseId',
  'orderId',
  'packageId',
  'refundId',
  'reviewId',
  'trackingNumber',
])

/** The orders of one more season and their cases, under ids of their own, of the shops and products that are there. */
const season = (center: SellerCenter, seed: string): Pick<SellerCenter, 'executeTogether'> => {
  const isOfSeason = ({ data }: SellerCenterRequest): boolean => 'orderId' in data || 'caseId' in data
  const renamed = (request: SellerCenterRequest): SellerCenterRequest => {
    const data = Object.entries(request.data).map(([field, value]): [string, unknown] => [
      field,
      ownIds.has(field) ? `${seed}-${String(value)}` : value,
    ])
    // Only ids are other ones: the kind of request stays with its data.
    return { ...request, data: Object.fromEntries(data) } as SellerCenterRequest
  }
  return {
    executeTogether: (requests) => {
      const own = requests.filter(isOfSeason)
      return own.length === 0
        ? Promise.resolve(right({ stream: '', events: [], repeated: true }))
        : center.executeTogether(own.map(renamed))
    },
  }
}

/** The demo's marketplace with the orders of several seasons, commissions charged: some 18,000 events a season. */
export const demoHistory = async (seasons: number): Promise<EventStore> => {
  const store = memoryEventStore({ system })
  const center = sellerCenter({ store, system })
  const keys = sealer(memoryKeyStore())
  await fillDemo({ center, sealer: keys })
  for (let i = 1; i < seasons; i++) {
    const seed = `season-${i}`
    await fillDemo({ center: season(center, seed), sealer: keys, seed })
  }
  await followersOf({ store, reads: memoryReadStore(system), center, system }).react()
  return store
}
