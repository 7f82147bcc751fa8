import type { DomainEvent } from '../domain/events.js'
import type { ChargedFee } from '../domain/kernel/fee.js'
import { sumMinor } from '../domain/kernel/money.js'
import { reasonOf } from '../domain/kernel/reason.js'
import { accountOf, type Account } from './accounts.js'
import { paidMinorOf, platformDiscountMinorOf } from './lineAmounts.js'
import type { Citation, MoneyEvent } from './moneyEvents.js'

/** An amount leaves one account and enters another: whatever is written down as transfers sums to zero. */
export interface Transfer {
  readonly from: Account
  readonly to: Account
  readonly amountMinor: bigint
  readonly citation?: Citation
}

const transfer = (from: Account, to: Account, amountMinor: bigint): Transfer => ({ from, to, amountMinor })

type Data<T extends DomainEvent['type']> = Extract<DomainEvent, { readonly type: T }>['data']
type Lines = Data<'OrderPaid'>['lines']

// Before delivery the platform holds the buyer's money; after it, the seller has been credited, discount included.
const givenBack = (lines: Lines, afterDelivery: boolean): ReadonlyArray<Transfer> =>
  afterDelivery
    ? [
        transfer('seller_pending', 'bank', paidMinorOf(lines)),
        transfer('seller_pending', 'platform_discounts', platformDiscountMinorOf(lines)),
      ]
    : [transfer('buyer_funds_held', 'bank', paidMinorOf(lines))]

const citing = (fee: ChargedFee): { readonly citation: Citation } => {
  const { kind, creatorId } = fee.rule
  return { citation: { reason: reasonOf(fee), feeKind: kind, skuId: fee.skuId, creatorId } }
}

const chargedFees = (fees: Data<'CommissionCharged'>['fees']): ReadonlyArray<Transfer> =>
  fees.map((fee) => ({
    from: 'seller_pending',
    to: accountOf(fee.rule.kind),
    amountMinor: fee.feeMinor,
    ...citing(fee),
  }))

const reversedFees = (fees: Data<'CommissionReversed'>['fees']): ReadonlyArray<Transfer> =>
  fees.map((fee) => ({
    from: accountOf(fee.rule.kind),
    to: 'seller_pending',
    amountMinor: fee.backMinor,
    ...citing(fee),
  }))

/** What settles leaves the order's own account and is to be paid, or, after a refund, owed. */
const settled = ({ transaction }: Data<'OrderSettled' | 'RefundSettled'>): ReadonlyArray<Transfer> => {
  const reason = transaction.lines.find(({ part }) => part === 'RESERVE')?.reason
  return [
    transfer('seller_pending', 'seller_payable', transaction.settlementMinor),
    {
      ...transfer('seller_payable', 'seller_reserved', -transaction.reserveMinor),
      ...(reason && { citation: { reason } }),
    },
  ]
}

/** The seller bears what the buyer had not got back before, the platform the rest. */
const chargedBack = ({ transaction, amountMinor }: Data<'ChargebackSettled'>): ReadonlyArray<Transfer> => [
  transfer('seller_payable', 'bank', -transaction.settlementMinor),
  transfer('adjustments', 'bank', amountMinor + transaction.settlementMinor),
]

type Balance = Data<'PayoutPlanned' | 'PayoutCarriedOver'>

const negative = (amountMinor: bigint): bigint => (amountMinor < 0n ? amountMinor : 0n)

/** What the seller owes from one day of payout to the next: the debts that came here, against what is owed from here on. */
const debt = ({ entries }: Balance, owedMinor: bigint): Transfer => {
  const carried = entries.filter(({ kind }) => kind === 'CARRIED_OVER')
  const beforeMinor = sumMinor(carried.map(({ amountMinor }) => negative(amountMinor)))
  return transfer('seller_payable', 'seller_debt', owedMinor - beforeMinor)
}

// What the bank said before is what it takes back by saying something else.
const paid = ({ before, amountMinor }: Data<'PayoutPaid'>): Transfer =>
  transfer(before === 'FAILED' ? 'seller_payable' : 'payouts_in_transit', 'bank', amountMinor)

const returned = ({ before, amountMinor }: Data<'PayoutReturned'>): Transfer => {
  const from = before === 'PAID' ? 'bank' : 'payouts_in_transit'
  return transfer(from, 'seller_payable', before === 'FAILED' ? 0n : amountMinor)
}

/** How the money of an event moves: the one place that knows. */
export const transfersOf = (event: MoneyEvent): ReadonlyArray<Transfer> => {
  const { type, data } = event
  switch (type) {
    case 'OrderPaid':
      return [transfer('bank', 'buyer_funds_held', paidMinorOf(data.lines))]
    case 'OrderDelivered':
      return [
        transfer('buyer_funds_held', 'seller_pending', paidMinorOf(data.lines)),
        transfer('platform_discounts', 'seller_pending', platformDiscountMinorOf(data.lines)),
      ]
    case 'OrderLinesRefunded':
      return givenBack(data.lines, data.afterDelivery)
    case 'OrderLinesCancelled':
    case 'OrderCancelled':
      return data.paid ? givenBack(data.lines, data.afterDelivery) : []
    case 'CommissionCharged':
      return chargedFees(data.fees)
    case 'CommissionReversed':
      return reversedFees(data.fees)
    case 'CreatorsPaid':
      return data.fees.map((fee) => ({ ...transfer('creators', 'bank', fee.feeMinor), ...citing(fee) }))
    case 'OrderSettled':
    case 'RefundSettled':
      return settled(data)
    case 'ChargebackSettled':
      return chargedBack(data)
    case 'ChargebackOffset':
      return [transfer('adjustments', 'seller_payable', data.amountMinor)]
    case 'ReserveReleased':
      return [transfer('seller_reserved', 'seller_payable', data.transaction.reserveMinor)]
    case 'StatementAdjusted':
      return [transfer('adjustments', 'seller_payable', data.transaction.settlementMinor)]
    case 'PayoutCarriedOver':
      return [debt(data, negative(data.amountMinor))]
    case 'PayoutPlanned':
      return [debt(data, 0n), transfer('seller_payable', 'payouts_in_transit', data.amountMinor)]
    case 'PayoutPaid':
      return [paid(data)]
    case 'PayoutFailed':
      return [transfer('payouts_in_transit', 'seller_payable', data.amountMinor)]
    case 'PayoutReturned':
      return [returned(data)]
  }
}
