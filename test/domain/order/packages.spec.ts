import { describe, expect, test } from 'vitest'
import {
  amountsJson,
  arrange,
  arranged,
  cancelled,
  cancelPlan,
  changeTracking,
  deliver,
  givenOrder as given,
  handOver,
  historyTo,
  linesCancelled,
  orderPaid,
  orderPlaced,
  plan,
  planCancelled,
  planned,
  told,
  track,
  tracked,
} from '../../support/orders.js'

const orderId = 'o1'

const paidOrder = [orderPlaced(), orderPaid()]

const tracking = { carrier: 'Colissimo', trackingNumber: 'T-P1' }

describe('a package is planned', () => {
  test('to split an order, and undone again', () => {
    given(...paidOrder)
      .when(plan('P1', ['l1']))
      .then(planned('P1', ['l1']))
    given(...paidOrder, planned('P1', ['l1']))
      .when(cancelPlan('P1'))
      .then(planCancelled('P1', ['l1']))
    given(...paidOrder, planned('P1', ['l1']), planCancelled('P1', ['l1']))
      .when(plan('P2', ['l1', 'l2']))
      .then(planned('P2', ['l1', 'l2']))
  })

  test('with other orders of the buyer, and is announced as it was planned', () => {
    const orders = ['o1', 'o2']
    const combined = planned('P1', ['l1', 'l2'], orders)
    given(...paidOrder)
      .when(plan('P1', ['l1', 'l2'], { orderIds: orders }))
      .then(combined)
    given(...paidOrder, combined)
      .when(arrange('P1', ['l1', 'l2']))
      .then(arranged('P1', ['l1', 'l2'], ['AWAITING_SHIPMENT', 'AWAITING_COLLECTION']))
  })

  test('and announced without what was cancelled meanwhile', () => {
    const british = { market: 'GB' }
    const gone = linesCancelled(['AWAITING_SHIPMENT', 'AWAITING_SHIPMENT'], [amountsJson('l1')], british)
    given(orderPlaced(undefined, british), orderPaid(), planned('P1', ['l1', 'l2']), gone)
      .when(arrange('P1', ['l1', 'l2']))
      .then(
        told('PackageArranged', {
          ...british,
          from: 'AWAITING_SHIPMENT',
          status: 'AWAITING_COLLECTION',
          packageId: 'P1',
          lineIds: ['l2'],
          ...tracking,
        }),
      )
  })

  test('again, and nothing happens', () => {
    given(...paidOrder, planned('P1', ['l1']))
      .when(plan('P1', ['l1']))
      .thenNothing()
    given(...paidOrder)
      .when(cancelPlan('P1'))
      .thenNothing()
  })

  const at = { orderId, packageId: 'P1' }
  const other = { subjectId: 'b1', purpose: 'recipient', nonce: 'q83vEjRWeJCrze8S' }
  const [here, there] = ['c2VhbGVk', 'c2VhbHMh'].map((ciphertext) => ({ ...other, ciphertext }))
  test.each([
    ['for other orders only', paidOrder, plan('P1', ['l1'], { orderIds: ['o2'] }), 'OrderNotInPackage'],
    ['for an order twice', paidOrder, plan('P1', ['l1'], { orderIds: ['o1', 'o1'] }), 'OrderNotInPackage'],
    ['for another buyer', paidOrder, plan('P1', ['l1'], { buyerId: 'b2' }), 'BuyerDiffers'],
    [
      'to another address',
      [orderPlaced(undefined, { recipient: here }), orderPaid()],
      plan('P1', ['l1'], { recipient: there }),
      'RecipientDiffers',
    ],
    [
      'under the id of one with other lines',
      [...paidOrder, planned('P1', ['l1'])],
      plan('P1', ['l2']),
      'PackageIdReused',
    ],
  ] as const)('but not %s', (_, past, command, type) => {
    given(...past)
      .when(command)
      .thenRefused({ type, ...at })
  })

  test('but is not collected before it is announced', () => {
    const early = { type: 'PackageNotArranged', ...at } as const
    const past = [...paidOrder, planned('P1', ['l1'])]
    given(...past)
      .when(handOver('P1'))
      .thenRefused(early)
    given(...past)
      .when(deliver('P1'))
      .thenRefused(early)
  })

  test('of twenty orders at most', () => {
    const orderIds = Array.from({ length: 21 }, (_, i) => `o${i + 1}`)
    given(...paidOrder)
      .when(plan('P1', ['l1'], { orderIds: orderIds.slice(0, 20) }))
      .then(planned('P1', ['l1'], orderIds.slice(0, 20)))
    expect(() => plan('P1', ['l1'], { orderIds })).toThrow('1 to 20')
  })
})

describe('the tracking of a package', () => {
  const changed = told('PackageTrackingChanged', {
    packageId: 'P1',
    carrier: 'Colissimo',
    trackingNumber: 'T-9',
  })
  const soon = '2026-03-05T09:02:00.000Z'

  test('may be changed once, within 72 hours', () => {
    given(...historyTo.AWAITING_COLLECTION)
      .when(changeTracking('P1', 'T-9', soon))
      .then({ ...changed, occurredAt: soon as typeof changed.occurredAt })
    given(...historyTo.AWAITING_COLLECTION, changed)
      .when(changeTracking('P1', 'T-9', soon))
      .thenNothing()
    given(...historyTo.AWAITING_COLLECTION, changed)
      .when(changeTracking('P1', 'T-10', soon))
      .thenRefused({ type: 'TrackingAlreadyChanged', orderId, packageId: 'P1' })
    given(...historyTo.AWAITING_COLLECTION)
      .when(changeTracking('P1', 'T-9', '2026-03-05T09:02:00.001Z'))
      .thenRefused({ type: 'TrackingChangeTooLate', orderId, packageId: 'P1', hours: 72 })
  })

  test('is of no account when nothing of the package, or of the order, is left', () => {
    given(...historyTo.AWAITING_COLLECTION, cancelled('AWAITING_COLLECTION'))
      .when(changeTracking('P1', 'T-9', soon))
      .thenRefused({ type: 'OrderStatusDoesNotFit', orderId, status: 'CANCELLED' })
    const gone = linesCancelled(['AWAITING_COLLECTION', 'AWAITING_COLLECTION'], [amountsJson('l1')])
    const both = [
      arranged('P1', ['l1'], ['AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING']),
      arranged('P2', ['l2'], ['PARTIALLY_SHIPPING', 'AWAITING_COLLECTION'], { trackingNumber: 'T-P2' }),
    ]
    given(...paidOrder, ...both, gone)
      .when(changeTracking('P1', 'T-9', soon))
      .thenRefused({ type: 'PackageIsCancelled', orderId, packageId: 'P1' })
  })

  test('is told as often as the carrier has news, each once', () => {
    given(...historyTo.IN_TRANSIT)
      .when(track('P1', 'n1'))
      .then(tracked('P1', 'n1'))
    given(...historyTo.IN_TRANSIT, tracked('P1', 'n1'))
      .when(track('P1', 'n1'))
      .thenNothing()
    given(...historyTo.IN_TRANSIT, tracked('P1', 'n1'))
      .when(track('P1', 'n1', 'DAMAGED'))
      .thenRefused({ type: 'ScanIdReused', orderId, scanId: 'n1' })
  })
})
