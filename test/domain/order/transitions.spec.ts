import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orderCommands, type OrderCommand } from '../../../src/domain/order/commands.js'
import { orderStatuses } from '../../../src/domain/order/events.js'
import { order } from '../../../src/domain/order/index.js'
import { transitions } from '../../../src/domain/order/transitions.js'
import { isLeft } from '../../../src/fp.js'
import { orderHistory } from '../../support/orderHistories.js'
import {
  approve,
  arrange,
  BETTER_PRICE,
  cancel,
  cancelPlan,
  changeTracking,
  complete,
  deliver,
  givenOrder as given,
  handOver,
  historyTo,
  importCancellation,
  pay,
  place,
  plan,
  refund,
  rejectCancellation,
  releaseHold,
  requestCancellation,
  review,
  systemReasons,
  track,
  withdraw,
} from '../../support/orders.js'
import { foldOf } from '../../support/spec.js'

const never = 'OrderNotFound'
const unfit = 'OrderStatusDoesNotFit'
const packed = 'LineAlreadyPacked'
const unknown = 'PackageNotFound'
const notAllowed = 'CancellationNotAllowed'
const asked = 'CancellationNeedsApproval'
const unasked = 'CancellationNotFound'
const times = (n: number, outcome: string) => new Array<string>(n).fill(outcome)

// Columns: not placed, then the nine statuses in the order of an order's life. From PARTIALLY_SHIPPING on the first line
// (in COMPLETED, as before it, both) is in package P1.
// prettier-ignore
const outcomes: ReadonlyArray<readonly [string, OrderCommand, ...ReadonlyArray<string>]> = [
  ['PlaceOrder', place(), 'OrderPlaced', ...times(9, 'OrderAlreadyPlaced')],
  ['PayOrder', pay(), never, 'OrderPaid', ...times(7, 'OrderAlreadyPaid'), unfit],
  ['ReleaseOrderHold', releaseHold(), never, unfit, 'OrderHoldReleased', ...times(6, 'nothing'), unfit],
  ['PlanPackage', plan('P2', ['l2']), never, unfit, unfit, 'PackagePlanned', 'PackagePlanned', ...times(5, unfit)],
  ['CancelPackagePlan', cancelPlan('P1'), never, ...times(3, 'nothing'), ...times(5, 'PackageAlreadyArranged'), 'nothing'],
  ['ArrangePackage', arrange('P2', ['l2']), never, unfit, unfit, 'PackageArranged', 'PackageArranged', ...times(5, unfit)],
  ['ArrangePackage, packed', arrange('P2', ['l1']), never, unfit, unfit, 'PackageArranged', packed, ...times(5, unfit)],
  ['ChangePackageTracking', changeTracking('P1', 'T-9', '2026-03-02T12:00:00.000Z'), never, ...times(3, unknown), 'PackageTrackingChanged', 'PackageTrackingChanged', ...times(3, 'PackageAlreadyHandedOver'), unknown],
  ['HandOverPackage', handOver('P1'), never, ...times(3, unknown), 'PackageHandedOver', 'PackageHandedOver', ...times(3, 'nothing'), unknown],
  ['TrackPackage', track('P1', 'n1'), never, ...times(3, unknown), ...times(5, 'PackageTracked'), unknown],
  ['DeliverPackage', deliver('P1'), never, ...times(3, unknown), 'PackageHandedOver PackageDelivered', 'PackageHandedOver OrderDelivered', 'OrderDelivered', 'nothing', 'nothing', unknown],
  ['CompleteOrder', complete(), never, ...times(6, unfit), 'OrderCompleted', 'nothing', unfit],
  ['CancelOrder, buyer', cancel('BUYER', BETTER_PRICE), never, notAllowed, 'OrderCancelled', asked, asked, ...times(4, notAllowed), 'OrderAlreadyCancelled'],
  ['CancelOrder, seller', cancel('SELLER', 'seller_cancel_reason_out_of_stock'), never, notAllowed, ...times(3, 'OrderCancelled'), ...times(4, notAllowed), 'OrderAlreadyCancelled'],
  ['CancelOrder, operator', cancel('OPERATOR', 'operator_cancel_risk_control_block'), never, notAllowed, ...times(3, 'OrderCancelled'), ...times(4, notAllowed), 'OrderAlreadyCancelled'],
  ['CancelOrder, unpaid in time', cancel('SYSTEM', 'system_cancel_unpaid_time_out'), never, 'OrderCancelled', ...times(7, notAllowed), 'nothing'],
  ['CancelOrder, platform', cancel('SYSTEM', 'platform_cancel'), never, notAllowed, ...times(5, 'OrderCancelled'), ...times(2, notAllowed), 'OrderAlreadyCancelled'],
  ['ImportOrderCancellation', importCancellation(), never, ...times(6, unfit), 'OrderCancelled', unfit, 'OrderAlreadyCancelled'],
  ['RequestOrderCancellation', requestCancellation('x1'), never, notAllowed, 'CancellationNeedsNoApproval', 'OrderCancellationRequested', 'OrderCancellationRequested', ...times(5, notAllowed)],
  ['ApproveOrderCancellation', approve('x1'), never, ...times(9, unasked)],
  ['RejectOrderCancellation', rejectCancellation('x1'), never, ...times(9, unasked)],
  ['WithdrawOrderCancellation', withdraw('x1'), never, ...times(9, unasked)],
  ['RefundOrderLines', refund('r1', [['l1', '1', '0']]), never, ...times(4, unfit), ...times(4, 'OrderLinesRefunded'), unfit],
  ['ReviewOrder', review('v1'), never, ...times(9, 'OrderReviewed')],
]

