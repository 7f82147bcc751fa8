import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DomainEvent } from '../../../src/domain/events.js'
import { epochMsOf } from '../../../src/domain/kernel/time.js'
import { orderCommands } from '../../../src/domain/order/commands.js'
import { order } from '../../../src/domain/order/index.js'
import { businessCalendars } from '../../../src/domain/kernel/calendars.js'
import { clockLength, clockRules } from '../../../src/domain/processes/clocks.js'
import { standing } from '../../../src/domain/processes/deadline.js'
import { orderDeadlines } from '../../../src/domain/processes/orderDeadlines.js'
import { isLeft, left } from '../../../src/fp.js'
import { at, changesOf, clocksOfOrders, runningAfter } from '../../support/deadlines.js'
import { orderHistory } from '../../support/orderHistories.js'
import {
  arranged,
  cancellationRequested,
  cancelled,
  handedOver,
  holdReleased,
  linesCancelled,
  orderCompleted,
  orderDelivered,
  orderPaid,
  orderPlaced,
  orderShipped,
  packageDelivered,
  refunded,
  told,
  tracked,
} from '../../support/orders.js'
import { commandOf, instant } from '../../support/spec.js'

const after = (...events: ReadonlyArray<DomainEvent>) => runningAfter(clocksOfOrders, ...events)
// A real French order: placed on Monday 16 February 2026, paid 51 seconds later.
const placed = at(orderPlaced(), '2026-02-16T14:50:03.000Z')
const paid = at(orderPaid(true), '2026-02-16T14:50:54.000Z')
const announced = at(
  arranged('P1', ['l1', 'l2'], ['AWAITING_SHIPMENT', 'AWAITING_COLLECTION']),
  '2026-02-17T08:00:00.000Z',
)
const gone = at(
  handedOver('P1', ['l1', 'l2'], ['AWAITING_COLLECTION', 'IN_TRANSIT']),
  '2026-02-18T08:00:00.000Z',
)
const delivered = at(orderDelivered('P1'), '2026-02-20T10:00:00.000Z')

