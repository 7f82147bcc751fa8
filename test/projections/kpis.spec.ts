import { describe, test } from 'vitest'
import { kpis, productKpisTable, sellerKpisTable } from '../../src/projections/kpis.js'
import {
  amountsJson,
  cancelled,
  linesCancelled,
  orderPaid,
  orderPlaced,
  refunded,
  reviewed,
} from '../support/orders.js'
import { givenEvents, on } from '../support/projections.js'
import type { DomainEvent } from '../../src/domain/events.js'

const given = givenEvents(kpis)
const AT = '2026-03-05T12:30:00.000Z'

const nothing = {
  orders: 0n,
  units: 0n,
  gmvMinor: 0n,
  cancelledOrders: 0n,
  cancelledUnits: 0n,
  cancelledMinor: 0n,
  refundedUnits: 0n,
  refundedMinor: 0n,
  reviews: 0n,
  stars: 0n,
}
const seller = (figures: object, day = '2026-03-05') => ({
  sellerId: 's1',
  day,
  currency: 'EUR',
  zone: 'Europe/Paris',
  ...nothing,
  ...figures,
})
const product = (productId: string, figures: object, day = '2026-03-05') => ({
  productId,
  day,
  currency: 'EUR',
  sellerId: 's1',
  ...nothing,
  ...figures,
})

/** The event with its lines of these products: the first line costs 25.00, the second 20.00. */
const ofProducts = <E extends DomainEvent>(event: E, first: string, second: string): E => {
  if (!('lines' in event.data) || typeof event.data.lines === 'number') return event
  const lines = [
    { ...event.data.lines[0], productId: first },
    { ...event.data.lines[1], productId: second, saleMinor: 2000n },
  ]
  return { ...event, data: { ...event.data, lines } }
}

describe('the KPIs', () => {
  test('count a paid order, its units and its sale prices, for the seller and the product', () => {
    given(orderPaid()).thenWhole(sellerKpisTable, seller({ orders: 1n, units: 2n, gmvMinor: 5000n }))
    given(orderPaid()).thenWhole(productKpisTable, product('p1', { orders: 1n, units: 2n, gmvMinor: 5000n }))
  })

  test('count an order of two products once for the seller and once for each', () => {
    const paid = ofProducts(orderPaid(), 'p1', 'p2')
    given(paid).then(sellerKpisTable, seller({ orders: 1n, units: 2n, gmvMinor: 4500n }))
    given(paid).then(
      productKpisTable,
      product('p1', { orders: 1n, units: 1n, gmvMinor: 2500n }),
      product('p2', { orders: 1n, units: 1n, gmvMinor: 2000n }),
    )
  })

  test('do not count what is only placed', () => {
    given(orderPlaced()).then(sellerKpisTable)
  })

  test.each([
    ['winter', '2026-01-10T22:59:59.999Z', '2026-01-10', '2026-01-10T23:00:00.000Z', '2026-01-11'],
    ['summer', '2026-07-10T21:59:59.999Z', '2026-07-10', '2026-07-10T22:00:00.000Z', '2026-07-11'],
  ])("end a day at midnight in the seller's zone, in %s too", (_, before, day, after, next) => {
    const figures = { orders: 1n, units: 2n, gmvMinor: 5000n }
    given(on(before, orderPaid()), on(after, orderPaid())).then(
      sellerKpisTable,
      seller(figures, day),
      seller(figures, next),
    )
  })

  test('add up over a day', () => {
    given(
      on(AT, orderPaid()),
      on(AT, orderPaid()),
      on(AT, reviewed('v1', 4)),
      on(AT, reviewed('v2', 1)),
    ).then(sellerKpisTable, seller({ orders: 2n, units: 4n, gmvMinor: 10_000n, reviews: 2n, stars: 5n }))
  })

  test('count lines that are cancelled alone, and no order', () => {
    const one = linesCancelled(['IN_TRANSIT', 'IN_TRANSIT'], [amountsJson('l1')])
    given(orderPaid(), one).then(
      sellerKpisTable,
      seller({ orders: 1n, units: 2n, gmvMinor: 5000n, cancelledUnits: 1n, cancelledMinor: 2500n }),
    )
  })

  test.each(['SAMPLE', 'REPLACEMENT'])(
    'leave a %s out, so that it does not lower the average order',
    (purpose) => {
      const free = <E extends DomainEvent>(event: E): E => ({ ...event, data: { ...event.data, purpose } })
      given(orderPaid(), free(orderPaid()), free(cancelled('AWAITING_SHIPMENT'))).then(
        sellerKpisTable,
        seller({ orders: 1n, units: 2n, gmvMinor: 5000n }),
      )
    },
  )

  test('count a cancelled order on the day it is cancelled, paid or not, and leave the sale where it is', () => {
    const later = '2026-03-07T12:00:00.000Z'
    given(orderPaid(), on(later, cancelled('AWAITING_SHIPMENT')), on(later, cancelled('UNPAID'))).then(
      sellerKpisTable,
      seller({ orders: 1n, units: 2n, gmvMinor: 5000n }),
      seller({ cancelledOrders: 2n, cancelledUnits: 4n, cancelledMinor: 10_000n }, '2026-03-07'),
    )
    given(ofProducts(cancelled('UNPAID'), 'p1', 'p2')).then(
      productKpisTable,
      product('p1', { cancelledOrders: 1n, cancelledUnits: 1n, cancelledMinor: 2500n }),
      product('p2', { cancelledOrders: 1n, cancelledUnits: 1n, cancelledMinor: 2000n }),
    )
  })

  test('count a refunded unit when its whole price is back, and every cent of the price', () => {
    const lines = [
      { ...amountsJson('l1'), whole: true },
      { ...amountsJson('l2', { saleMinor: '199' }), whole: false },
    ]
    const refund = refunded('r1', lines, ['DELIVERED', 'DELIVERED'], true)
    given(refund).then(sellerKpisTable, seller({ refundedUnits: 1n, refundedMinor: 2699n }))
    given(refund).then(productKpisTable, product('p1', { refundedUnits: 1n, refundedMinor: 2699n }))
  })

  test('count a review once for the seller and once for each product, however often it is in the order', () => {
    const review = reviewed('v1', 4, ['p1', 'p2', 'p1'])
    given(review).then(sellerKpisTable, seller({ reviews: 1n, stars: 4n }))
    given(review).then(
      productKpisTable,
      product('p1', { reviews: 1n, stars: 4n }),
      product('p2', { reviews: 1n, stars: 4n }),
    )
  })

  test('keep currencies apart', () => {
    const inYen = orderPaid()
    const yen = { ...inYen, data: { ...inYen.data, currency: 'JPY' } } as DomainEvent
    given(orderPaid(), yen).then(sellerKpisTable, seller({ orders: 1n, units: 2n, gmvMinor: 5000n }), {
      ...seller({ orders: 1n }),
      currency: 'JPY',
      units: 2n,
      gmvMinor: 5000n,
    })
  })
})
