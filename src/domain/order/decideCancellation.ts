import { isLeft, left, right, type Either } from '../../fp.js'
import { remainingOf } from './amounts.js'
import { cancellationPolicies } from './cancellationPolicies.js'
import { cancellationRule, type CancellationRule } from './cancellationPolicy.js'
import { doesNotFit, move, ofOrder, sameIds, type Decision, type Of } from './decision.js'
import type { Initiator, OrderStatus } from './events.js'
import type { OrderRefusal } from './refusal.js'
import { isPreparing, isShipping, liveLines, shippingStatusOf, stageOf, withWhatFollows } from './shipping.js'
import type { CancellationRequest, Data, Line, PlacedOrder } from './state.js'

/** A line that the carrier has is in transit, and one that arrived is delivered, whatever the rest of the order waits for. */
const statusOf = (order: PlacedOrder, { lineId }: Line): OrderStatus => {
  if (!isShipping(order)) return order.status
  const stage = stageOf(order, lineId)
  return stage === 'HANDED_OVER' ? 'IN_TRANSIT' : stage === 'DELIVERED' ? 'DELIVERED' : order.status
}

/** What may still be kept back, or is lost on its way, for this reason. */
const cancellable = (order: PlacedOrder, { from }: Pick<CancellationRule, 'from'>): ReadonlyArray<Line> =>
  liveLines(order).filter((line) => from.includes(statusOf(order, line)))

const notAllowed = (
  { placed: { orderId }, status }: PlacedOrder,
  initiator: Initiator,
  reason: string,
): OrderRefusal => ({ type: 'CancellationNotAllowed', orderId, initiator, reason, status })

const ruleFor = (order: PlacedOrder, initiator: Initiator, reason: string): CancellationRule | undefined => {
  const rule = cancellationRule(cancellationPolicies, order.placed.market, order.placedAt, initiator, reason)
  return rule !== undefined && cancellable(order, rule).length > 0 ? rule : undefined
}

type Cause = Pick<
  Data<'OrderCancelled'>,
  'initiator' | 'reason' | 'sellerFault' | 'cancellationId' | 'approvedBy'
>

/** These lines are cancelled, and the order with the last of them. */
const cancelling = (
  order: PlacedOrder,
  at: Of<'CancelOrder'>['at'],
  lines: ReadonlyArray<Line>,
  cause: Cause,
): Decision => {
  const gone = order.lines.map((line) => (lines.includes(line) ? { ...line, cancelled: true } : line))
  const told = { ...cause, paid: order.paid, afterDelivery: order.delivered, lines: lines.map(remainingOf) }
  if (gone.every(({ cancelled }) => cancelled)) {
    const data = { ...move(order, 'CANCELLED'), ...told }
    return right([{ type: 'OrderCancelled', occurredAt: at, data }])
  }
  const complete = shippingStatusOf({ ...order, lines: gone })
  const status =
    order.status === 'PARTIALLY_SHIPPING' &&
    complete !== 'AWAITING_SHIPMENT' &&
    complete !== 'PARTIALLY_SHIPPING'
      ? 'AWAITING_COLLECTION'
      : order.status
  return right(
    withWhatFollows(order, {
      type: 'OrderLinesCancelled',
      occurredAt: at,
      data: { ...move(order, status), ...told },
    }),
  )
}

const again = (order: PlacedOrder, initiator: Initiator, reason: string): Decision => {
  const last = order.cancellations.at(-1)
  return last?.initiator === initiator && last.reason === reason
    ? right([])
    : left({ type: 'OrderAlreadyCancelled', orderId: order.placed.orderId, reason: last?.reason ?? '' })
}

/** The lines that are asked for, or why they cannot be cancelled. */
const chosen = (
  order: PlacedOrder,
  rule: CancellationRule,
  lineIds: ReadonlyArray<Line['lineId']> | undefined,
): Either<OrderRefusal, ReadonlyArray<Line>> => {
  const { orderId } = order.placed
  const possible = cancellable(order, rule)
  if (lineIds === undefined) return right(possible)
  const lines: Array<Line> = []
  for (const lineId of lineIds) {
    const line = possible.find((candidate) => candidate.lineId === lineId)
    if (line === undefined) {
      const type = order.lines.some((other) => other.lineId === lineId)
        ? 'LineNotCancellable'
        : 'LineNotInOrder'
      return left({ type, orderId, lineId })
    }
    if (lines.includes(line)) return left({ type: 'LineIdRepeated', orderId, lineId })
    lines.push(line)
  }
  return right(lines)
}

export const cancel = (
  { at, data: { orderId, initiator, reason, lineIds } }: Of<'CancelOrder'>,
  order: PlacedOrder,
): Decision => {
  const same = order.cancellations.find(
    (earlier) =>
      lineIds !== undefined &&
      sameIds(
        earlier.lines.map(({ lineId }) => lineId),
        lineIds,
      ),
  )
  if (same?.initiator === initiator && same.reason === reason) return right([])
  if (order.status === 'CANCELLED') return again(order, initiator, reason)
  const rule = ruleFor(order, initiator, reason)
  if (rule === undefined) return left(notAllowed(order, initiator, reason))
  if (rule.onApprovalFrom?.includes(order.status) === true) {
    return left({ type: 'CancellationNeedsApproval', orderId, reason })
  }
  const lines = chosen(order, rule, lineIds)
  if (isLeft(lines)) return lines
  if (rule.perItem !== true && lines.right.length < cancellable(order, rule).length) {
    return left({ type: 'CancellationNotPerItem', orderId, reason })
  }
  return cancelling(order, at, lines.right, { initiator, reason, sellerFault: rule.sellerFault === true })
}

