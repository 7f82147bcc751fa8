import { left, right } from '../../fp.js'
import { remainingOf } from './amounts.js'
import type { OrderCommand } from './commands.js'
import { approve, cancel, importCancellation, reject, request, withdraw } from './decideCancellation.js'
import { arrange, cancelPlan, changeTracking, deliver, handOver, plan, track } from './decidePackages.js'
import { place } from './decidePlacing.js'
import { refund } from './decideRefund.js'
import { doesNotFit, move, ofOrder, type Decision, type Of } from './decision.js'
import type { Order, PlacedOrder } from './state.js'

export const decide = (command: OrderCommand, order: Order): Decision => {
  if (command.type === 'PlaceOrder') return place(command, order)
  if (order.status === 'NONE') return left({ type: 'OrderNotFound', orderId: command.data.orderId })
  switch (command.type) {
    case 'PayOrder':
      return pay(command, order)
    case 'ReleaseOrderHold':
      return releaseHold(command, order)
    case 'PlanPackage':
      return plan(command, order)
    case 'CancelPackagePlan':
      return cancelPlan(command, order)
    case 'ArrangePackage':
      return arrange(command, order)
    case 'ChangePackageTracking':
      return changeTracking(command, order)
    case 'HandOverPackage':
      return handOver(command, order)
    case 'TrackPackage':
      return track(command, order)
    case 'DeliverPackage':
      return deliver(command, order)
    case 'CompleteOrder':
      return complete(command, order)
    case 'CancelOrder':
      return cancel(command, order)
    case 'ImportOrderCancellation':
      return importCancellation(command, order)
    case 'RequestOrderCancellation':
      return request(command, order)
    case 'ApproveOrderCancellation':
      return approve(command, order)
    case 'RejectOrderCancellation':
      return reject(command, order)
    case 'WithdrawOrderCancellation':
      return withdraw(command, order)
    case 'RefundOrderLines':
      return refund(command, order)
    case 'ReviewOrder':
      return review(command, order)
  }
}

const pay = ({ at, data: { payments, hold } }: Of<'PayOrder'>, order: PlacedOrder): Decision => {
  const { orderId, handlingDays } = order.placed
  if (order.paid) return left({ type: 'OrderAlreadyPaid', orderId })
  if (order.status !== 'UNPAID') return doesNotFit(order)
  const data = {
    ...move(order, hold ? 'ON_HOLD' : 'AWAITING_SHIPMENT'),
    lines: order.lines.filter(({ cancelled }) => !cancelled).map(remainingOf),
    payments,
    ...(handlingDays === undefined ? {} : { handlingDays }),
  }
  return right([{ type: 'OrderPaid', occurredAt: at, data }])
}

const releaseHold = ({ at }: Of<'ReleaseOrderHold'>, order: PlacedOrder): Decision => {
  if (order.status === 'UNPAID' || order.status === 'CANCELLED') return doesNotFit(order)
  return right(
    order.status === 'ON_HOLD'
      ? [{ type: 'OrderHoldReleased', occurredAt: at, data: move(order, 'AWAITING_SHIPMENT') }]
      : [],
  )
}

const complete = ({ at }: Of<'CompleteOrder'>, order: PlacedOrder): Decision => {
  if (order.status === 'COMPLETED') return right([])
  if (order.status !== 'DELIVERED') return doesNotFit(order)
  return right([{ type: 'OrderCompleted', occurredAt: at, data: move(order, 'COMPLETED') }])
}

const review = ({ at, data: { reviewId, stars } }: Of<'ReviewOrder'>, order: PlacedOrder): Decision => {
  const known = order.reviews.find((earlier) => earlier.reviewId === reviewId)
  if (known !== undefined) {
    return known.stars === stars
      ? right([])
      : left({ type: 'ReviewAlreadyGiven', orderId: order.placed.orderId, reviewId })
  }
  const productIds = [...new Set(order.lines.map(({ productId }) => productId))]
  return right([
    { type: 'OrderReviewed', occurredAt: at, data: { ...ofOrder(order), reviewId, stars, productIds } },
  ])
}
