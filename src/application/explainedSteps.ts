import { sumMinor } from '../domain/kernel/money.js'
import type { Step } from './trail.js'

/** What an event did to an account. */
export const legOf = ({ movements }: Pick<Step, 'movements'>, account: string): bigint => {
  let minor = 0n
  for (const movement of movements) if (movement.account === account) minor += movement.amount.minor
  return minor
}

/** The accounts in which the amount of an event is seen, as it is for the seller. */
const seenIn: Readonly<Record<string, ReadonlyArray<string>>> = {
  OrderPaid: ['buyer_funds_held'],
  OrderDelivered: ['seller_pending'],
  OrderLinesRefunded: ['buyer_funds_held', 'seller_pending'],
  OrderLinesCancelled: ['buyer_funds_held', 'seller_pending'],
  OrderCancelled: ['buyer_funds_held', 'seller_pending'],
  CommissionCharged: ['seller_pending'],
  CommissionReversed: ['seller_pending'],
  CreatorsPaid: ['creators'],
  OrderSettled: ['seller_payable'],
  RefundSettled: ['seller_payable'],
  ChargebackSettled: ['seller_payable'],
  ChargebackOffset: ['seller_payable'],
  ReserveReleased: ['seller_payable'],
  StatementAdjusted: ['seller_payable'],
  PayoutCarriedOver: ['seller_debt'],
  PayoutPlanned: ['payouts_in_transit'],
  PayoutPaid: ['bank'],
  PayoutFailed: ['seller_payable'],
  PayoutReturned: ['seller_payable'],
}

/** The amount that an event is about. */
export const amountOfStep = (step: Step): bigint =>
  sumMinor((seenIn[step.eventType] ?? []).map((account) => legOf(step, account)))

/** What events did to an account together. */
export const legsOf = (steps: ReadonlyArray<Step>, account: string): bigint => {
  let minor = 0n
  for (const { movements } of steps)
    for (const movement of movements) if (movement.account === account) minor += movement.amount.minor
  return minor
}

/** The events that put a transaction on a statement. */
const stating: ReadonlySet<string> = new Set([
  'OrderSettled',
  'RefundSettled',
  'ChargebackSettled',
  'ChargebackOffset',
  'ReserveReleased',
  'StatementAdjusted',
])

/**
 * The events of an order by the transaction that states them. What has none of its own belongs to the order's own, if it was
 * not settled before: refunds lessen what settles until that day.
 */
export const transactionsOf = (
  orderId: string,
  steps: ReadonlyArray<Step>,
): ReadonlyMap<string, ReadonlyArray<Step>> => {
  const own = new Set<string>()
  let settledAt: bigint | undefined
  for (const { eventType, transactionId, position } of steps) {
    if (transactionId !== undefined && stating.has(eventType)) own.add(transactionId)
    if (eventType === 'OrderSettled') settledAt = position
  }
  const named = new Map<string, Array<Step>>()
  for (const step of steps) {
    const { transactionId, position } = step
    const isOwn = transactionId !== undefined && own.has(transactionId)
    if (!isOwn && settledAt !== undefined && position > settledAt) continue
    const name = isOwn ? transactionId : `${orderId}/order`
    const before = named.get(name)
    if (before === undefined) named.set(name, [step])
    else before.push(step)
  }
  return named
}