export const importCancellation = (
  { at, data: { reason, sellerFault } }: Of<'ImportOrderCancellation'>,
  order: PlacedOrder,
): Decision => {
  if (order.status === 'CANCELLED') return again(order, 'SYSTEM', reason)
  if (order.status !== 'DELIVERED') return doesNotFit(order)
  return cancelling(order, at, liveLines(order), { initiator: 'SYSTEM', reason, sellerFault })
}

const pendingOf = (order: PlacedOrder): CancellationRequest | undefined =>
  order.status === 'CANCELLED' ? undefined : order.requests.find(({ answer }) => answer === 'PENDING')

export const request = (
  { at, data: { orderId, cancellationId, reason } }: Of<'RequestOrderCancellation'>,
  order: PlacedOrder,
): Decision => {
  const known = order.requests.find((earlier) => earlier.cancellationId === cancellationId)
  if (known !== undefined) {
    return known.reason === reason
      ? right([])
      : left({ type: 'CancellationIdReused', orderId, cancellationId })
  }
  const pending = pendingOf(order)
  if (pending !== undefined) {
    return left({ type: 'CancellationIsPending', orderId, cancellationId: pending.cancellationId })
  }
  const rule = ruleFor(order, 'BUYER', reason)
  if (rule === undefined) return left(notAllowed(order, 'BUYER', reason))
  if (rule.onApprovalFrom?.includes(order.status) !== true) {
    return left({ type: 'CancellationNeedsNoApproval', orderId, reason })
  }
  const lineIds = liveLines(order)
    .map(({ lineId }) => lineId)
    .filter((lineId) => (stageOf(order, lineId) ?? 'PLANNED') === 'PLANNED')
  if (lineIds.length === 0) return left(notAllowed(order, 'BUYER', reason))
  const data = { ...ofOrder(order), cancellationId, reason, lineIds }
  return right([{ type: 'OrderCancellationRequested', occurredAt: at, data }])
}

type Answer = CancellationRequest['answer']

/** The request that waits for this answer; nothing if it was answered like this before. */
const answering = (
  order: PlacedOrder,
  cancellationId: string,
  answer: Answer,
  isSame: (request: CancellationRequest) => boolean,
): Either<OrderRefusal, CancellationRequest | undefined> => {
  const { orderId } = order.placed
  const known = order.requests.find((earlier) => earlier.cancellationId === cancellationId)
  if (known === undefined) return left({ type: 'CancellationNotFound', orderId, cancellationId })
  if (known.answer === answer && isSame(known)) return right(undefined)
  if (known.answer !== 'PENDING') {
    return left({ type: 'CancellationAlreadyAnswered', orderId, cancellationId, answer: known.answer })
  }
  const reason = order.cancellations.at(-1)?.reason ?? ''
  return isPreparing(order) ? right(known) : left({ type: 'OrderAlreadyCancelled', orderId, reason })
}

export const approve = (
  { at, data: { cancellationId, approvedBy } }: Of<'ApproveOrderCancellation'>,
  order: PlacedOrder,
): Decision => {
  const found = answering(order, cancellationId, 'APPROVED', (known) => known.approvedBy === approvedBy)
  if (isLeft(found)) return found
  if (found.right === undefined) return right([])
  const { reason, lineIds } = found.right
  const lines = liveLines(order).filter(({ lineId }) => lineIds.includes(lineId))
  if (lines.length === 0) return left(notAllowed(order, 'BUYER', reason))
  const cause = { initiator: 'BUYER', reason, sellerFault: false, cancellationId, approvedBy } as const
  return cancelling(order, at, lines, { ...cause, cancellationId: found.right.cancellationId })
}

export const reject = (
  { at, data: { cancellationId, reason } }: Of<'RejectOrderCancellation'>,
  order: PlacedOrder,
): Decision => {
  const found = answering(order, cancellationId, 'REJECTED', (known) => known.answerReason === reason)
  if (isLeft(found)) return found
  if (found.right === undefined) return right([])
  const data = { ...ofOrder(order), cancellationId, reason }
  return right([{ type: 'OrderCancellationRejected', occurredAt: at, data }])
}

export const withdraw = (
  { at, data: { cancellationId } }: Of<'WithdrawOrderCancellation'>,
  order: PlacedOrder,
): Decision => {
  const found = answering(order, cancellationId, 'WITHDRAWN', () => true)
  if (isLeft(found)) return found
  if (found.right === undefined) return right([])
  const data = { ...ofOrder(order), cancellationId }
  return right([{ type: 'OrderCancellationWithdrawn', occurredAt: at, data }])
}
