import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { order, type Order, type OrderEvent } from '../../src/domain/order/index.js'
import type { OrderCommand } from '../../src/domain/order/commands.js'
import { product, type Product } from '../../src/domain/product/index.js'
import { productCommands } from '../../src/domain/product/commands.js'
import { arrange, deliver, handOver, lineJson, pay, place, plan, refund, cancel } from '../support/orders.js'
import { countStock, listProduct } from '../support/products.js'
import { valueOf } from '../support/spec.js'

/** What other marketplaces fell into, and the test that stands there. */
const traps = {
  'messages out of order': ['order/traps', 'the carrier tells the arrival before the collection'],
  'a message told twice': ['order/traps', 'every message comes twice'],
  'a cancellation races with the shipment': [
    'order/traps',
    'the buyer asks to cancel while the seller ships',
  ],
  'a part is cancelled, then all': ['order/traps', 'a line is cancelled, then the rest'],
  'a refund after the payout': ['money/traps', 'a refund after the payout is owed'],
  'a refund after the creator was paid': ['money/traps', 'a refund after the creator was paid'],
  'a payout fails after it was paid': ['money/traps', '«failed» after «paid» changes nothing'],
  'a returned transfer': ['money/traps', 'a transfer that comes back belongs to its payout'],
  'a dispute and a refund of one line': ['money/traps', 'a dispute and a refund on the same line'],
  'a reserve of a shop that has closed': [
    'money/traps',
    'a reserve is released though the seller sells no more',
  ],
  'a fee that changes before the refund': ['money/traps', 'a fee that changes between order and refund'],
  'days of 23 and 25 hours': ['order/traps', 'the days of 23 and 25 hours end at 23:59:59 in Paris'],
  'a statement over midnight UTC': ['money/traps', 'a statement ends at midnight UTC'],
  'samples and replacements in the average order': [
    '../projections/kpis',
    'so that it does not lower the average order',
  ],
  'a package of two orders': ['traps', 'a package of two orders'],
  'a coupon of which the threshold is no longer met': ['traps', 'a coupon of which'],
  'a negative balance over several statements': ['money/traps', 'is carried over them, never clamped'],
  'stock below nothing': ['traps', 'stock is never negative'],
} as const

describe('every known trap has a test:', () => {
  test.each(Object.entries(traps))('%s', (_trap, [file, title]) => {
    const spec = readFileSync(new URL(`${file}.spec.ts`, import.meta.url), 'utf8')
    expect(spec).toMatch(new RegExp(`(test|it)(\\.each\\([^)]*\\))?\\(\\s*'[^']*${escaped(title)}`, 'u'))
    expect(spec).not.toMatch(/\.(skip|todo|only)\b/)
  })
})
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

const lived = (...commands: ReadonlyArray<OrderCommand>) => {
  let state: Order = order.initialState
  const events: Array<OrderEvent> = []
  for (const command of commands) {
    const next = valueOf(order.decide(command, state))
    events.push(...next)
    state = next.reduce(order.evolve, state)
  }
  return events
}

test('a package of two orders: each has its own money, and a refund of one leaves the other', () => {
  const together = { orderIds: ['o1', 'o2'] }
  const parcel = [
    plan('P1', ['l1', 'l2'], together),
    arrange('P1', ['l1', 'l2']),
    handOver('P1'),
    deliver('P1'),
  ]
  const first = lived(place(), pay(), ...parcel, refund('r1', [['l1', '2500', '250']]))
  const second = lived(place(), pay(), ...parcel)
  const earned = (events: ReadonlyArray<OrderEvent>) =>
    events.flatMap((event) => (event.type === 'OrderDelivered' ? event.data.lines : []))
  expect(earned(first)).toEqual(earned(second))
  expect(earned(first).map(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor)).toEqual([
    2_750n,
    2_749n,
  ])
  expect(second.filter(({ type }) => type === 'OrderLinesRefunded')).toEqual([])
})

test('a coupon of which the threshold is no longer met stays what it was on the lines that stay', () => {
  // 10.00 off from 50.00 on, borne by the platform: 5.00 on each of two lines.
  const off = { platformDiscountMinor: '500' }
  const events = lived(
    place([lineJson('l1', off), lineJson('l2', { ...off, shippingOriginalMinor: '249' })]),
    pay(),
    arrange('P1', ['l1']),
    arrange('P2', ['l2']),
    handOver('P1'),
    handOver('P2'),
    cancel('SYSTEM', 'package_lost', ['l1']),
    deliver('P2'),
  )
  const linesOf = (type: OrderEvent['type']) =>
    events.flatMap((event) => (event.type === type && 'lines' in event.data ? [event.data.lines] : []))
  const sums = { saleMinor: 2_200n, platformDiscountMinor: 500n, sellerDiscountMinor: 300n }
  expect(linesOf('OrderLinesCancelled')).toMatchObject([[{ lineId: 'l1', ...sums, shippingMinor: 250n }]])
  expect(linesOf('OrderDelivered')).toMatchObject([[{ lineId: 'l2', ...sums, shippingMinor: 249n }]])
})

test('stock is never negative, whatever is counted', () => {
  for (const stock of [-1, -0, 0.5]) {
    const request = { type: 'CountProductStock', data: { productId: 'p1', stock } }
    expect(productCommands.decode('CountProductStock', request)._tag).toBe('Left')
  }
  let state: Product = product.initialState
  for (const command of [listProduct({ stock: 1 }), countStock(0), countStock(3), countStock(0)]) {
    state = valueOf(product.decide(command, state)).reduce(product.evolve, state)
    expect(state).toMatchObject({ listing: { stock: expect.any(Number) } })
    expect(state.status !== 'NONE' && (state.listing.stock ?? 0) >= 0).toBe(true)
  }
})
