import type { loadBuyers } from './loadShops.js'
import { orNaN, statusNumberOf, type OrderBook } from './orderBook.js'
import type { Reason } from './rejects.js'
import { eachRow, rejectAgain, rejectBad, type Source } from './source.js'
import { ordersTable } from './tables.js'

interface Flaw {
  readonly reason: Reason
  readonly detail: string
}

/** The index of an order in the book; `rejected` for one whose own row was; nothing is known of others. */
export type Found = number | 'rejected' | undefined

export interface Orders {
  readonly book: OrderBook
  readonly find: (id: string) => Found
  /** Gives an order up as a whole, because half of one is never taken. The first flaw counts. */
  readonly spoil: (order: Found, flaw: Flaw) => void
  readonly flawOf: (order: number) => Flaw | undefined
}

/** What is wrong with an order whose row at this place was rejected. */
export const rejectedRow = (file: string, line: number): Flaw => ({
  reason: 'order with a rejected row',
  detail: `${file}, line ${line}`,
})

/** Reads the orders' own rows into the book. */
export const loadOrders = async (
  source: Source,
  book: OrderBook,
  buyers: Awaited<ReturnType<typeof loadBuyers>>,
): Promise<Orders> => {
  const found = new Map<string, number | 'rejected'>()
  const flaws = new Map<number, Flaw>()
  const { file } = ordersTable

  const spoil: Orders['spoil'] = (order, flaw) => {
    if (typeof order === 'number' && !flaws.has(order)) flaws.set(order, flaw)
  }
  const rejected = (id: string, line: number): void => {
    if (found.has(id)) spoil(found.get(id), rejectedRow(file, line))
    else found.set(id, 'rejected')
  }

  await eachRow(source, ordersTable, (row) => {
    const { line } = row
    if (row.problem !== undefined) {
      rejectBad(source, ordersTable, row)
      rejected(row.key, line)
      return
    }
    const { orderId, customerId, status, purchasedMs, approvedMs, handedOverMs, deliveredMs } = row.value
    const buyerId = buyers.get(customerId)?.buyerId
    if (buyerId === undefined) {
      source.rejects.add({ file, line, key: orderId, reason: 'unknown customer', detail: customerId })
      rejected(orderId, line)
      return
    }
    const order = {
      line,
      status: statusNumberOf(status),
      purchasedMs,
      approvedMs: orNaN(approvedMs),
      handedOverMs: orNaN(handedOverMs),
      deliveredMs: orNaN(deliveredMs),
    }
    const first = found.get(orderId)
    if (first === undefined) {
      found.set(orderId, book.orders.push(order))
      book.orderIds.push(orderId)
      book.buyerIds.push(buyerId)
      return
    }
    const before =
      first === 'rejected' ? undefined : { ...book.orders.at(first), buyerId: book.buyerIds.at(first) }
    const same = before !== undefined && isSame(before, { ...order, buyerId })
    rejectAgain(source, ordersTable, { line, key: orderId }, before?.line, same)
    if (!same) spoil(first, rejectedRow(file, line))
  })
  return { book, find: (id) => found.get(id), spoil, flawOf: (order) => flaws.get(order) }
}

/** The same but for the line where it stands. */
export const isSame = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(a).every((name) => name === 'line' || Object.is(a[name], b[name]))
