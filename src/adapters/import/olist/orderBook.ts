import { numberRows, texts, words, type Groups } from './columns.js'
import type { History, OlistOrder } from './history.js'
import { orderStatuses, type OlistStatus } from './tables.js'

/** The tables of orders as they are read, in little room. Orders are known by their index; a missing time is NaN. */
export const orderBook = () => ({
  orders: numberRows('line', 'status', 'purchasedMs', 'approvedMs', 'handedOverMs', 'deliveredMs'),
  orderIds: texts(),
  buyerIds: texts(),
  items: numberRows('order', 'number', 'line', 'article', 'seller', 'priceMinor', 'freightMinor'),
  payments: numberRows('order', 'sequential', 'line', 'method', 'installments', 'amountMinor'),
  methods: words(),
  reviews: numberRows('order', 'line', 'stars', 'atMs', 'inferred'),
  reviewIds: texts(),
})
export type OrderBook = ReturnType<typeof orderBook>

/** The rows that hang on each order. */
export interface Hanging {
  readonly items: Groups
  readonly payments: Groups
  readonly reviews: Groups
}

export const statusNumberOf = (status: OlistStatus): number => orderStatuses.indexOf(status)

export const orNaN = (ms: number | null): number => ms ?? NaN
const orNull = (ms: number): number | null => (Number.isNaN(ms) ? null : ms)

/** Puts an order together from its rows. */
export const orderFrom = (
  book: OrderBook,
  hanging: Hanging,
  shops: Pick<History, 'articles' | 'sellers'>,
  index: number,
): OlistOrder => {
  const { line, status, purchasedMs, approvedMs, handedOverMs, deliveredMs } = book.orders.at(index)
  return {
    id: book.orderIds.at(index),
    line,
    buyerId: book.buyerIds.at(index),
    status: orderStatuses[status] ?? 'created',
    purchasedMs,
    approvedMs: orNull(approvedMs),
    handedOverMs: orNull(handedOverMs),
    deliveredMs: orNull(deliveredMs),
    items: hanging.items(index).flatMap((row) => {
      const { article, seller, ...item } = book.items.at(row)
      const [what, who] = [shops.articles.get(article), shops.sellers.get(seller)]
      return what === undefined || who === undefined ? [] : [{ ...item, article: what, seller: who }]
    }),
    payments: hanging.payments(index).map((row) => {
      const payment = book.payments.at(row)
      return { ...payment, method: book.methods.at(payment.method) }
    }),
    reviews: hanging.reviews(index).map((row) => {
      const { stars, atMs, inferred } = book.reviews.at(row)
      return { reviewId: book.reviewIds.at(row), stars, atMs: orNull(atMs), inferred: inferred === 1 }
    }),
  }
}
