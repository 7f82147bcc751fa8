import { describe, expect, test } from 'vitest'
import { orderTimeline, orderTimelineTable } from '../../src/projections/orderTimeline.js'
import type { DomainEvent } from '../../src/domain/events.js'
import {
  amountsJson,
  arranged,
  cancellationRequested,
  cancelled,
  handedOver,
  linesCancelled,
  orderShipped,
  planCancelled,
  planned,
  told as happening,
  tracked,
  holdReleased,
  orderCompleted,
  orderDelivered,
  orderPaid,
  orderPlaced,
  packageDelivered,
  refunded,
  reviewed,
} from '../support/orders.js'
import { givenEvents, on, recorded, RECORDED_AT, rowsIn } from '../support/projections.js'

const given = givenEvents(orderTimeline)
const held = ['AWAITING_SHIPMENT', 'AWAITING_SHIPMENT'] as const

describe('the timeline of an order', () => {
  test('tells of an event when it happened and when it was recorded', () => {
    given(on('2026-03-01T08:00:00.000Z', orderPlaced())).thenWhole(orderTimelineTable, {
      orderId: 'o1',
      revision: 0n,
      eventType: 'OrderPlaced',
      occurredAt: '2026-03-01T08:00:00.000Z',
      recordedAt: RECORDED_AT,
      inferred: false,
      status: 'UNPAID',
      detail: '{"units":2,"totalMinor":"5499","currency":"EUR"}',
    })
  })

  test('says when a time was inferred', () => {
    const [placed] = recorded([orderPlaced()])
    if (placed === undefined) throw new Error('nothing was recorded')
    const guessed = { ...placed, recorded: { ...placed.recorded, inferred: true } }
    expect(rowsIn(orderTimeline, orderTimelineTable, [guessed])).toMatchObject([{ inferred: true }])
  })

  const payments = [
    { method: 'voucher', amountMinor: '1000' },
    { method: 'credit_card', amountMinor: '4499' },
    { method: 'voucher', amountMinor: '0' },
  ]
  const refund = [{ ...amountsJson('l1', { shippingMinor: '50' }), whole: true }]

  const told: ReadonlyArray<readonly [DomainEvent, string | null, string]> = [
    [
      orderPaid(false, payments),
      'AWAITING_SHIPMENT',
      '{"paidMinor":"5499","currency":"EUR","methods":["voucher","credit_card"]}',
    ],
    [holdReleased, 'AWAITING_SHIPMENT', '{}'],
    [
      arranged('P1', ['l1'], held),
      'AWAITING_SHIPMENT',
      '{"packageId":"P1","units":1,"carrier":"Colissimo","trackingNumber":"T-P1"}',
    ],
    [handedOver('P1', ['l1', 'l2'], held), 'AWAITING_SHIPMENT', '{"packageId":"P1","units":2}'],
    [
      handedOver('P1', ['l1'], held, { unscanned: true }),
      'AWAITING_SHIPMENT',
      '{"packageId":"P1","units":1,"unscanned":true}',
    ],
    [planned('P1', ['l1'], ['o1', 'o2']), null, '{"packageId":"P1","units":1,"orderIds":["o1","o2"]}'],
    [planCancelled('P1', ['l1']), null, '{"packageId":"P1"}'],
    [
      happening('PackageTrackingChanged', { packageId: 'P1', carrier: 'DHL', trackingNumber: 'D-1' }),
      null,
      '{"packageId":"P1","carrier":"DHL","trackingNumber":"D-1"}',
    ],
    [tracked('P1', 'n1', 'DAMAGED'), null, '{"packageId":"P1","code":"DAMAGED"}'],
    [orderShipped, 'IN_TRANSIT', '{}'],
    [
      cancellationRequested('x1', ['l1'], 'changed_mind'),
      null,
      '{"cancellationId":"x1","reason":"changed_mind","units":1}',
    ],
    [
      happening('OrderCancellationRejected', { cancellationId: 'x1', reason: 'packed' }),
      null,
      '{"cancellationId":"x1","reason":"packed"}',
    ],
    [happening('OrderCancellationWithdrawn', { cancellationId: 'x1' }), null, '{"cancellationId":"x1"}'],
    [
      linesCancelled(['IN_TRANSIT', 'IN_TRANSIT'], [amountsJson('l1')], {
        initiator: 'BUYER',
        cancellationId: 'x1',
        approvedBy: 'SYSTEM',
      }),
      'IN_TRANSIT',
      '{"initiator":"BUYER","reason":"package_lost","sellerFault":false,"refundedMinor":"2750","currency":"EUR","cancellationId":"x1","approvedBy":"SYSTEM","units":1}',
    ],
    [
      happening('OrderRefundDeclined', {
        refundId: 'c1',
        caseId: 'c1',
        lines: [{ lineId: 'l1', saleMinor: '1', shippingMinor: '0' }],
        cause: 'RefundExceedsRemainder',
      }),
      null,
      '{"refundId":"c1","caseId":"c1","cause":"RefundExceedsRemainder"}',
    ],
    [packageDelivered('P1', held), 'AWAITING_SHIPMENT', '{"packageId":"P1"}'],
    [orderDelivered('P2'), 'DELIVERED', '{"packageId":"P2"}'],
    [orderCompleted, 'COMPLETED', '{}'],
    [
      cancelled('UNPAID'),
      'CANCELLED',
      '{"initiator":"SYSTEM","reason":"system_cancel_unpaid_time_out","sellerFault":false,"refundedMinor":"0","currency":"EUR"}',
    ],
    [
      cancelled('IN_TRANSIT'),
      'CANCELLED',
      '{"initiator":"SYSTEM","reason":"package_lost","sellerFault":false,"refundedMinor":"5499","currency":"EUR"}',
    ],
    [
      refunded('r1', refund, held, false),
      'AWAITING_SHIPMENT',
      '{"refundId":"r1","reason":"broken","units":1,"saleMinor":"2500","refundedMinor":"2550","currency":"EUR"}',
    ],
    [reviewed('v1', 4), null, '{"reviewId":"v1","stars":4}'],
  ]

  test.each(told.map(([event, status, detail]) => ({ type: event.type, event, status, detail })))(
    'tells of $type: $detail',
    ({ type, event, status, detail }) => {
      given(event).then(orderTimelineTable, { eventType: type, status, detail })
    },
  )

  test('has one entry per event, in order', () => {
    given(orderPlaced(), orderPaid(), reviewed('v1')).then(
      orderTimelineTable,
      { revision: 0n, eventType: 'OrderPlaced' },
      { revision: 1n, eventType: 'OrderPaid' },
      { revision: 2n, eventType: 'OrderReviewed' },
    )
  })
})
