import { describe, test } from 'vitest'
import {
  amountsJson,
  arrange,
  arranged,
  cancel,
  cancelled,
  deliver,
  givenOrder as given,
  handedOver,
  handOver,
  historyTo,
  linesCancelled,
  orderDelivered,
  orderPaid,
  orderPlaced,
  orderShipped,
  packageDelivered,
  planned,
} from '../../support/orders.js'

const orderId = 'o1'
const paidOrder = [orderPlaced(), orderPaid()]
const tracking = { carrier: 'Colissimo', trackingNumber: 'T-P1' }
const first = arranged('P1', ['l1'], ['AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING'])
const second = arranged('P2', ['l2'], ['PARTIALLY_SHIPPING', 'AWAITING_COLLECTION'])
const bothArranged = [...paidOrder, first, second]
const firstGone = handedOver('P1', ['l1'], ['AWAITING_COLLECTION', 'AWAITING_COLLECTION'])
const secondGone = handedOver('P2', ['l2'], ['AWAITING_COLLECTION', 'IN_TRANSIT'])
const bothGone = [...bothArranged, firstGone, secondGone]

describe('an order in several packages', () => {
  test('ships partially until every line is in a package', () => {
    given(...paidOrder)
      .when(arrange('P1', ['l1']))
      .then(first)
    given(...paidOrder, first)
      .when(arrange('P2', ['l2']))
      .then(second)
  })

  test('is in transit when the carrier has the last package', () => {
    given(...bothArranged)
      .when(handOver('P1'))
      .then(firstGone)
    given(...bothArranged, firstGone)
      .when(handOver('P2'))
      .then(secondGone)
  })

  test('tells when it is delivered that one of them was sent outside the service levels', () => {
    const outside = { outsideServiceLevel: true }
    const sent = arranged('P1', ['l1'], ['AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING'], {
      ...tracking,
      ...outside,
    })
    given(...paidOrder)
      .when(arrange('P1', ['l1'], { ...tracking, ...outside }))
      .then(sent)
    given(...paidOrder, sent)
      .when(arrange('P1', ['l1']))
      .thenRefused({ type: 'PackageIdReused', orderId, packageId: 'P1' })
    const arrivedFirst = packageDelivered('P1', ['IN_TRANSIT', 'IN_TRANSIT'])
    const { data, ...event } = orderDelivered('P2')
    given(...paidOrder, sent, second, firstGone, secondGone, arrivedFirst)
      .when(deliver('P2'))
      .then({ ...event, data: { ...data, ...outside } } as typeof arrivedFirst)
  })

  test('is delivered when the last package arrives', () => {
    const firstArrived = packageDelivered('P2', ['IN_TRANSIT', 'IN_TRANSIT'])
    given(...bothGone)
      .when(deliver('P2'))
      .then(firstArrived)
    given(...bothGone, firstArrived)
      .when(deliver('P1'))
      .then(orderDelivered('P1'))
  })

  test('may see a package arrive before another is announced', () => {
    const gone = handedOver('P1', ['l1'], ['PARTIALLY_SHIPPING', 'PARTIALLY_SHIPPING'])
    const there = packageDelivered('P1', ['PARTIALLY_SHIPPING', 'PARTIALLY_SHIPPING'])
    given(...paidOrder, first, gone)
      .when(deliver('P1'))
      .then(there)
    given(...paidOrder, first, gone, there)
      .when(arrange('P2', ['l2']))
      .then(second)
  })

  test('waits for collection while one that is announced is not handed over, though others arrived', () => {
    const there = packageDelivered('P1', ['AWAITING_COLLECTION', 'AWAITING_COLLECTION'])
    given(...bothArranged, firstGone)
      .when(deliver('P1'))
      .then(there)
  })
})

describe('carriers tell things in the wrong order', () => {
  const unscanned = handedOver('P1', ['l1', 'l2'], ['AWAITING_COLLECTION', 'IN_TRANSIT'], { unscanned: true })

  test('a package that arrives without having been collected was collected', () => {
    given(...historyTo.AWAITING_COLLECTION)
      .when(deliver('P1'))
      .then(unscanned, orderDelivered('P1'))
  })

  test('the collection that is told afterwards changes nothing', () => {
    given(...historyTo.AWAITING_COLLECTION, unscanned, orderDelivered('P1'))
      .when(handOver('P1'))
      .thenNothing()
  })

  test('one of two that arrives like this leaves the order waiting for the other', () => {
    given(...bothArranged)
      .when(deliver('P1'))
      .then(
        handedOver('P1', ['l1'], ['AWAITING_COLLECTION', 'AWAITING_COLLECTION'], { unscanned: true }),
        packageDelivered('P1', ['AWAITING_COLLECTION', 'AWAITING_COLLECTION']),
      )
  })
})

