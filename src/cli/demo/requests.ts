import { system } from '../../adapters/system.js'
import type { SellerCenterRequest } from '../../application/sellerCenter.js'
import { catalogue } from './catalogue.js'
import { ordersOf, type Order } from './orders.js'
import { stepsOfProduct } from './products.js'
import { stepsOfShop } from './sellers.js'
import { shops } from './shops.js'
import type { Step } from './step.js'

/** When each unit of a product was ordered. */
const soldOf = (orders: ReadonlyArray<Order>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const sold = new Map<string, Array<string>>()
  for (const { placedAt, lines } of orders.map(({ checkout }) => checkout)) {
    for (const { productId } of lines) {
      const times = sold.get(productId)
      if (times === undefined) sold.set(productId, [placedAt])
      else times.push(placedAt)
    }
  }
  return sold
}

/** The case that is asked; a refund is asked of the order. */
const caseOf = ({ type, data }: Step): string | undefined =>
  type !== 'RefundOrderLines' && 'caseId' in data ? data.caseId : undefined

/**
 * A small marketplace as the requests that make it: six French shops, forty products, three months of orders up to the
 * end of May 2026. Each item is all that is asked of one stream, in order. The same seed gives the same requests, command
 * ids included, so sending them again changes nothing. Recipients are not in them: `fillDemo` seals and adds them.
 */
export function* demoRequests(seed = 'comptoir'): Iterable<ReadonlyArray<SellerCenterRequest>> {
  const stream = (name: string, steps: ReadonlyArray<Step>): ReadonlyArray<SellerCenterRequest> =>
    steps.map((step, i) => ({ ...step, commandId: system.idOf(`demo/${seed}/${name}/${i}`) }))

  const orders = ordersOf(seed)
  for (const shop of shops) yield stream(`seller-${shop.sellerId}`, stepsOfShop(shop, system.fingerprint))
  const sold = soldOf(orders)
  for (const product of catalogue) {
    const times = sold.get(product.productId) ?? []
    const soldUntil = (at: string): number => times.filter((placedAt) => placedAt <= at).length
    yield stream(`product-${product.productId}`, stepsOfProduct(product, soldUntil))
  }
  for (const { checkout, steps } of orders) {
    yield stream(
      `order-${checkout.orderId}`,
      steps.filter((step) => caseOf(step) === undefined),
    )
    const caseIds = new Set(steps.flatMap((step) => caseOf(step) ?? []))
    for (const caseId of caseIds) {
      yield stream(
        `afterSales-${caseId}`,
        steps.filter((step) => caseOf(step) === caseId),
      )
    }
  }
}
