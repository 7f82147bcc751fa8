import { groupsOf, type Groups } from './columns.js'
import { isSame, rejectedRow, type Orders } from './loadOrders.js'
import { orNaN } from './orderBook.js'
import { eachRow, rejectAgain, rejectBad, type Source } from './source.js'
import { paymentsTable, reviewsTable } from './tables.js'

/** Hangs the payments on their orders; what is wrong with one spoils its order. */
export const loadPayments = async (source: Source, orders: Orders): Promise<Groups> => {
  const { file } = paymentsTable
  const { payments, methods, orders: owners, orderIds } = orders.book

  await eachRow(source, paymentsTable, (row) => {
    if (row.problem !== undefined) {
      rejectBad(source, paymentsTable, row)
      orders.spoil(orders.find(row.cell('order_id')), rejectedRow(file, row.line))
      return
    }
    const { orderId, method, ...payment } = row.value
    const order = orders.find(orderId)
    if (order === undefined) {
      const key = `${orderId}/${payment.sequential}`
      source.rejects.add({ file, line: row.line, key, reason: 'unknown order' })
    } else if (order !== 'rejected') {
      payments.push({ ...payment, order, line: row.line, method: methods.numberOf(method) })
    }
  })

  return groupsOf(
    (row) => payments.value(row, 'order'),
    { rows: payments.length(), owners: owners.length() },
    (a, b) => payments.value(a, 'sequential') - payments.value(b, 'sequential'),
    (row, first) => {
      const [payment, before] = [payments.at(row), payments.at(first)]
      const key = `${orderIds.at(payment.order)}/${payment.sequential}`
      const same = isSame(before, payment)
      rejectAgain(source, paymentsTable, { line: payment.line, key }, before.line, same)
      if (!same) orders.spoil(payment.order, rejectedRow(file, payment.line))
    },
  )
}

/** Hangs the reviews on their orders. An order is whole without its review: a bad one is left out alone, and the first counts. */
export const loadReviews = async (source: Source, orders: Orders): Promise<Groups> => {
  const { file } = reviewsTable
  const { reviews, reviewIds, orders: owners, orderIds } = orders.book

  await eachRow(source, reviewsTable, (row) => {
    if (row.problem !== undefined) {
      rejectBad(source, reviewsTable, row)
      return
    }
    const { orderId, reviewId, stars, createdMs, answeredMs } = row.value
    const { line } = row
    const order = orders.find(orderId)
    if (order === undefined) {
      source.rejects.add({ file, line, key: `${reviewId}/${orderId}`, reason: 'unknown order' })
    } else if (order !== 'rejected') {
      const inferred = answeredMs === null ? 1 : 0
      reviews.push({ order, line, stars, atMs: orNaN(answeredMs ?? createdMs), inferred })
      reviewIds.push(reviewId)
    }
  })

  return groupsOf(
    (row) => reviews.value(row, 'order'),
    { rows: reviews.length(), owners: owners.length() },
    (a, b) => compare(reviewIds.at(a), reviewIds.at(b)),
    (row, first) => {
      const [review, before] = [reviews.at(row), reviews.at(first)]
      const key = `${reviewIds.at(row)}/${orderIds.at(review.order)}`
      rejectAgain(source, reviewsTable, { line: review.line, key }, before.line, isSame(before, review))
    },
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
