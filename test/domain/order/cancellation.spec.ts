import { describe, expect, test } from 'vitest'
import { cancellationPolicies } from '../../../src/domain/order/cancellationPolicies.js'
import { cancellationRule } from '../../../src/domain/order/cancellationPolicy.js'
import { orderStatuses } from '../../../src/domain/order/events.js'
import {
  amountsJson,
  arranged,
  BETTER_PRICE,
  cancel,
  cancelled,
  givenOrder as given,
  handedOver,
  historyTo,
  importCancellation,
  linesCancelled,
  orderPaid,
  orderPlaced,
  pay,
  refunded,
  systemReasons,
} from '../../support/orders.js'
import { instant } from '../../support/spec.js'

const orderId = 'o1'
const OUT_OF_STOCK = 'seller_cancel_reason_out_of_stock'

/** For each reason that somebody in the market has: from where, each status by its first letters. */
const from = (market: string, initiator: 'BUYER' | 'SELLER' | 'SYSTEM' | 'OPERATOR', reason: string) => {
  const rule = cancellationRule(
    cancellationPolicies,
    market,
    instant('2026-03-01T00:00:00.000Z'),
    initiator,
    reason,
  )
  const asked = rule?.onApprovalFrom ?? []
  return orderStatuses
    .map((status) => (rule?.from.includes(status) !== true ? '-' : asked.includes(status) ? '?' : '!'))
    .join('')
}

describe('who may cancel (!), who has to ask (?), in the order of the statuses', () => {
  test.each([
    ['FR', 'BUYER', 'ecom_order_unpaid_canceled_reason_no_longer_needed', '!--------'],
    ['FR', 'BUYER', BETTER_PRICE, '-!??-----'],
    ['FR', 'BUYER', 'buyer_cancel_late_shipment', '--??-----'],
    ['FR', 'SELLER', 'seller_cancel_unpaid_reason_wrong_price', '!--------'],
    ['FR', 'SELLER', OUT_OF_STOCK, '-!!!-----'],
    ['US', 'SELLER', OUT_OF_STOCK, '-!!!!----'],
    ['GB', 'SELLER', OUT_OF_STOCK, '---------'],
    ['GB', 'SELLER', `${OUT_OF_STOCK}_uk`, '-!!!-----'],
    ['GB', 'BUYER', `${BETTER_PRICE}_uk`, '-!??-----'],
    ['FR', 'SYSTEM', 'system_cancel_unpaid_time_out', '!--------'],
    ['FR', 'SYSTEM', 'system_cancel_order_reason_shipping_timeout', '--!!-----'],
    ['FR', 'SYSTEM', 'system_cancel_order_untracked', '----!----'],
    ['FR', 'SYSTEM', 'package_lost', '----!!---'],
    ['FR', 'SYSTEM', 'package_damagaed', '-----!---'],
    ['FR', 'OPERATOR', 'operator_cancel_risk_control_block', '-!!!-----'],
    ['FR', 'BUYER', 'package_lost', '---------'],
    ['FR', 'SYSTEM', 'unknown', '---------'],
    ['BR', 'SYSTEM', 'unknown', '!!!!!!---'],
    ['JP', 'SELLER', OUT_OF_STOCK, '-!!!-----'],
  ] as const)('%s, %s, %s: %s', (market, initiator, reason, statuses) => {
    expect(from(market, initiator, reason)).toBe(statuses)
  })

  test('a rule counts from its day on, until a later one', () => {
    const rule = { reason: 'r', initiator: 'SELLER', from: ['UNPAID'] } as const
    const [old, now] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'].map(instant)
    const policies = [
      { markets: ['FR'], validFrom: now ?? instant(''), rules: [{ ...rule, sellerFault: true }] },
      { markets: ['*', 'FR'], validFrom: old ?? instant(''), rules: [rule] },
    ] as const
    const at = (market: string, time: string) =>
      cancellationRule(policies, market, instant(time), 'SELLER', 'r')?.sellerFault
    expect(at('FR', '2026-01-31T23:59:59.999Z')).toBeUndefined()
    expect(at('FR', '2026-02-01T00:00:00.000Z')).toBe(true)
    expect(at('DE', '2026-03-01T00:00:00.000Z')).toBeUndefined()
    expect(
      cancellationRule(policies, 'FR', instant('2025-12-31T00:00:00.000Z'), 'SELLER', 'r'),
    ).toBeUndefined()
  })

  test('a refusal names who asked, why, and where the order stands', () => {
    const asked = { orderId, initiator: 'BUYER', reason: 'package_lost', status: 'AWAITING_SHIPMENT' }
    given(...historyTo.AWAITING_SHIPMENT)
      .when(cancel('BUYER', 'package_lost'))
      .thenRefused({ type: 'CancellationNotAllowed', ...asked, status: 'AWAITING_SHIPMENT' })
  })
})

