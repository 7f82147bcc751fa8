import { describe, expect, test } from 'vitest'
import { orderStatuses } from '../../../src/domain/order/events.js'
import {
  amountsJson,
  cancel,
  cancelled,
  givenOrder as given,
  historyTo,
  pay,
  refunded,
} from '../../support/orders.js'

const orderId = 'o1'

describe('who may cancel on their own', () => {
  const may = 'OrderCancelled'
  const not = 'CancellationNotAllowed'
  // prettier-ignore
  const rows = {
    UNPAID:              [may, may, may, may],
    ON_HOLD:             [may, may, may, may],
    AWAITING_SHIPMENT:   [not, may, may, may],
    PARTIALLY_SHIPPING:  [not, may, may, may],
    AWAITING_COLLECTION: [not, not, may, may],
    IN_TRANSIT:          [not, not, may, may],
    DELIVERED:           [not, not, may, may],
    COMPLETED:           [not, not, not, not],
    CANCELLED:           ['OrderAlreadyCancelled', 'OrderAlreadyCancelled', 'nothing', 'OrderAlreadyCancelled'],
  }
  test.each(orderStatuses)('from %s: buyer, seller, system, operator', (status) => {
    const outcomes = ['BUYER', 'SELLER', 'SYSTEM', 'OPERATOR'].map(
      (initiator) => given(...historyTo[status]).when(cancel(initiator)).outcome,
    )
    expect(outcomes).toEqual(rows[status])
  })

  test('a refusal names who asked and where the order stands', () => {
    given(...historyTo.AWAITING_SHIPMENT)
      .when(cancel('BUYER'))
      .thenRefused({
        type: 'CancellationNotAllowed',
        orderId,
        initiator: 'BUYER',
        status: 'AWAITING_SHIPMENT',
      })
  })
})

describe('a cancellation', () => {
  test.each([
    ['UNPAID', false, false],
    ['ON_HOLD', true, false],
    ['IN_TRANSIT', true, false],
    ['DELIVERED', true, true],
  ] as const)('from %s tells that paid is %s and after delivery is %s', (from, paid, afterDelivery) => {
    given(...historyTo[from])
      .when(cancel('OPERATOR', 'experience_related'))
      .then(cancelled(from, { initiator: 'OPERATOR', reason: 'experience_related', paid, afterDelivery }))
  })

  test('gives back what was not refunded before', () => {
    const one = amountsJson('l1', { saleMinor: '1000', shippingMinor: '250', platformDiscountMinor: '80' })
    const lines = [
      amountsJson('l1', { saleMinor: '1500', shippingMinor: '0', platformDiscountMinor: '120' }),
      amountsJson('l2'),
    ]
    given(
      ...historyTo.IN_TRANSIT,
      refunded('r1', [{ ...one, whole: false }], ['IN_TRANSIT', 'IN_TRANSIT'], false),
    )
      .when(cancel('SYSTEM'))
      .then(cancelled('IN_TRANSIT', { lines }))
  })

  test.each([
    ['SELLER', 'seller_cancel_unpaid_reason_out_of_stock', true],
    ['SELLER', 'seller_cancel_unpaid_reason_wrong_price', true],
    ['SELLER', 'seller_cancel_reason_out_of_stock', true],
    ['SELLER', 'seller_cancel_reason_wrong_price', true],
    ['SYSTEM', 'system_cancel_order_reason_shipping_timeout', true],
    ['SYSTEM', 'system_cancel_order_untracked', true],
    ['SELLER', 'seller_cancel_paid_reason_address_not_deliver', false],
    ['SELLER', 'seller_cancel_paid_reason_buyer_requested_cancellation', false],
    ['SYSTEM', 'system_cancel_unpaid_time_out', false],
    ['BUYER', 'a reason nobody has heard of', false],
  ])('by %s because of %s: the fault of the seller is %s', (initiator, reason, sellerFault) => {
    given(...historyTo.UNPAID)
      .when(cancel(initiator, reason))
      .then(cancelled('UNPAID', { initiator, reason, sellerFault }))
  })

  test('changes nothing when it is repeated, and keeps its first reason', () => {
    given(...historyTo.CANCELLED)
      .when(cancel('SYSTEM', 'package_lost'))
      .thenNothing()
    given(...historyTo.CANCELLED)
      .when(cancel('SYSTEM', 'package_damaged'))
      .thenRefused({ type: 'OrderAlreadyCancelled', orderId, reason: 'package_lost' })
  })

  test('ends the order: it can no longer be paid', () => {
    given(...historyTo.CANCELLED)
      .when(pay())
      .thenRefused({ type: 'OrderStatusDoesNotFit', orderId, status: 'CANCELLED' })
  })
})
