import { describe, expect, test } from 'vitest'
import { orderStatuses } from '../../src/domain/order/events.js'
import { orderBoard, orderBoardTable, orderCountsTable } from '../../src/projections/orderBoard.js'
import {
  amountsJson,
  arranged,
  cancelled,
  handedOver,
  historyTo,
  linesCancelled,
  orderShipped,
  holdReleased,
  orderCompleted,
  orderDelivered,
  orderPaid,
  orderPlaced,
  packageDelivered,
  refunded,
  reviewed,
} from '../support/orders.js'
import { givenEvents, on, recorded, rowsIn } from '../support/projections.js'

const given = givenEvents(orderBoard)
const placed = on('2026-03-01T08:00:00.000Z', orderPlaced())
const paid = on('2026-03-01T09:00:00.000Z', orderPaid())
const first = on(
  '2026-03-02T08:00:00.000Z',
  handedOver('P1', ['l1'], ['AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING']),
)
const second = on('2026-03-03T08:00:00.000Z', handedOver('P2', ['l2'], ['PARTIALLY_SHIPPING', 'IN_TRANSIT']))
const delivered = on('2026-03-04T08:00:00.000Z', orderDelivered('P2'))
const completed = on('2026-03-05T08:00:00.000Z', orderCompleted)

describe('the order board', () => {
  test('shows an order from the moment it is placed', () => {
    given(placed).thenWhole(orderBoardTable, {
      orderId: 'o1',
      sellerId: 's1',
      buyerId: 'b1',
      status: 'UNPAID',
      orderType: 'NORMAL',
      purpose: 'SALE',
      market: 'FR',
      zone: 'Europe/Paris',
      currency: 'EUR',
      units: 2,
      totalMinor: 5499n,
      refundedMinor: 0n,
      placedAt: '2026-03-01T08:00:00.000Z',
      paidAt: null,
      shippedAt: null,
      deliveredAt: null,
      completedAt: null,
      cancelledAt: null,
      cancelReason: null,
      sellerFault: null,
      packages: 0,
      updatedAt: '2026-03-01T08:00:00.000Z',
    })
  })

  test('shows when each step was taken', () => {
    given(placed, paid, first, second, delivered, completed).then(orderBoardTable, {
      status: 'COMPLETED',
      paidAt: '2026-03-01T09:00:00.000Z',
      shippedAt: '2026-03-02T08:00:00.000Z',
      deliveredAt: '2026-03-04T08:00:00.000Z',
      completedAt: '2026-03-05T08:00:00.000Z',
      cancelledAt: null,
      packages: 2,
      updatedAt: '2026-03-05T08:00:00.000Z',
    })
  })

  test.each(orderStatuses.map((status) => [status, historyTo[status]] as const))(
    'shows an order that is %s as such',
    (status, history) => {
      given(...history).then(orderBoardTable, { status })
    },
  )

  test('follows a hold to its release', () => {
    given(placed, orderPaid(true), holdReleased).then(orderBoardTable, { status: 'AWAITING_SHIPMENT' })
  })

  test('counts packages when a carrier takes them, not when they are announced or arrive', () => {
    const announced = arranged('P1', ['l1', 'l2'], ['AWAITING_SHIPMENT', 'AWAITING_COLLECTION'])
    given(placed, paid, announced).then(orderBoardTable, { packages: 0, shippedAt: null })
    given(placed, paid, first, second, packageDelivered('P1', ['IN_TRANSIT', 'IN_TRANSIT'])).then(
      orderBoardTable,
      {
        packages: 2,
        status: 'IN_TRANSIT',
      },
    )
  })

  test('shows why, when and by whose fault an order was cancelled, and what the buyer got back', () => {
    const fault = on('2026-03-02T08:00:00.000Z', cancelled('AWAITING_SHIPMENT', { sellerFault: true }))
    given(placed, paid, fault).then(orderBoardTable, {
      status: 'CANCELLED',
      cancelledAt: '2026-03-02T08:00:00.000Z',
      cancelReason: 'platform_cancel',
      sellerFault: true,
      refundedMinor: 5499n,
    })
  })

  test('shows what was given back for lines that were cancelled, and whose fault it was, of an order that goes on', () => {
    const one = linesCancelled(['IN_TRANSIT', 'IN_TRANSIT'], [amountsJson('l1')], { sellerFault: true })
    given(placed, paid, first, second, one, orderDelivered('P2')).then(orderBoardTable, {
      status: 'DELIVERED',
      refundedMinor: 2750n,
      sellerFault: true,
      cancelledAt: null,
    })
  })

  test('goes on when what an order waited for was cancelled', () => {
    const rest = linesCancelled(['PARTIALLY_SHIPPING', 'AWAITING_COLLECTION'], [amountsJson('l2')])
    given(placed, paid, first, rest, orderShipped).then(orderBoardTable, { status: 'IN_TRANSIT' })
  })

  test('gives nothing back for an order that was never paid', () => {
    given(placed, cancelled('UNPAID')).then(orderBoardTable, { status: 'CANCELLED', refundedMinor: 0n })
  })

  test('adds up refunds, goods and shipping', () => {
    const once = refunded('r1', [{ ...amountsJson('l1'), whole: true }], ['DELIVERED', 'DELIVERED'], true)
    const again = refunded(
      'r2',
      [{ ...amountsJson('l2', { saleMinor: '100', shippingMinor: '0' }), whole: false }],
      ['DELIVERED', 'DELIVERED'],
      true,
    )
    given(placed, paid, first, second, delivered, once, again).then(orderBoardTable, {
      status: 'DELIVERED',
      refundedMinor: 2850n,
      completedAt: null,
    })
  })

  test('takes an order of which all was given back for completed', () => {
    const lines = ['l1', 'l2'].map((lineId) => ({ ...amountsJson(lineId), whole: true }))
    const all = on('2026-03-06T08:00:00.000Z', refunded('r1', lines, ['DELIVERED', 'COMPLETED'], true))
    given(placed, paid, first, second, delivered, all).then(orderBoardTable, {
      status: 'COMPLETED',
      completedAt: '2026-03-06T08:00:00.000Z',
      refundedMinor: 5499n,
    })
  })

  test('keeps the day of completion when money is given back later', () => {
    const later = on(
      '2026-03-09T08:00:00.000Z',
      refunded('r1', [{ ...amountsJson('l1'), whole: true }], ['COMPLETED', 'COMPLETED'], true),
    )
    given(placed, paid, first, second, delivered, completed, later).then(orderBoardTable, {
      completedAt: '2026-03-05T08:00:00.000Z',
      updatedAt: '2026-03-09T08:00:00.000Z',
    })
  })

  test('does not care for reviews', () => {
    given(placed, on('2026-03-09T08:00:00.000Z', reviewed('v1'))).then(orderBoardTable, {
      updatedAt: '2026-03-01T08:00:00.000Z',
    })
  })

  test('shows nothing of an order that was never placed', () => {
    given(paid, first, delivered, completed).then(orderBoardTable)
  })
})

describe('the order counts', () => {
  const counts = (...events: Parameters<typeof recorded>[0]) =>
    Object.fromEntries(
      rowsIn(orderBoard, orderCountsTable, recorded(events)).map(({ sellerId, status, orders }) => [
        `${String(sellerId)} ${String(status)}`,
        orders,
      ]),
    )

  test('count a placed order for its seller and for all sellers', () => {
    expect(counts(placed)).toEqual({ 's1 UNPAID': 1n, '* UNPAID': 1n })
  })

  test('move an order from one status to the next', () => {
    expect(counts(placed, paid)).toEqual({
      's1 UNPAID': 0n,
      '* UNPAID': 0n,
      's1 AWAITING_SHIPMENT': 1n,
      '* AWAITING_SHIPMENT': 1n,
    })
  })

  test('stay as they are when the status does', () => {
    const stays = packageDelivered('P1', ['IN_TRANSIT', 'IN_TRANSIT'])
    expect(counts(placed, paid, first, second, stays)).toEqual(counts(placed, paid, first, second))
  })
})
