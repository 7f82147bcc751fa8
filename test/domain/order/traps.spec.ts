import { describe, expect, test } from 'vitest'
import { sumMinor } from '../../../src/domain/kernel/money.js'
import type { OrderCommand } from '../../../src/domain/order/commands.js'
import type { OrderEvent } from '../../../src/domain/order/events.js'
import { order, type Order } from '../../../src/domain/order/index.js'
import { isLeft } from '../../../src/fp.js'
import { at, clocksOfOrders, runningAfter } from '../../support/deadlines.js'
import {
  approve,
  arrange,
  cancel,
  cancelPlan,
  deliver,
  handOver,
  orderDelivered,
  pay,
  place,
  plan,
  refund,
  requestCancellation,
  track,
} from '../../support/orders.js'

/** What comes of these commands one after the other; what is refused changes nothing. */
const life = (...commands: ReadonlyArray<OrderCommand>) => {
  let state: Order = order.initialState
  const events: Array<OrderEvent> = []
  const refusals: Array<string> = []
  for (const command of [place(), pay(), ...commands]) {
    const decided = order.decide(command, state)
    if (isLeft(decided)) refusals.push(decided.left.type)
    else {
      events.push(...decided.right)
      state = decided.right.reduce(order.evolve, state)
    }
  }
  return { events, refusals, status: state.status }
}

/** What the buyer got back, by cancellations and refunds. */
const givenBack = (events: ReadonlyArray<OrderEvent>): bigint =>
  sumMinor(
    events.flatMap(({ type, data }) =>
      type === 'OrderCancelled' || type === 'OrderLinesCancelled' || type === 'OrderLinesRefunded'
        ? data.lines.map(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor)
        : [],
    ),
  )

/** What the buyer paid, and what the seller earns. */
const earned = (events: ReadonlyArray<OrderEvent>): bigint =>
  sumMinor(
    events.flatMap(({ type, data }) =>
      type === 'OrderDelivered'
        ? data.lines.map(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor)
        : [],
    ),
  )
const PAID = 5499n
const both = ['l1', 'l2']

describe('where other marketplaces fell', () => {
  test('the carrier tells the arrival before the collection', () => {
    const inOrder = life(arrange('P1', both), handOver('P1'), deliver('P1'))
    const turned = life(arrange('P1', both), deliver('P1'), handOver('P1'))
    expect(turned.events.map(({ type }) => type)).toEqual(inOrder.events.map(({ type }) => type))
    expect([turned.status, turned.refusals]).toEqual(['DELIVERED', []])
  })

  test('every message comes twice', () => {
    const twice = [arrange('P1', both), handOver('P1'), track('P1', 'n1'), deliver('P1')].flatMap((each) => [
      each,
      each,
    ])
    const { events, refusals } = life(...twice)
    expect(refusals).toEqual([])
    expect(new Set(events.map(({ type }) => type)).size).toBe(events.length)
  })

  test('the buyer asks to cancel while the seller ships: whoever is first counts, and the other is told', () => {
    const buyerFirst = life(requestCancellation('x1'), arrange('P1', both), approve('x1'))
    expect([buyerFirst.refusals, buyerFirst.status]).toEqual([['CancellationIsPending'], 'CANCELLED'])
    const sellerFirst = life(arrange('P1', both), requestCancellation('x1'))
    expect([sellerFirst.refusals, sellerFirst.status]).toEqual([
      ['CancellationNotAllowed'],
      'AWAITING_COLLECTION',
    ])
  })

  test('a line is cancelled, then the rest, and each cent comes back once', () => {
    const lost = (...lineIds: ReadonlyArray<string>) => cancel('SYSTEM', 'package_lost', lineIds)
    const { events, status } = life(
      arrange('P1', both),
      handOver('P1'),
      lost('l1'),
      lost('l1'),
      cancel('SYSTEM', 'package_lost'),
    )
    expect([givenBack(events), status]).toEqual([PAID, 'CANCELLED'])
  })

  test('a refund, then a cancellation of the same line, give back no cent twice', () => {
    const { events } = life(
      arrange('P1', both),
      handOver('P1'),
      refund('r1', [['l1', '2000', '0']]),
      cancel('SYSTEM', 'package_lost'),
    )
    expect(givenBack(events)).toBe(PAID)
  })

  test('an order is split into two parcels, and the delivery is paid and earned once', () => {
    const split = life(
      plan('P1', ['l1']),
      plan('P2', ['l2']),
      ...['P1', 'P2'].flatMap((packageId) => [
        arrange(packageId, packageId === 'P1' ? ['l1'] : ['l2']),
        handOver(packageId),
        deliver(packageId),
      ]),
    )
    expect([split.refusals, split.status, earned(split.events)]).toEqual([[], 'DELIVERED', PAID])
  })

  test('a combination is undone, and the order goes its own way', () => {
    const { refusals, status } = life(
      plan('P1', both, { orderIds: ['o1', 'o2'] }),
      cancelPlan('P1'),
      arrange('P9', both),
      handOver('P9'),
      deliver('P9'),
    )
    expect([refusals, status]).toEqual([[], 'DELIVERED'])
  })

  test('the days of 23 and 25 hours end at 23:59:59 in Paris', () => {
    const complete = (delivered: string) =>
      runningAfter(clocksOfOrders, at(orderDelivered('P1'), delivered))['COMPLETE']
    // Fourteen days later the clocks went forward, and back.
    expect(complete('2026-03-15T12:00:00.000Z')).toBe('2026-03-29T21:59:59.000Z')
    expect(complete('2026-10-11T12:00:00.000Z')).toBe('2026-10-25T22:59:59.000Z')
  })
})
