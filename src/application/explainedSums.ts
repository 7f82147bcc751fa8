import type { Sum } from './explanation.js'
import { legOf } from './explainedSteps.js'
import type { Step } from './trail.js'

type Add = (name: string, minor: bigint) => void

/** Adds what an event adds to what its order comes to for the seller, in its name. */
const addStep = (add: Add, step: Step): void => {
  switch (step.eventType) {
    case 'OrderPaid':
      add('PAID_BY_BUYERS', legOf(step, 'buyer_funds_held'))
      return
    case 'OrderDelivered':
      add('PLATFORM_DISCOUNTS', -legOf(step, 'platform_discounts'))
      return
    case 'OrderLinesRefunded':
    case 'OrderLinesCancelled':
    case 'OrderCancelled':
      add('GIVEN_BACK_TO_BUYERS', -legOf(step, 'bank'))
      add('PLATFORM_DISCOUNTS', -legOf(step, 'platform_discounts'))
      return
    case 'CommissionCharged':
    case 'CommissionReversed':
      for (const { account, feeKind, amount } of step.movements)
        if (account === 'seller_pending') add(feeKind ?? 'FEES', amount.minor)
      return
    case 'OrderSettled':
    case 'RefundSettled':
      add('RESERVE', -legOf(step, 'seller_reserved'))
      return
    case 'ReserveReleased':
      add('RESERVE', legOf(step, 'seller_payable'))
      return
    case 'ChargebackSettled':
    case 'ChargebackOffset':
      add('CHARGE_BACK', legOf(step, 'seller_payable'))
      return
    case 'StatementAdjusted':
      add('ADJUSTMENTS', legOf(step, 'seller_payable'))
  }
}

/** In the order in which money goes. */
const first = ['PAID_BY_BUYERS', 'GIVEN_BACK_TO_BUYERS', 'PLATFORM_DISCOUNTS']
const last = ['CHARGE_BACK', 'ADJUSTMENTS', 'RESERVE', 'ARRIVED_AFTER_ALL']
const placeOf = (name: string): number =>
  first.includes(name) ? first.indexOf(name) - first.length : 1 + last.indexOf(name)

/** From what buyers paid to what it comes to: the amounts of these events by name, and others beside. */
export const sumsOf = (
  steps: ReadonlyArray<Step>,
  others: ReadonlyArray<readonly [name: string, minor: bigint]>,
  currency: string,
): ReadonlyArray<Sum> => {
  const sums = new Map<string, { minor: bigint; of: number }>()
  const add: Add = (name, minor) => {
    if (minor === 0n) return
    const sum = sums.get(name)
    if (sum === undefined) sums.set(name, { minor, of: 1 })
    else {
      sum.minor += minor
      sum.of++
    }
  }
  for (const step of steps) addStep(add, step)
  for (const [name, minor] of others) add(name, minor)
  return [...sums]
    .map(([name, { minor, of }]) => ({ name, amount: { minor, currency }, of }))
    .sort((a, b) => placeOf(a.name) - placeOf(b.name))
}
