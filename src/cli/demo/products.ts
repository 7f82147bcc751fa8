import { epochMsOf, instantOf, type Instant } from '../../domain/kernel/time.js'
import { inParis, MINUTE_MS } from './calendar.js'
import type { Product } from './catalogue.js'
import { inOrder, type Step } from './step.js'

/** Evenings on which every shop counts its shelves. */
const countings = ['2026-03-31', '2026-04-30', '2026-05-29'].map((day) => inParis(day, '20:45:00'))

/** A shelf is filled up again before it is this empty. */
const STOCK_LOW = 10

/** A product from its listing on. `soldUntil` tells how many units had been ordered by then. */
export const stepsOfProduct = (
  { productId, sellerId, title, category, ...product }: Product,
  soldUntil: (at: Instant) => number,
): ReadonlyArray<Step> => {
  const actor = `seller:${sellerId}`
  const currency = 'EUR'
  const { listedAt, priceMinor, newPrices, stock, offlineAt } = product
  const listing = { productId, sellerId, title, category, priceMinor: priceMinor.toString(), currency, stock }
  const liveAt = instantOf(epochMsOf(listedAt) + 15 * MINUTE_MS)
  const left = (at: Instant): number => {
    const units = stock - soldUntil(at)
    return units < STOCK_LOW ? units + stock * Math.ceil((STOCK_LOW - units) / stock) : units
  }
  return inOrder([
    { type: 'ListProduct', at: listedAt, actor, data: listing },
    { type: 'PutProductLive', at: liveAt, actor, data: { productId } },
    ...newPrices.map((change): Step => {
      const data = { productId, priceMinor: change.priceMinor.toString(), currency }
      return { type: 'ChangeProductPrice', at: change.at, actor, data }
    }),
    ...countings.map((at): Step => {
      return { type: 'CountProductStock', at, actor, data: { productId, stock: left(at) } }
    }),
    ...(offlineAt === undefined
      ? []
      : [{ type: 'TakeProductOffline' as const, at: offlineAt, actor, data: { productId } }]),
  ])
}
