import { right } from '../src/fp.js'
import { sealer } from '../src/adapters/keys/sealer.js'
import { memoryEventStore, memoryKeyStore, memoryReadStore, system } from '../src/adapters/memory/index.js'
import { followersOf } from '../src/application/followers.js'
import type { EventStore } from '../src/application/ports.js'
import { sellerCenter, type SellerCenter, type SellerCenterRequest } from '../src/application/sellerCenter.js'
import { fillDemo } from '../src/cli/demo/index.js'

type Order = Extract<SellerCenterRequest, { readonly data: { readonly orderId: string } }>

const isOfOrder = (request: SellerCenterRequest): request is Order => 'orderId' in request.data

/** The orders of one more season, under ids of their own, of the shops and products that are there. */
const season = (center: SellerCenter, seed: string): Pick<SellerCenter, 'executeTogether'> => ({
  executeTogether: (requests) => {
    const orders = requests.filter(isOfOrder)
    return orders.length === 0
      ? Promise.resolve(right({ stream: '', events: [], repeated: true }))
      : center.executeTogether(
          orders.map((order) => {
            const orderId = `${seed}-${order.data.orderId}`
            // Only the id is another one: the kind of request stays with its data.
            return { ...order, data: { ...order.data, orderId } } as SellerCenterRequest
          }),
        )
  },
})

/** The demo's marketplace with the orders of several seasons, commissions charged: some 15,000 events a season. */
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
