import type { System } from '../../../application/ports.js'
import type { History, OlistOrder } from './history.js'
import { journeyOf, type Moment } from './journey.js'
import { orderCountOf, orderRequests } from './orders.js'
import { priceBook, productRequests } from './products.js'
import type { Reject } from './rejects.js'
import type { StreamRequests } from './requests.js'
import { sellerRequests } from './sellers.js'
import { paymentsTable, sellersTable } from './tables.js'

export interface Phase {
  readonly name: 'sellers' | 'products' | 'orders'
  /** How many streams it writes. */
  readonly total: number
  /** Made as they are asked for, so that they never all are in memory. */
  readonly streams: Iterable<StreamRequests>
}

export interface Plan {
  /** Sellers first, then what they sell, then what was bought of them. */
  readonly phases: ReadonlyArray<Phase>
  /** What can be read and still has no place in our history. */
  readonly leftOut: ReadonlyArray<Reject>
}

/** What to ask, stream by stream. */
export const planOf = (system: Pick<System, 'idOf'>, history: History): Plan => {
  const { sellers, wonMs, orders } = history
  const firstSale = new Map<string, Moment>()
  const prices = priceBook()
  const leftOut: Array<Reject> = []
  let orderCount = 0
  for (const order of orders) {
    for (const { seller } of order.items) {
      if (!firstSale.has(seller.id)) firstSale.set(seller.id, { atMs: order.purchasedMs, inferred: true })
    }
    prices.add(order)
    orderCount += orderCountOf(order)
    if (journeyOf(order).paid === undefined) leftOut.push(...unpaidOf(order))
  }

  const sellerStreams: Array<StreamRequests> = []
  for (const seller of sellers.values()) {
    const atMs = wonMs.get(seller.id)
    const moment = atMs === undefined ? firstSale.get(seller.id) : { atMs, inferred: false }
    if (moment !== undefined) {
      sellerStreams.push(sellerRequests(system, seller, moment))
      continue
    }
    const detail = 'nothing was sold and no deal tells when it came'
    const { id: key, line } = seller
    leftOut.push({ file: sellersTable.file, line, key, reason: 'no time known', detail })
  }

  return {
    leftOut,
    phases: [
      { name: 'sellers', total: sellerStreams.length, streams: sellerStreams },
      { name: 'products', total: prices.count(), streams: productStreams(system, prices, history) },
      { name: 'orders', total: orderCount, streams: orderStreams(system, orders) },
    ],
  }
}

function* productStreams(
  system: Pick<System, 'idOf'>,
  prices: ReturnType<typeof priceBook>,
  history: History,
): Generator<StreamRequests> {
  for (const product of prices.all(history)) yield productRequests(system, product)
}

function* orderStreams(
  system: Pick<System, 'idOf'>,
  orders: Iterable<OlistOrder>,
): Generator<StreamRequests> {
  for (const order of orders) yield* orderRequests(system, order)
}

const unpaidOf = ({ id, status, payments }: OlistOrder): ReadonlyArray<Reject> =>
  payments.map(({ line, sequential }) => ({
    file: paymentsTable.file,
    line,
    key: `${id}/${sequential}`,
    reason: 'order was never paid',
    detail: `its status is ${status}`,
  }))
