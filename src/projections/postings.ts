import type { DomainEvent } from '../domain/events.js'
import { sumMinor } from '../domain/kernel/money.js'
import { paidMinorOf, platformDiscountMinorOf } from './lineAmounts.js'

/**
 * `bank`: the platform's money at its bank. `buyer_funds_held`: paid by buyers, not yet earned by the seller.
 * `seller_payable`: earned by the seller, owed to it. `platform_fees`: earned by the platform from this seller.
 * `platform_discounts`: what the platform gave away to buyers.
 */
export type Account = 'bank' | 'buyer_funds_held' | 'seller_payable' | 'platform_fees' | 'platform_discounts'

/** One side of an entry. Positive: owed to, or earned by, the account's owner; so the bank goes negative as cash comes in. */
export interface Posting {
  readonly account: Account
  /** A seller's id, or `platform`. */
  readonly owner: string
  readonly amountMinor: bigint
}

/** Events that move money: each belongs to one order, one seller, one currency. */
export type MoneyEvent = Extract<
  DomainEvent,
  {
    readonly type:
      | 'OrderPaid'
      | 'OrderDelivered'
      | 'OrderLinesRefunded'
      | 'OrderCancelled'
      | 'CommissionCharged'
      | 'CommissionReversed'
  }
>

/** An amount leaves one account and enters another: whatever is written down as transfers sums to zero. */
interface Transfer {
  readonly from: Account
  readonly to: Account
  readonly amountMinor: bigint
}

const transfer = (from: Account, to: Account, amountMinor: bigint): Transfer => ({ from, to, amountMinor })

type Lines = Extract<MoneyEvent, { readonly type: 'OrderPaid' }>['data']['lines']

// Before delivery the platform holds the buyer's money; after it, the seller has been credited, discount included.
const givenBack = (lines: Lines, afterDelivery: boolean): ReadonlyArray<Transfer> =>
  afterDelivery
    ? [
        transfer('seller_payable', 'bank', paidMinorOf(lines)),
        transfer('seller_payable', 'platform_discounts', platformDiscountMinorOf(lines)),
      ]
    : [transfer('buyer_funds_held', 'bank', paidMinorOf(lines))]

const feeMinorOf = (lines: ReadonlyArray<{ readonly feeMinor: bigint }>): bigint =>
  sumMinor(lines.map(({ feeMinor }) => feeMinor))

const transfersOf = ({ type, data }: MoneyEvent): ReadonlyArray<Transfer> => {
  switch (type) {
    case 'OrderPaid':
      return [transfer('bank', 'buyer_funds_held', paidMinorOf(data.lines))]
    case 'OrderDelivered':
      return [
        transfer('buyer_funds_held', 'seller_payable', paidMinorOf(data.lines)),
        transfer('platform_discounts', 'seller_payable', platformDiscountMinorOf(data.lines)),
      ]
    case 'OrderLinesRefunded':
      return givenBack(data.lines, data.afterDelivery)
    case 'OrderCancelled':
      return data.paid ? givenBack(data.lines, data.afterDelivery) : []
    case 'CommissionCharged':
      return [transfer('seller_payable', 'platform_fees', feeMinorOf(data.lines))]
    case 'CommissionReversed':
      return [transfer('platform_fees', 'seller_payable', feeMinorOf(data.lines))]
  }
}

const PLATFORM = 'platform'

const ownerOf = (account: Account, sellerId: string): string => {
  switch (account) {
    case 'bank':
    case 'platform_discounts':
      return PLATFORM
    case 'buyer_funds_held':
    case 'seller_payable':
    case 'platform_fees':
      return sellerId
  }
}

/** The ledger entry of an event: at most one posting per account, none of zero, in sum exactly zero. */
export const postingsOf = (event: MoneyEvent): ReadonlyArray<Posting> => {
  const amounts = new Map<Account, bigint>()
  const add = (account: Account, minor: bigint) => amounts.set(account, (amounts.get(account) ?? 0n) + minor)
  for (const { from, to, amountMinor } of transfersOf(event)) {
    add(from, -amountMinor)
    add(to, amountMinor)
  }
  return [...amounts]
    .filter(([, amountMinor]) => amountMinor !== 0n)
    .map(([account, amountMinor]) => ({
      account,
      owner: ownerOf(account, event.data.sellerId),
      amountMinor,
    }))
}
