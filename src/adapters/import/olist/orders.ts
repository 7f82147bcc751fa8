import type { System } from '../../../application/ports.js'
import type { SellerCenterRequest } from '../../../application/sellerCenter.js'
import { OLIST_ZONE } from './fields.js'
import type { Item, OlistOrder, Payment, Review } from './history.js'
import { journeyOf, lastKnownOf, type Journey } from './journey.js'
import { productIdOf } from './products.js'
import { CURRENCY, envelopeFor, MARKET, type StreamRequests } from './requests.js'
import { ordersTable } from './tables.js'

/** The items of each seller, the seller of the lowest number first. */
const bySeller = (items: ReadonlyArray<Item>): ReadonlyArray<ReadonlyArray<Item>> => {
  const groups = new Map<string, Array<Item>>()
  for (const item of items) {
    const group = groups.get(item.seller.id)
    if (group === undefined) groups.set(item.seller.id, [item])
    else group.push(item)
  }
  return [...groups.values()]
}

/** An order with lines of several sellers is one order for each of them; the payments are told of the first. */
export const orderRequests = (
  system: Pick<System, 'idOf'>,
  order: OlistOrder,
): ReadonlyArray<StreamRequests> =>
  bySeller(order.items).map((items, index, groups) => {
    const orderId = groups.length === 1 ? order.id : `${order.id}-${index + 1}`
    const stream = `order-${orderId}`
    const requests = requestsOf(
      envelopeFor(system, stream),
      orderId,
      order,
      items,
      index === 0 ? order.payments : [],
    )
    return { stream, file: ordersTable.file, line: order.line, requests }
  })

/** How many orders of ours an order of Olist's becomes. */
export const orderCountOf = ({ items }: OlistOrder): number =>
  items.length === 1 ? 1 : new Set(items.map(({ seller }) => seller.id)).size

const requestsOf = (
  envelope: ReturnType<typeof envelopeFor>,
  orderId: string,
  order: OlistOrder,
  items: ReadonlyArray<Item>,
  payments: ReadonlyArray<Payment>,
): ReadonlyArray<SellerCenterRequest> => {
  const journey = journeyOf(order)
  const { placed, paid, handedOver, delivered, cancelled } = journey
  const packageId = `${orderId}-p1`
  const parcel = { orderId, packageId, lineIds: items.map(({ number }) => String(number)) }
  const requests: Array<SellerCenterRequest> = [
    { type: 'PlaceOrder', ...envelope('place', placed), data: placedOf(orderId, order.buyerId, items) },
  ]
  if (paid !== undefined) {
    const data = { orderId, payments: payments.map(paymentOf), hold: false }
    requests.push({ type: 'PayOrder', ...envelope('pay', paid), data })
  }
  if (handedOver !== undefined) {
    // Olist does not tell when a parcel was announced, only when it was collected.
    const announced = { ...handedOver, inferred: true }
    requests.push(
      { type: 'ArrangePackage', ...envelope('arrange', announced), data: parcel },
      { type: 'HandOverPackage', ...envelope('hand-over', handedOver), data: { orderId, packageId } },
    )
  }
  if (delivered !== undefined) {
    requests.push({ type: 'DeliverPackage', ...envelope('deliver', delivered), data: { orderId, packageId } })
  }
  if (cancelled !== undefined) {
    requests.push({ ...cancellationOf(orderId, order, journey), ...envelope('cancel', cancelled) })
  }
  for (const { reviewId, stars, atMs, inferred } of reviewsOf(order)) {
    const data = { orderId, reviewId, stars }
    requests.push({ type: 'ReviewOrder', ...envelope(`review/${reviewId}`, { atMs, inferred }), data })
  }
  return requests
}

const placedOf = (orderId: string, buyerId: string, items: ReadonlyArray<Item>) => ({
  orderId,
  sellerId: items[0]?.seller.id ?? '',
  buyerId,
  market: MARKET,
  zone: OLIST_ZONE,
  currency: CURRENCY,
  orderType: 'NORMAL' as const,
  purpose: 'SALE' as const,
  lines: items.map(({ number, article, seller, priceMinor, freightMinor }) => ({
    lineId: String(number),
    productId: productIdOf(article, seller),
    skuId: article.id,
    category: article.category,
    originalMinor: String(priceMinor),
    sellerDiscountMinor: '0',
    platformDiscountMinor: '0',
    shippingOriginalMinor: String(freightMinor),
    shippingSellerDiscountMinor: '0',
    shippingPlatformDiscountMinor: '0',
    taxMinor: '0',
  })),
})

const paymentOf = ({ method, installments, amountMinor }: Payment) => ({
  method,
  amountMinor: String(amountMinor),
  installments,
})

/**
 * Unavailable goods are the seller's fault; from the carrier on, only the platform can cancel. A few orders were called
 * off although they had arrived: no seller center would let anybody ask for that, so the import has a command of its own.
 */
const cancellationOf = (
  orderId: string,
  { status }: OlistOrder,
  { paid, handedOver, delivered }: Journey,
): SellerCenterRequest => {
  const sellerFault = status === 'unavailable'
  const outOfStock =
    paid === undefined ? 'seller_cancel_unpaid_reason_out_of_stock' : 'seller_cancel_reason_out_of_stock'
  const reason = sellerFault ? outOfStock : 'unknown'
  if (delivered !== undefined) {
    return { type: 'ImportOrderCancellation', data: { orderId, reason, sellerFault } }
  }
  const initiator = sellerFault && handedOver === undefined ? 'SELLER' : 'SYSTEM'
  return { type: 'CancelOrder', data: { orderId, initiator, reason } }
}

/** By time; one that has none was given at the last known time of the order. */
const reviewsOf = (order: OlistOrder): ReadonlyArray<Review & { readonly atMs: number }> =>
  order.reviews
    .map((review) => ({ ...review, atMs: review.atMs ?? lastKnownOf(order) }))
    .sort((a, b) => a.atMs - b.atMs || (a.reviewId < b.reviewId ? -1 : 1))