describe('a line that is cancelled', () => {
  const lost = { initiator: 'SYSTEM', reason: 'package_lost', sellerFault: false }

  test('while the other one is there already delivers the order', () => {
    const there = packageDelivered('P1', ['IN_TRANSIT', 'IN_TRANSIT'])
    given(...bothGone, there)
      .when(cancel('SYSTEM', 'package_lost'))
      .then(
        linesCancelled(['IN_TRANSIT', 'IN_TRANSIT'], [amountsJson('l2')], lost),
        orderDelivered('P1', [amountsJson('l1')]),
      )
  })

  test('while the carrier has the other one sends the order on its way', () => {
    const untracked = { reason: 'system_cancel_order_untracked', sellerFault: true }
    given(...bothArranged, firstGone)
      .when(cancel('SYSTEM', 'system_cancel_order_untracked'))
      .then(
        linesCancelled(['AWAITING_COLLECTION', 'AWAITING_COLLECTION'], [amountsJson('l2')], untracked),
        orderShipped,
      )
  })

  test('before it was packed lets the rest wait for collection, be on its way and arrive at once', () => {
    const outOfStock = { initiator: 'SELLER', reason: 'seller_cancel_reason_out_of_stock', sellerFault: true }
    const gone = handedOver('P1', ['l1'], ['PARTIALLY_SHIPPING', 'PARTIALLY_SHIPPING'])
    const there = packageDelivered('P1', ['PARTIALLY_SHIPPING', 'PARTIALLY_SHIPPING'])
    given(...paidOrder, first, gone, there)
      .when(cancel('SELLER', outOfStock.reason))
      .then(
        linesCancelled(['PARTIALLY_SHIPPING', 'AWAITING_COLLECTION'], [amountsJson('l2')], outOfStock),
        orderShipped,
        orderDelivered('P1', [amountsJson('l1')]),
      )
  })

  test('takes its package with it', () => {
    const gone = linesCancelled(['IN_TRANSIT', 'IN_TRANSIT'], [amountsJson('l2')], lost)
    given(...bothGone, gone)
      .when(deliver('P2'))
      .thenRefused({ type: 'PackageIsCancelled', orderId, packageId: 'P2' })
    given(...bothGone, gone)
      .when(deliver('P1'))
      .then(orderDelivered('P1', [amountsJson('l1')]))
  })
})

describe('nothing happens to a package', () => {
  test.each([
    ['announced again', [...paidOrder, first], arrange('P1', ['l1'])],
    [
      'announced again with its lines in another order',
      historyTo.AWAITING_COLLECTION,
      arrange('P1', ['l2', 'l1']),
    ],
    ['announced again after it was handed over', bothGone, arrange('P1', ['l1'])],
    ['handed over again', bothGone, handOver('P1')],
    ['handed over again after it arrived', historyTo.DELIVERED, handOver('P1')],
    ['delivered again', historyTo.DELIVERED, deliver('P1')],
    ['delivered again after completion', historyTo.COMPLETED, deliver('P1')],
  ])('%s', (_, past, command) => {
    given(...past)
      .when(command)
      .thenNothing()
  })
})

describe('a package is refused', () => {
  const reused = { type: 'PackageIdReused', orderId, packageId: 'P1' } as const
  const repacked = { type: 'LineAlreadyPacked', orderId, lineId: 'l1' } as const
  const stopped = [...historyTo.AWAITING_COLLECTION, cancelled('AWAITING_COLLECTION')]
  const late = { type: 'OrderStatusDoesNotFit', orderId, status: 'CANCELLED' } as const
  // prettier-ignore
  test.each([
    ['under the id of one with other lines', [...paidOrder, first], arrange('P1', ['l2']), reused],
    ['under the id of one with more lines', [...paidOrder, first], arrange('P1', ['l1', 'l2']), reused],
    ['under the id of one that was planned with other lines', [...paidOrder, planned('P1', ['l1'])], arrange('P1', ['l2']), reused],
    ['under the id of one with other tracking', [...paidOrder, first], arrange('P1', ['l1'], { trackingNumber: 'T-9' }), reused],
    ['under the id of one with another carrier', [...paidOrder, first], arrange('P1', ['l1'], { carrier: 'DHL' }), reused],
    ['with a line of another order', paidOrder, arrange('P1', ['l1', 'l3']), { type: 'LineNotInOrder', orderId, lineId: 'l3' }],
    ['with a line that is in another package', [...paidOrder, first], arrange('P2', ['l2', 'l1']), repacked],
    ['with a line that is planned for another package', [...paidOrder, planned('P1', ['l1'])], arrange('P2', ['l2', 'l1']), repacked],
    ['with a line twice', paidOrder, arrange('P1', ['l2', 'l1', 'l1']), repacked],
    ['with the tracking number of another', [...paidOrder, first], arrange('P2', ['l2'], tracking), { type: 'TrackingNumberReused', orderId, trackingNumber: 'T-P1' }],
    ['when it is not known and has no lines', paidOrder, handOver('P1'), { type: 'PackageNotFound', orderId, packageId: 'P1' }],
    ['when one that is not known arrives', paidOrder, deliver('P1'), { type: 'PackageNotFound', orderId, packageId: 'P1' }],
    ['when it is handed over after cancellation', stopped, handOver('P1'), late],
    ['when it is new and the order cancelled', historyTo.CANCELLED, arrange('P1', ['l1']), late],
    ['when it arrives after cancellation', [...historyTo.IN_TRANSIT, cancelled('IN_TRANSIT')], deliver('P1'), late],
  ] as const)('%s', (_, past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
  })
})