const histories = [[], ...orderStatuses.map((status) => historyTo[status])]

describe('each command on each status of an order', () => {
  const rows = outcomes.map(([name, command, ...expected]) => ({ name, command, expected }))
  test.each(rows)('$name', ({ command, expected }) => {
    expect(histories.map((past) => given(...past).when(command).outcome)).toEqual(expected)
  })

  test('none is left out', () => {
    expect([...new Set(outcomes.map(([, { type }]) => type))].toSorted()).toEqual(
      [...orderCommands.types].toSorted(),
    )
  })
})

const wayOf = (from: string, to: string, on: string) => `${from} ${to} ${on}`
const ways = new Set(transitions.map(({ from, to, on }) => wayOf(from, to, on)))

describe('the table of transitions', () => {
  test('has each way once', () => {
    expect(ways.size).toBe(transitions.length)
  })

  test('goes between the nine statuses as TikTok Shop tells them', () => {
    const pairs = new Set(
      transitions.filter(({ imported }) => imported !== true).map(({ from, to }) => `${from} ${to}`),
    )
    // prettier-ignore
    expect([...pairs]).toEqual([
      'NONE UNPAID', 'UNPAID ON_HOLD', 'UNPAID AWAITING_SHIPMENT', 'UNPAID CANCELLED',
      'ON_HOLD AWAITING_SHIPMENT', 'ON_HOLD CANCELLED',
      'AWAITING_SHIPMENT PARTIALLY_SHIPPING', 'AWAITING_SHIPMENT AWAITING_COLLECTION', 'AWAITING_SHIPMENT CANCELLED',
      'PARTIALLY_SHIPPING AWAITING_COLLECTION', 'PARTIALLY_SHIPPING CANCELLED',
      'AWAITING_COLLECTION IN_TRANSIT', 'AWAITING_COLLECTION COMPLETED', 'AWAITING_COLLECTION CANCELLED',
      'IN_TRANSIT DELIVERED', 'IN_TRANSIT COMPLETED', 'IN_TRANSIT CANCELLED',
      'DELIVERED COMPLETED',
    ])
  })

  test('is left by no order, whatever is asked of it', () => {
    fc.assert(
      fc.property(orderHistory, ({ events }) => {
        let status = 'NONE'
        for (const { type, data } of events) {
          const next = 'status' in data ? data.status : status
          if (next !== status) expect(ways).toContain(wayOf(status, next, type))
          status = next
        }
      }),
    )
  })

  test('is gone in full', () => {
    const [everything] = [
      [
        ['l1', '2500', '250'],
        ['l2', '2500', '249'],
      ] as const,
    ]
    const steps = [
      ...orderStatuses.flatMap(
        (status) =>
          [
            [status, pay(true)],
            [status, pay(false)],
            [status, releaseHold()],
            [status, arrange('P8', ['l2'])],
            [status, arrange('P9', ['l1', 'l2'])],
            [status, handOver('P1')],
            [status, deliver('P1')],
            [status, complete()],
            [status, refund('r9', everything)],
            [status, cancel('SYSTEM', systemReasons[status])],
            [status, importCancellation()],
          ] as const,
      ),
    ]
    const gone = new Set(['NONE UNPAID OrderPlaced'])
    for (const [status, command] of steps) {
      const decided = order.decide(command, foldOf(order, historyTo[status]))
      if (isLeft(decided)) continue
      for (const { type, data } of decided.right) {
        if ('from' in data && data.from !== data.status) gone.add(wayOf(data.from, data.status, type))
      }
    }
    const byItem = [
      'PARTIALLY_SHIPPING AWAITING_COLLECTION OrderLinesCancelled',
      'AWAITING_COLLECTION IN_TRANSIT OrderShipped',
    ]
    expect([...ways].filter((way) => !gone.has(way))).toEqual(byItem)
  })
})
