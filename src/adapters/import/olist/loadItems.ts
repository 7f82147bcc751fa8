import { groupsOf, type Groups } from './columns.js'
import type { Article, Seller } from './history.js'
import { isSame, rejectedRow, type Orders } from './loadOrders.js'
import { OlistFileInvalid } from './olistFileInvalid.js'
import { eachRow, rejectAgain, rejectBad, type Source } from './source.js'
import { strayWatch } from './strays.js'
import { itemsTable } from './tables.js'

const { file } = itemsTable

/**
 * Hangs the items on their orders. Whatever is wrong with a row spoils its order; where that cannot be told, the orders
 * that it may belong to. Throws `OlistFileInvalid` where it may belong to any.
 */
export const loadItems = async (
  source: Source,
  orders: Orders,
  articles: ReadonlyMap<string, Article>,
  sellers: ReadonlyMap<string, Seller>,
): Promise<Groups> => {
  const { rejects } = source
  const strays = strayWatch()

  await eachRow(source, itemsTable, (row) => {
    if (row.problem !== undefined) {
      rejectBad(source, itemsTable, row)
      const order = orders.find(row.cell('order_id'))
      if (order === undefined) strays.stray({ line: row.line })
      else strays.known(order)
      orders.spoil(order, rejectedRow(file, row.line))
      return
    }
    const { line } = row
    const { orderId, number, productId, sellerId, priceMinor, freightMinor } = row.value
    const key = `${orderId}/${number}`
    const order = orders.find(orderId)
    if (order === undefined) {
      rejects.add({ file, line, key, reason: 'unknown order' })
      strays.stray({ line, orderId, number })
      return
    }
    strays.known(order)
    if (order === 'rejected') return
    const article = articles.get(productId)?.index
    const seller = sellers.get(sellerId)?.index
    if (article === undefined || seller === undefined) {
      const unknown = article === undefined ? 'product' : 'seller'
      const detail = article === undefined ? productId : sellerId
      rejects.add({ file, line, key, reason: `unknown ${unknown}`, detail })
      orders.spoil(order, rejectedRow(file, line))
      return
    }
    orders.book.items.push({ order, number, line, article, seller, priceMinor, freightMinor })
  })

  const { suspects, undecidable } = strays.end()
  if (undecidable !== undefined) {
    const reason =
      'the order of this row is not known, and the rows of an order do not stand together: it may be any'
    throw new OlistFileInvalid(file, reason, undecidable)
  }
  for (const [order, line] of suspects) {
    orders.spoil(order, { reason: 'order may lack a line', detail: `${file}, line ${line} may belong to it` })
  }
  return itemsByOrder(source, orders)
}

const itemsByOrder = (source: Source, orders: Orders): Groups => {
  const { items, orders: owners, orderIds } = orders.book
  return groupsOf(
    (row) => items.value(row, 'order'),
    { rows: items.length(), owners: owners.length() },
    (a, b) => items.value(a, 'number') - items.value(b, 'number'),
    (row, first) => {
      const [item, before] = [items.at(row), items.at(first)]
      const key = `${orderIds.at(item.order)}/${item.number}`
      const same = isSame(before, item)
      rejectAgain(source, itemsTable, { line: item.line, key }, before.line, same)
      if (!same) orders.spoil(item.order, rejectedRow(file, item.line))
    },
  )
}