describe('a cancellation', () => {
  test.each([
    ['UNPAID', false],
    ['ON_HOLD', true],
    ['IN_TRANSIT', true],
  ] as const)('from %s tells that paid is %s', (status, paid) => {
    given(...historyTo[status])
      .when(cancel('SYSTEM', systemReasons[status]))
      .then(cancelled(status, { paid }))
  })

  test('gives back what was not refunded before', () => {
    const one = amountsJson('l1', {
      saleMinor: '1000',
      sellerDiscountMinor: '120',
      platformDiscountMinor: '80',
    })
    const lines = [
      amountsJson('l1', {
        saleMinor: '1500',
        sellerDiscountMinor: '180',
        platformDiscountMinor: '120',
        shippingMinor: '0',
      }),
      amountsJson('l2'),
    ]
    given(
      ...historyTo.IN_TRANSIT,
      refunded('r1', [{ ...one, whole: false }], ['IN_TRANSIT', 'IN_TRANSIT'], false),
    )
      .when(cancel('SYSTEM', 'package_lost'))
      .then(cancelled('IN_TRANSIT', { lines }))
  })

  test.each([
    ['UNPAID', 'SELLER', 'seller_cancel_unpaid_reason_out_of_stock', true],
    ['UNPAID', 'SELLER', 'seller_cancel_unpaid_reason_wrong_price', true],
    ['ON_HOLD', 'SELLER', OUT_OF_STOCK, true],
    ['ON_HOLD', 'SELLER', 'seller_cancel_reason_wrong_price', true],
    ['AWAITING_SHIPMENT', 'SYSTEM', 'system_cancel_order_reason_shipping_timeout', true],
    ['AWAITING_COLLECTION', 'SYSTEM', 'system_cancel_order_untracked', true],
    ['AWAITING_SHIPMENT', 'SELLER', 'seller_cancel_paid_reason_address_not_deliver', false],
    ['AWAITING_SHIPMENT', 'SELLER', 'seller_cancel_paid_reason_buyer_requested_cancellation', false],
    ['UNPAID', 'SYSTEM', 'system_cancel_unpaid_time_out', false],
    ['ON_HOLD', 'BUYER', BETTER_PRICE, false],
  ] as const)(
    'from %s by %s because of %s: the fault of the seller is %s',
    (status, initiator, reason, sellerFault) => {
      given(...historyTo[status])
        .when(cancel(initiator, reason))
        .then(cancelled(status, { initiator, reason, sellerFault }))
    },
  )

  const partly = ['PARTIALLY_SHIPPING', 'PARTIALLY_SHIPPING'] as const
  const waiting = ['AWAITING_COLLECTION', 'AWAITING_COLLECTION'] as const
  const oneUnderWay = [...historyTo.PARTIALLY_SHIPPING, handedOver('P1', ['l1'], partly)]
  const otherArranged = arranged('P2', ['l2'], ['PARTIALLY_SHIPPING', 'AWAITING_COLLECTION'])

  test('because its parcel is lost takes that line alone, while others wait for theirs', () => {
    for (const [past, stays] of [
      [oneUnderWay, partly],
      [[...oneUnderWay, otherArranged], waiting],
    ] as const) {
      given(...past)
        .when(cancel('SYSTEM', 'package_lost', ['l1']))
        .then(linesCancelled(stays, [amountsJson('l1')], { reason: 'package_lost' }))
    }
    given(...oneUnderWay)
      .when(cancel('SYSTEM', 'package_lost', ['l2']))
      .thenRefused({ type: 'LineNotCancellable', orderId, lineId: 'l2' })
  })

  test('of the whole order by the platform takes what is under way too, all at once', () => {
    given(...oneUnderWay)
      .when(cancel('SYSTEM', 'platform_cancel'))
      .then(cancelled('PARTIALLY_SHIPPING', { reason: 'platform_cancel' }))
  })

  test('takes nothing of an order that came to its end with a parcel on its way', () => {
    const all = ['l1', 'l2'].map((lineId) => ({ ...amountsJson(lineId), whole: true }))
    const back = refunded('r1', all, ['AWAITING_COLLECTION', 'COMPLETED'], false)
    given(...oneUnderWay, otherArranged, back)
      .when(cancel('SYSTEM', 'package_lost', ['l1']))
      .thenRefused({
        type: 'CancellationNotAllowed',
        orderId,
        initiator: 'SYSTEM',
        reason: 'package_lost',
        status: 'COMPLETED',
      })
  })

  test('changes nothing when it is repeated, and keeps its first reason', () => {
    given(...historyTo.CANCELLED)
      .when(cancel('SYSTEM', 'system_cancel_unpaid_time_out'))
      .thenNothing()
    given(...historyTo.CANCELLED)
      .when(cancel('SYSTEM', 'package_damaged'))
      .thenRefused({ type: 'OrderAlreadyCancelled', orderId, reason: 'system_cancel_unpaid_time_out' })
  })

  test('ends the order: it can no longer be paid', () => {
    given(...historyTo.CANCELLED)
      .when(pay())
      .thenRefused({ type: 'OrderStatusDoesNotFit', orderId, status: 'CANCELLED' })
  })

  test('after delivery is known from imported histories alone', () => {
    const more = { reason: 'unknown', afterDelivery: true }
    given(...historyTo.DELIVERED)
      .when(importCancellation())
      .then(cancelled('DELIVERED', more))
    given(...historyTo.DELIVERED, cancelled('DELIVERED', more))
      .when(importCancellation())
      .thenNothing()
  })
})

