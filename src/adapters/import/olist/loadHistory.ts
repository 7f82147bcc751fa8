import type { History } from './history.js'
import { loadPayments, loadReviews } from './loadFacts.js'
import { loadItems } from './loadItems.js'
import { loadOrders, type Orders } from './loadOrders.js'
import { loadArticles, loadBuyers, loadSellers, loadWonMs } from './loadShops.js'
import { orderBook, orderFrom, type Hanging, type OrderBook } from './orderBook.js'
import type { Source } from './source.js'
import { orderStatuses, ordersTable } from './tables.js'

/** Of one order; the domain's own bounds. */
const ITEMS_MAX = 500
const PAYMENTS_MAX = 100

/**
 * Reads all tables and joins them. An order is taken whole or not at all: with lines 1 to n, each of a known product and
 * seller, a known buyer, and all its payments. Throws `OlistFileInvalid`, or the signal's reason.
 */
export const loadHistory = async (source: Source): Promise<History> => {
  const sellers = await loadSellers(source)
  const articles = await loadArticles(source)
  const wonMs = await loadWonMs(source, sellers)
  const book = orderBook()
  const orders = await loadOrders(source, book, await loadBuyers(source))
  const hanging = {
    items: await loadItems(source, orders, articles, sellers),
    payments: await loadPayments(source, orders),
    reviews: await loadReviews(source, orders),
  }
  const shops = { articles: byIndex(articles), sellers: byIndex(sellers) }
  const taken = takenOf(source, orders, hanging)
  return {
    ...shops,
    wonMs,
    orders: {
      *[Symbol.iterator]() {
        for (const order of taken) yield orderFrom(book, hanging, shops, order)
      },
    },
  }
}

const byIndex = <A extends { readonly index: number }>(
  entries: ReadonlyMap<string, A>,
): ReadonlyMap<number, A> => new Map([...entries.values()].map((entry) => [entry.index, entry]))

/** The orders that can be taken, by time of purchase. */
const takenOf = (source: Source, orders: Orders, hanging: Hanging): Uint32Array => {
  const { book } = orders
  const taken: Array<number> = []
  for (let order = 0; order < book.orders.length(); order++) {
    const flaw = orders.flawOf(order) ?? flawIn(book, hanging, order)
    if (flaw === undefined) {
      taken.push(order)
      continue
    }
    const { line } = book.orders.at(order)
    source.rejects.add({ file: ordersTable.file, line, key: book.orderIds.at(order), ...flaw })
  }
  const purchasedMs = (order: number): number => book.orders.value(order, 'purchasedMs')
  return Uint32Array.from(taken).sort(
    (a, b) => purchasedMs(a) - purchasedMs(b) || (book.orderIds.at(a) < book.orderIds.at(b) ? -1 : 1),
  )
}

const flawIn = (book: OrderBook, hanging: Hanging, order: number): ReturnType<Orders['flawOf']> => {
  const items = hanging.items(order)
  if (items.length === 0) {
    const status = orderStatuses[book.orders.value(order, 'status')] ?? ''
    return { reason: 'order without lines', detail: `its status is ${status}` }
  }
  const gap = items.findIndex((row, index) => book.items.value(row, 'number') !== index + 1)
  if (gap >= 0) return { reason: 'order may lack a line', detail: `line ${gap + 1} is missing` }
  if (items.length > ITEMS_MAX) return { reason: 'order too large', detail: `more than ${ITEMS_MAX} lines` }
  return hanging.payments(order).length > PAYMENTS_MAX
    ? { reason: 'order too large', detail: `more than ${PAYMENTS_MAX} payments` }
    : undefined
}
