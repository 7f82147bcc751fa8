import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CommissionEvent } from '../../../src/domain/commission/events.js'
import { instantOf } from '../../../src/domain/kernel/time.js'
import { order } from '../../../src/domain/order/index.js'
import type { OrderEvent } from '../../../src/domain/order/events.js'
import { isRight } from '../../../src/fp.js'
import { balanceOf, booked, type Books } from '../../support/moneyBooks.js'
import { moneyWorld, type World } from '../../support/moneyWorld.js'
import { orderHistory, refundOfAll } from '../../support/orderHistories.js'

const money = moneyWorld(instantOf(Date.UTC(2026, 0, 1)))
const DAY_MS = 86_400_000

/** The money of an order's life: told event by event, and then left to its clocks for a month. */
const lived = (events: ReadonlyArray<OrderEvent>): World => {
  const told = events.reduce<World>(money.tell, money.empty)
  return money.until(told, instantOf(Date.parse(told.now) + 30 * DAY_MS))
}

const takenBy = (event: CommissionEvent): bigint => {
  if (event.type === 'CommissionReversed') {
    return -event.data.fees.reduce((sum, { backMinor }) => sum + backMinor, 0n)
  }
  return event.type === 'CommissionCharged'
    ? event.data.fees.reduce((sum, { feeMinor }) => sum + feeMinor, 0n)
    : 0n
}

test('whatever the life of an order: its fees are charged once, it settles once, and its books balance', () => {
  fc.assert(
    fc.property(orderHistory, ({ events }) => {
      const { log } = lived(events)
      const count = (type: string) => log.filter((event) => event.type === type).length
      expect(count('CommissionCharged')).toBe(count('OrderDelivered'))
      expect(count('SettlementOpened')).toBe(count('OrderDelivered'))
      expect(count('OrderSettled')).toBe(count('OrderDelivered'))
      const books = log.reduce<Books>(booked, {})
      expect(balanceOf(books, 'seller_pending')).toBe(0n)
    }),
  )
})

test('an order of which all was given back after delivery leaves nothing: no fee, no discount, nothing owed', () => {
  let tried = 0
  fc.assert(
    fc.property(orderHistory, (life) => {
      const state = life.order
      fc.pre(state.status !== 'NONE')
      const last = refundOfAll(state)
      fc.pre(last !== undefined && state.delivered)
      const ended = order.decide(last, state)
      // A line for which the buyer paid nothing at all cannot be refunded.
      const free = state.lines.some(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor === 0n)
      fc.pre(isRight(ended) && ended.right.length > 0 && !free)
      tried += 1
      const { log } = lived([...life.events, ...(isRight(ended) ? ended.right : [])])
      const fees = log.reduce(
        (sum, event) => (event.type.startsWith('Commission') ? sum + takenBy(event as CommissionEvent) : sum),
        0n,
      )
      expect(fees).toBe(0n)
      const books = log.reduce<Books>(booked, {})
      const left = Object.entries(books).filter(([, minor]) => minor !== 0n)
      expect(left).toEqual([])
    }),
  )
  expect(tried).toBeGreaterThan(20)
})