describe('a cancellation of some lines', () => {
  const american = { market: 'US' }
  const past = [orderPlaced(undefined, american), orderPaid()]
  const outOfStock = { ...american, initiator: 'SELLER', reason: OUT_OF_STOCK, sellerFault: true }
  const one = linesCancelled(['AWAITING_SHIPMENT', 'AWAITING_SHIPMENT'], [amountsJson('l1')], outOfStock)

  test('leaves the order to the others, and cancels it with the last of them', () => {
    given(...past)
      .when(cancel('SELLER', OUT_OF_STOCK, ['l1']))
      .then(one)
    given(...past, one)
      .when(cancel('SELLER', OUT_OF_STOCK, ['l2']))
      .then(cancelled('AWAITING_SHIPMENT', { ...outOfStock, lines: [amountsJson('l2')] }))
  })

  test('then of the whole gives back the rest alone', () => {
    given(...past, one)
      .when(cancel('SELLER', OUT_OF_STOCK))
      .then(cancelled('AWAITING_SHIPMENT', { ...outOfStock, lines: [amountsJson('l2')] }))
  })

  test('changes nothing when it is repeated', () => {
    given(...past, one)
      .when(cancel('SELLER', OUT_OF_STOCK, ['l1']))
      .thenNothing()
  })

  test.each([
    ['of a line of another order', past, ['l3'], { type: 'LineNotInOrder', orderId, lineId: 'l3' }],
    ['of a line twice', past, ['l1', 'l1'], { type: 'LineIdRepeated', orderId, lineId: 'l1' }],
    [
      'of a line that is cancelled',
      [...past, one],
      ['l2', 'l1'],
      { type: 'LineNotCancellable', orderId, lineId: 'l1' },
    ],
    [
      'where the market has none',
      [orderPlaced(), orderPaid()],
      ['l1'],
      { type: 'CancellationNotPerItem', orderId, reason: OUT_OF_STOCK },
    ],
  ] as const)('is refused %s', (_, before, lineIds, refusal) => {
    given(...before)
      .when(cancel('SELLER', OUT_OF_STOCK, lineIds))
      .thenRefused(refusal)
  })
})
