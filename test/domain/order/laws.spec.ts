import fc from 'fast-check'
import { expect, test } from 'vitest'
import { remainingOf } from '../../../src/domain/order/amounts.js'
import { orderStatuses } from '../../../src/domain/order/events.js'
import { order, type Order } from '../../../src/domain/order/index.js'
import type { PlacedOrder } from '../../../src/domain/order/state.js'
import { sumMinor } from '../../../src/domain/kernel/money.js'
import { isRight } from '../../../src/fp.js'
import { orderHistory, refundOfAll } from '../../support/orderHistories.js'
import { foldOf } from '../../support/spec.js'

const placedOf = (state: Order): PlacedOrder => {
  if (state.status === 'NONE') throw new Error('every history places its order')
  return state
}

const amountNames = [
  'saleMinor',
  'sellerDiscountMinor',
  'platformDiscountMinor',
  'shippingMinor',
  'shippingSellerDiscountMinor',
  'shippingPlatformDiscountMinor',
  'taxMinor',
] as const

test('a line is worth what its parts are: the buyer pays the price less both discounts', () => {
  fc.assert(
    fc.property(orderHistory, (life) => {
      for (const line of placedOf(life.order).lines) {
        expect(line.saleMinor + line.sellerDiscountMinor + line.platformDiscountMinor).toBe(
          line.originalMinor,
        )
        expect(
          line.shippingMinor + line.shippingSellerDiscountMinor + line.shippingPlatformDiscountMinor,
        ).toBe(line.shippingOriginalMinor)
      }
    }),
  )
})

test('no more is ever given back of a line than it cost, and no less than nothing', () => {
  fc.assert(
    fc.property(orderHistory, ({ events }) => {
      for (const [i] of events.entries()) {
        for (const line of placedOf(foldOf(order, events.slice(0, i + 1))).lines) {
          const left = remainingOf(line)
          for (const name of amountNames) {
            expect(left[name] >= 0n && left[name] <= line[name]).toBe(true)
          }
        }
      }
    }),
  )
})

test('every event tells the status before it and the one after it', () => {
  fc.assert(
    fc.property(orderHistory, ({ events }) => {
      let status = 'NONE'
      for (const [i, { data }] of events.entries()) {
        if ('from' in data) expect(data.from).toBe(status)
        if ('status' in data) status = data.status
        expect(foldOf(order, events.slice(0, i + 1)).status).toBe(status)
        expect(orderStatuses).toContain(status)
      }
    }),
  )
})

test('nothing happens after the end but refunds, reviews, and news of the carrier', () => {
  fc.assert(
    fc.property(orderHistory, ({ events }) => {
      const end = events.findIndex(
        ({ data }) => 'status' in data && /^(COMPLETED|CANCELLED)$/.test(data.status),
      )
      const after = end < 0 ? [] : events.slice(end + 1)
      const late = /^(OrderLinesRefunded|OrderRefundDeclined|OrderReviewed|PackageTracked)$/
      expect(after.filter(({ type }) => !late.test(type))).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('a line is in one package, and no package is lost', () => {
  fc.assert(
    fc.property(orderHistory, (life) => {
      const { packages, lines, status } = placedOf(life.order)
      const packed = packages.flatMap(({ lineIds }) => lineIds)
      expect(new Set(packed).size).toBe(packed.length)
      const live = lines.filter(({ cancelled }) => !cancelled).map(({ lineId }) => lineId)
      const stages = live.map((lineId) => packages.find(({ lineIds }) => lineIds.includes(lineId))?.stage)
      if (status === 'IN_TRANSIT')
        expect(stages.every((s) => s === 'HANDED_OVER' || s === 'DELIVERED')).toBe(true)
      if (status === 'DELIVERED') expect(stages.every((s) => s === 'DELIVERED')).toBe(true)
      expect(status === 'CANCELLED').toBe(live.length === 0)
    }),
  )
})

test('refunds that give all of a line back give back exactly what it cost, and the discount of the platform', () => {
  fc.assert(
    fc.property(orderHistory, (life) => {
      const state = placedOf(life.order)
      const last = refundOfAll(state)
      fc.pre(last !== undefined)
      const decided = order.decide(last, state)
      fc.pre(isRight(decided))
      const events = [...life.events, ...decided.right]
      const refunds = events.flatMap(({ type, data }) => (type === 'OrderLinesRefunded' ? data.lines : []))
      for (const line of state.lines.filter(
        ({ saleMinor, shippingMinor, cancelled }) => !cancelled && saleMinor + shippingMinor > 0n,
      )) {
        const parts = refunds.filter(({ lineId }) => lineId === line.lineId)
        for (const name of amountNames) {
          expect(sumMinor(parts.map((part) => part[name]))).toBe(line[name])
        }
        expect(parts.filter(({ whole }) => whole).length).toBe(line.saleMinor > 0n ? 1 : 0)
      }
      expect(foldOf(order, events).status).toBe('COMPLETED')
    }),
  )
})

test('at delivery the seller earns what was paid and not given back before', () => {
  fc.assert(
    fc.property(orderHistory, ({ events }) => {
      const at = events.findIndex(({ type }) => type === 'OrderDelivered')
      fc.pre(at >= 0)
      const delivered = events[at]
      if (delivered?.type !== 'OrderDelivered') return
      const { lines, placedAt } = placedOf(foldOf(order, events.slice(0, at)))
      const live = lines.filter(({ cancelled }) => !cancelled)
      expect(delivered.data.lines).toEqual(live.map(remainingOf))
      expect(placedAt).toBe(events[0]?.occurredAt)
      const later = events
        .slice(at + 1)
        .flatMap(({ data }) => ('afterDelivery' in data ? [data.afterDelivery] : []))
      const earlier = events
        .slice(0, at)
        .flatMap(({ data }) => ('afterDelivery' in data ? [data.afterDelivery] : []))
      expect(later.every((after) => after)).toBe(true)
      expect(earlier.some((after) => after)).toBe(false)
    }),
  )
})