describe('the clocks of an order', () => {
  test('give the buyer a day to pay', () => {
    expect(after(placed)).toEqual({ UNPAID: '2026-02-17T14:50:03.000Z' })
  })

  test('then an hour to change their mind, the seller four business days to ship and seven until collection', () => {
    expect(after(placed, paid)).toEqual({
      HOLD: '2026-02-16T15:50:54.000Z',
      SHIP_BY: '2026-02-20T22:59:59.000Z',
      COLLECT_BY: '2026-02-25T22:59:59.000Z',
    })
    expect(Object.keys(after(placed, paid, holdReleased))).toEqual(['SHIP_BY', 'COLLECT_BY'])
    expect(Object.keys(after(placed, orderPaid()))).toEqual(['SHIP_BY', 'COLLECT_BY'])
  })

  test('count from the day on which what was ordered is made', () => {
    const made = at(
      told('OrderPaid', {
        from: 'UNPAID',
        status: 'AWAITING_SHIPMENT',
        lines: [{ ...linesOf(orderPaid()) }],
        payments: [],
        handlingDays: 7,
      }),
      '2026-02-16T14:50:54.000Z',
    )
    expect(after(placed, made)).toMatchObject({ SHIP_BY: '2026-02-27T22:59:59.000Z' })
  })

  test('stop the seller’s when it is announced and collected, and start that of the carrier', () => {
    expect(after(placed, paid, announced)).toEqual({
      HOLD: '2026-02-16T15:50:54.000Z',
      COLLECT_BY: '2026-02-25T22:59:59.000Z',
    })
    expect(after(placed, paid, holdReleased, announced, gone)).toEqual({
      DELIVER_BY: '2026-03-20T22:59:59.000Z',
      NO_NEWS: '2026-02-25T22:59:59.000Z',
    })
    expect(after(orderShipped)).toHaveProperty('DELIVER_BY')
  })

  test('count thirty days from when the buyer was told that it would be there, be it sent early or late', () => {
    const estimate = { estimatedDeliveryAt: '2026-02-25T17:00:00.000Z' }
    const sent = (at: string, type: 'PackageHandedOver' | 'OrderShipped') => ({
      ...told(type, {
        from: 'AWAITING_COLLECTION',
        status: 'IN_TRANSIT',
        ...(type === 'PackageHandedOver' ? { packageId: 'P1', lineIds: ['l1', 'l2'] } : {}),
        ...estimate,
      }),
      occurredAt: instant(at),
    })
    for (const at of ['2026-02-18T08:00:00.000Z', '2026-03-05T08:00:00.000Z']) {
      for (const type of ['PackageHandedOver', 'OrderShipped'] as const) {
        expect(after(sent(at, type))).toMatchObject({ DELIVER_BY: '2026-03-27T22:59:59.000Z' })
      }
    }
  })

  test('take a parcel of which nothing is heard for seven days for lost, and one that is said to be lost at once', () => {
    const news = at(tracked('P1', 'n1'), '2026-02-21T12:00:00.000Z')
    expect(after(gone, news)).toMatchObject({ NO_NEWS: '2026-02-28T22:59:59.000Z' })
    for (const [code, reason] of [
      ['LOST', 'package_lost'],
      ['DAMAGED', 'package_damaged'],
      ['REFUSED', 'returned_to_shipper_refused'],
      ['RETURNED', 'returned_to_shipper_other'],
    ] as const) {
      const lost = at(tracked('P1', 'n2', code), '2026-02-22T12:00:00.000Z')
      const [, last] = [...standing(changesOf(clocksOfOrders, [gone, news, lost])).values()]
      expect(last).toMatchObject({
        dueAt: '2026-02-22T12:00:00.000Z',
        request: { data: { initiator: 'SYSTEM', reason, lineIds: ['l1', 'l2'] } },
      })
    }
  })

  test('know of several parcels: what arrived is not lost', () => {
    const first = handedOver('P1', ['l1'], ['AWAITING_COLLECTION', 'AWAITING_COLLECTION'])
    const second = handedOver('P2', ['l2'], ['AWAITING_COLLECTION', 'IN_TRANSIT'])
    const there = packageDelivered('P1', ['IN_TRANSIT', 'IN_TRANSIT'])
    const ids = [...standing(changesOf(clocksOfOrders, [first, second, there])).keys()]
    expect(ids).toEqual(['order-o1/DELIVER_BY', 'order-o1/NO_NEWS/P2'])
  })

  test('complete the order when the time to return it is over, daylight saving or not', () => {
    expect(after(gone, delivered)).toEqual({ COMPLETE: '2026-03-06T22:59:59.000Z' })
    expect(after(at(delivered, '2026-03-20T10:00:00.000Z'))).toEqual({ COMPLETE: '2026-04-03T21:59:59.000Z' })
    expect(after(delivered, orderCompleted)).toEqual({})
    expect(after(delivered, refunded('r1', [whole], ['DELIVERED', 'COMPLETED'], true))).toEqual({})
  })

  test('agree to a cancellation that nobody answers for two days', () => {
    const asked = at(cancellationRequested('x1'), '2026-02-17T08:00:00.000Z')
    expect(after(asked)).toEqual({ CANCELLATION_ANSWER: '2026-02-19T08:00:00.000Z' })
    const answer = { cancellationId: 'x1' }
    const agreed = { initiator: 'BUYER', ...answer, approvedBy: 'SELLER' }
    for (const answered of [
      told('OrderCancellationRejected', { ...answer, reason: 'packed' }),
      told('OrderCancellationWithdrawn', answer),
      cancelled('AWAITING_SHIPMENT', agreed),
      linesCancelled(['PARTIALLY_SHIPPING', 'AWAITING_COLLECTION'], [linesOf(orderPaid())], agreed),
    ]) {
      expect(after(asked, answered)).toEqual({})
    }
  })

  test('are all stopped by a cancellation', () => {
    expect(after(placed, paid, holdReleased, cancelled('AWAITING_SHIPMENT'))).toEqual({})
    expect(after(placed, cancelled('UNPAID'))).toEqual({})
  })

  test('are as long as the market says: two business days in the United States, thirty days to return in Britain', () => {
    const [american, british] = ['US', 'GB'].map((market) => ({ market, zone: 'America/New_York' }))
    const there = { from: 'UNPAID', status: 'AWAITING_SHIPMENT', lines: [linesOf(orderPaid())], payments: [] }
    // Friday before Presidents' Day.
    const bought = at(told('OrderPaid', { ...there, ...american }), '2026-02-13T14:00:00.000Z')
    expect(after(bought)).toMatchObject({ SHIP_BY: '2026-02-19T04:59:59.000Z' })
    const arrived = { ...there, ...british, from: 'IN_TRANSIT', status: 'DELIVERED', packageId: 'P1' }
    const { payments, ...rest } = { ...arrived, placedAt: '2026-01-01T00:00:00.000Z' }
    expect(payments).toEqual([])
    expect(after(at(told('OrderDelivered', rest), '2026-01-05T12:00:00.000Z'))).toEqual({
      COMPLETE: '2026-02-05T04:59:59.000Z',
    })
  })

  test('are missed when no rule tells their length: nothing is skipped', () => {
    const none = orderDeadlines([], businessCalendars)
    expect(none.on.OrderPlaced?.(placed as Extract<DomainEvent, { type: 'OrderPlaced' }>)).toEqual(
      left({
        type: 'ClockRuleMissing',
        detail: 'no length of UNPAID in FR at 2026-02-16T14:50:03.000Z',
      }),
    )
  })

  test('have the length of their day', () => {
    const [old, now] = [instant('2026-01-01T00:00:00.000Z'), instant('2026-02-01T00:00:00.000Z')]
    const rule = { clock: 'UNPAID', markets: ['*'] } as const
    const rules = [
      { ...rule, validFrom: now, length: { hours: 24 } },
      { ...rule, validFrom: old, length: { hours: 48 } },
    ]
    expect(clockLength(rules, 'UNPAID', 'FR', instant('2026-01-31T23:59:59.999Z'))).toEqual({ hours: 48 })
    expect(clockLength(rules, 'UNPAID', 'FR', now)).toEqual({ hours: 24 })
    expect(clockLength(rules, 'HOLD', 'FR', now)).toBeUndefined()
    expect(clockLength(clockRules, 'CANCELLATION_ANSWER', 'US', now)).toEqual({ hours: 24 })
  })
})

