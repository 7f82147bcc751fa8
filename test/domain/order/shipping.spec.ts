import { describe, test } from 'vitest'
import {
  arrange,
  arranged,
  cancelled,
  deliver,
  givenOrder as given,
  handedOver,
  handOver,
  historyTo,
  orderDelivered,
  orderPaid,
  orderPlaced,
  packageDelivered,
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
    const past = [...paidOrder, first, gone, there]
    given(...paidOrder, first, gone)
      .when(deliver('P1'))
      .then(there)
    given(...past)
      .when(handOver('P2', { lineIds: ['l2'] }))
      .then(handedOver('P2', ['l2'], ['PARTIALLY_SHIPPING', 'IN_TRANSIT']))
  })

  test('waits for collection while one that is announced is not handed over, though others arrived', () => {
    const there = packageDelivered('P1', ['AWAITING_COLLECTION', 'AWAITING_COLLECTION'])
    given(...bothArranged, firstGone)
      .when(deliver('P1'))
      .then(there)
  })
})

describe('a package that was never announced', () => {
  test('is announced and handed over at once, with or without tracking', () => {
    const straight = ['AWAITING_SHIPMENT', 'IN_TRANSIT'] as const
    given(...paidOrder)
      .when(handOver('P1', { lineIds: ['l1', 'l2'] }))
      .then(handedOver('P1', ['l1', 'l2'], straight))
    given(...paidOrder)
      .when(handOver('P1', { lineIds: ['l2', 'l1'], ...tracking }))
      .then(handedOver('P1', ['l2', 'l1'], straight, tracking))
  })
})

describe('nothing happens to a package', () => {
  const tracked = handedOver('P1', ['l1', 'l2'], ['AWAITING_SHIPMENT', 'IN_TRANSIT'], tracking)
  test.each([
    ['announced again', [...paidOrder, first], arrange('P1', ['l1'])],
    [
      'announced again with its lines in another order',
      historyTo.AWAITING_COLLECTION,
      arrange('P1', ['l2', 'l1']),
    ],
    ['announced again after it was handed over', bothGone, arrange('P1', ['l1'])],
    ['handed over again', bothGone, handOver('P1')],
    ['handed over again with its lines', bothGone, handOver('P1', { lineIds: ['l1'] })],
    ['handed over again with its tracking', [...paidOrder, tracked], handOver('P1', tracking)],
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
  const tracked = handedOver('P1', ['l1', 'l2'], ['AWAITING_SHIPMENT', 'IN_TRANSIT'], tracking)
  const stopped = [...historyTo.AWAITING_COLLECTION, cancelled('AWAITING_COLLECTION')]
  const late = { type: 'OrderStatusDoesNotFit', orderId, status: 'CANCELLED' } as const
  // prettier-ignore
  test.each([
    ['under the id of one with other lines', [...paidOrder, first], arrange('P1', ['l2']), reused],
    ['under the id of one with more lines', [...paidOrder, first], arrange('P1', ['l1', 'l2']), reused],
    ['under the id of one with other tracking', [...paidOrder, first], arrange('P1', ['l1'], { trackingNumber: 'T-9' }), reused],
    ['under the id of one with another carrier', [...paidOrder, first], arrange('P1', ['l1'], { carrier: 'DHL' }), reused],
    ['when it is handed over with other lines', [...paidOrder, first], handOver('P1', { lineIds: ['l2'] }), reused],
    ['when it is handed over with the tracking of another', bothArranged, handOver('P1', { trackingNumber: 'T-P2' }), reused],
    ['when it is handed over to another carrier', bothArranged, handOver('P1', { carrier: 'DHL' }), reused],
    ['when it is handed over again with other tracking', [...paidOrder, tracked], handOver('P1', { trackingNumber: 'T-9' }), reused],
    ['with a line of another order', paidOrder, arrange('P1', ['l1', 'l3']), { type: 'LineNotInOrder', orderId, lineId: 'l3' }],
    ['with a line that is in another package', [...paidOrder, first], arrange('P2', ['l2', 'l1']), repacked],
    ['with a line twice', paidOrder, arrange('P1', ['l2', 'l1', 'l1']), repacked],
    ['with a line that is in another package, handed over', [...paidOrder, first], handOver('P2', { lineIds: ['l1'] }), repacked],
    ['with the tracking number of another', [...paidOrder, first], arrange('P2', ['l2'], tracking), { type: 'TrackingNumberReused', orderId, trackingNumber: 'T-P1' }],
    ['with the tracking number of another, handed over', [...paidOrder, first], handOver('P2', { lineIds: ['l2'], ...tracking }), { type: 'TrackingNumberReused', orderId, trackingNumber: 'T-P1' }],
    ['when it is not known and has no lines', paidOrder, handOver('P1', tracking), { type: 'PackageNotFound', orderId, packageId: 'P1' }],
    ['when one that is not known arrives', paidOrder, deliver('P1'), { type: 'PackageNotFound', orderId, packageId: 'P1' }],
    ['when it arrives before it was handed over', bothArranged, deliver('P2'), { type: 'PackageNotHandedOver', orderId, packageId: 'P2' }],
    ['when it is handed over after cancellation', stopped, handOver('P1'), late],
    ['when it is new and the order cancelled', historyTo.CANCELLED, arrange('P1', ['l1']), late],
    ['when it arrives after cancellation', [...historyTo.IN_TRANSIT, cancelled('IN_TRANSIT')], deliver('P1'), late],
  ] as const)('%s', (_, past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
  })
})
