import type { Sum } from './explanation.js'
import { legOf } from './explainedSteps.js'
import type { Step } from './trail.js'

type Part = readonly [name: string, minor: bigint]

/** What an event adds to what its order comes to for the seller, and in whose name. */
const partsOf = (step: Step): ReadonlyArray<Part> => {
  switch (step.eventType) {
    case 'OrderPaid':
      return [['PAID_BY_BUYERS', legOf(step, 'buyer_funds_held')]]
    case 'OrderDelivered':
      return [['PLATFORM_DISCOUNTS', -legOf(step, 'platform_discounts')]]
    case 'OrderLinesRefunded':
    case 'OrderLinesCancelled':
    case 'OrderCancelled':
      return [
        ['GIVEN_BACK_TO_BUYERS', -legOf(step, 'bank')],
        ['PLATFORM_DISCOUNTS', -legOf(step, 'platform_discounts')],
      ]
    case 'CommissionCharged':
    case 'CommissionReversed':
      return step.movements.flatMap(({ account, feeKind, amount }) =>
        account === 'seller_pending' ? [[feeKind ?? 'FEES', amount.minor] as const] : [],
      )
    case 'OrderSettled':
    case 'RefundSettled':
      return [['RESERVE', -legOf(step, 'seller_reserved')]]
    case 'ReserveReleased':
      return [['RESERVE', legOf(step, 'seller_payable')]]
    case 'ChargebackSettled':
    case 'ChargebackOffset':
      return [['CHARGE_BACK', legOf(step, 'seller_payable')]]
    case 'StatementAdjusted':
      return [['ADJUSTMENTS', legOf(step, 'seller_payable')]]
    default:
      return []
  }
}

/** In the order in which money goes. */
const first = ['PAID_BY_BUYERS', 'GIVEN_BACK_TO_BUYERS', 'PLATFORM_DISCOUNTS']
const last = ['CHARGE_BACK', 'ADJUSTMENTS', 'RESERVE', 'ARRIVED_AFTER_ALL']
const placeOf = (name: string): number =>
  first.includes(name) ? first.indexOf(name) - first.length : 1 + last.indexOf(name)

/** From what buyers paid to what it comes to: the amounts of these events by name, and others beside. */
export const sumsOf = (
  steps: Iterable<Step>,
  others: ReadonlyArray<Part>,
  currency: string,
): ReadonlyArray<Sum> => {
  const sums = new Map<string, { minor: bigint; of: number }>()
  const add = ([name, minor]: Part): void => {
    if (minor === 0n) return
    const sum = sums.get(name)
    if (sum === undefined) sums.set(name, { minor, of: 1 })
    else {
      sum.minor += minor
      sum.of++
    }
  }
  for (const step of steps) for (const part of partsOf(step)) add(part)
  for (const part of others) add(part)
  return [...sums]
    .map(([name, { minor, of }]) => ({ name, amount: { minor, currency }, of }))
    .sort((a, b) => placeOf(a.name) - placeOf(b.name))
}