/** Nobody does anything any more: each deadline is asked when it is due, the earliest first. */
const runOut = (history: ReadonlyArray<DomainEvent>) => {
  let state = order.initialState
  const events: Array<DomainEvent> = []
  let changes = changesOf(clocksOfOrders, [])
  const take = (more: ReadonlyArray<DomainEvent>) => {
    changes = [...changes, ...changesOf(clocksOfOrders, more)]
    events.push(...more)
    for (const event of more) state = order.evolve(state, event as Parameters<typeof order.evolve>[1])
  }
  take(history)
  for (let asked = 0; asked < 60; asked++) {
    const [next] = [...standing(changes).values()].toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
    if (next === undefined) return { status: state.status, events }
    changes = [...changes, { type: 'DeadlineCancelled', deadlineId: next.deadlineId }]
    const command = commandOf(orderCommands, { ...next.request, at: next.dueAt })
    const decided = order.decide(command, state)
    if (!isLeft(decided)) take(decided.right)
  }
  return { status: 'STILL RUNNING', events }
}

test('an order for which nobody does anything any more comes to its end, wherever it stands', () => {
  fc.assert(
    fc.property(orderHistory, ({ events }) => {
      expect(runOut(events).status).toMatch(/^(COMPLETED|CANCELLED)$/)
    }),
  )
})

test('what runs out of an order does so once: nothing is asked of one that is at its end', () => {
  fc.assert(
    fc.property(orderHistory, ({ events }) => {
      const all = runOut(events).events
      const ends = all.filter(
        ({ data }) =>
          'from' in data && data.from !== data.status && /^(COMPLETED|CANCELLED)$/.test(data.status),
      )
      expect(ends.length).toBe(1)
      expect(all.every(({ occurredAt }) => epochMsOf(occurredAt) > 0)).toBe(true)
    }),
  )
})

const whole = { ...linesOf(orderPaid()), whole: true }

/** The first line of an event, as JSON. */
function linesOf(event: DomainEvent): object {
  const lines = 'lines' in event.data && typeof event.data.lines !== 'number' ? event.data.lines : []
  return JSON.parse(
    JSON.stringify(lines[0], (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
  ) as object
}
