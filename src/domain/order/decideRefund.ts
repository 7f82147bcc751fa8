import { isLeft, left, right, type Either } from '../../fp.js'
import { isWhollyGivenBack, refundOf, remainingOf } from './amounts.js'
import { move, ofOrder, type Decision, type Of } from './decision.js'
import type { OrderRefusal } from './refusal.js'
import type { PlacedOrder } from './state.js'

/** Before shipment an order is cancelled, not refunded. */
const isRefundable = ({ status }: PlacedOrder): boolean =>
  status === 'AWAITING_COLLECTION' ||
  status === 'IN_TRANSIT' ||
  status === 'DELIVERED' ||
  status === 'COMPLETED'

type Refunds = ReadonlyArray<ReturnType<typeof refundOf>>

/** What these refunds take back of each line, or why they cannot be. */
const refundsOf = (
  order: PlacedOrder,
  asked: Of<'RefundOrderLines'>['data']['lines'],
): Either<OrderRefusal, Refunds> => {
  const { status } = order
  const { orderId } = order.placed
  if (!isRefundable(order)) return left({ type: 'OrderStatusDoesNotFit', orderId, status })
  const refunds: Array<Refunds[number]> = []
  for (const { lineId, saleMinor, shippingMinor } of asked) {
    const line = order.lines.find((candidate) => candidate.lineId === lineId)
    if (line === undefined) return left({ type: 'LineNotInOrder', orderId, lineId })
    if (line.cancelled) return left({ type: 'LineIsCancelled', orderId, lineId })
    if (refunds.some((earlier) => earlier.lineId === lineId)) {
      return left({ type: 'LineIdRepeated', orderId, lineId })
    }
    if (saleMinor + shippingMinor === 0n) return left({ type: 'RefundIsZero', orderId, lineId })
    const remaining = remainingOf(line)
    if (saleMinor > remaining.saleMinor || shippingMinor > remaining.shippingMinor) {
      return left({
        type: 'RefundExceedsRemainder',
        orderId,
        lineId,
        remainingSaleMinor: remaining.saleMinor,
        remainingShippingMinor: remaining.shippingMinor,
      })
    }
    refunds.push(refundOf(line, saleMinor, shippingMinor))
  }
  return right(refunds)
}

export const refund = ({ at, data }: Of<'RefundOrderLines'>, order: PlacedOrder): Decision => {
  const { orderId, refundId, reason, caseId } = data
  const known = order.refunds.find((earlier) => earlier.refundId === refundId)
  if (known !== undefined) {
    const same = known.reason === reason && known.caseId === caseId && sameRefunds(known.lines, data.lines)
    return same ? right([]) : left({ type: 'RefundIdReused', orderId, refundId })
  }
  const refunds = refundsOf(order, data.lines)
  if (isLeft(refunds)) return caseId === undefined ? refunds : decline(at, data, caseId, refunds.left, order)
  const status = isWhollyGivenBack(order, refunds.right) ? 'COMPLETED' : order.status
  return right([
    {
      type: 'OrderLinesRefunded',
      occurredAt: at,
      data: {
        ...move(order, status),
        refundId,
        reason,
        afterDelivery: order.delivered,
        lines: refunds.right,
        ...(caseId === undefined ? {} : { caseId }),
      },
    },
  ])
}

type Asked = Of<'RefundOrderLines'>['data']

const decline = (
  at: Of<'RefundOrderLines'>['at'],
  { refundId, lines }: Asked,
  caseId: NonNullable<Asked['caseId']>,
  { type: cause }: OrderRefusal,
  order: PlacedOrder,
): Decision => {
  const isKnown = order.declined.some(
    (earlier) => earlier.refundId === refundId && sameRefunds(earlier.lines, lines),
  )
  const data = { ...ofOrder(order), refundId, caseId, lines, cause }
  return right(isKnown ? [] : [{ type: 'OrderRefundDeclined', occurredAt: at, data }])
}

const sameRefunds = (
  a: ReadonlyArray<{ readonly lineId: string; readonly saleMinor: bigint; readonly shippingMinor: bigint }>,
  b: typeof a,
): boolean =>
  a.length === b.length &&
  a.every(({ lineId, saleMinor, shippingMinor }) =>
    b.some((o) => o.lineId === lineId && o.saleMinor === saleMinor && o.shippingMinor === shippingMinor),
  )
