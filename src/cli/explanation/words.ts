import type { TrailCheck } from '../../application/explanation.js'
import type { RuleCited } from '../../application/moneyViews.js'
import { amountText, exactText, rateText } from '../amounts.js'

/** `PLATFORM_COMMISSION` is `platform commission`. */
export const plain = (name: string): string => name.toLowerCase().replaceAll('_', ' ')

const bases: Readonly<Record<string, string>> = {
  SALE: 'the sale price',
  SHIPPING: 'the shipping',
  REVENUE: "the price before the platform's discount",
  GROSS: 'goods and shipping',
  GROSS_LESS_TAX: 'goods and shipping without tax',
  UNITS: 'a fixed amount for each unit',
  ORDER: 'a fixed amount for the order',
  FEE: 'another fee',
  FEE_REFUNDED: 'a fee that was given back',
  SETTLEMENT: 'what the order settles for',
}

/** `9 % of 58.99 (goods and shipping) = 5.3091, rounded to 5.31 by platform-FR v2`. */
export const ruleText = (rule: RuleCited): string => {
  const { ruleId, version, rateBps, of, base, result, roundedBy, includedTaxBps, cap } = rule
  const less = includedTaxBps === undefined ? '' : ` less ${rateText(includedTaxBps)} of tax in it`
  const given = `${rateText(rateBps)} of ${amountText(base)} (${bases[of] ?? plain(of)})${less}`
  const by = `by ${ruleId} v${version}`
  if (result.minor === cap?.minor && roundedBy === 0) return `${given}, at most ${amountText(result)}, ${by}`
  if (roundedBy === 0) return `${given} = ${amountText(result)} ${by}`
  if (includedTaxBps !== undefined) return `${given}, rounded to ${amountText(result)} ${by}`
  const exact = exactText(base.minor * BigInt(rateBps), base.currency)
  return `${given} = ${exact}, rounded to ${amountText(result)} ${by}`
}

/** What an event did, for somebody who keeps books. */
export const stepWords: Readonly<Record<string, string>> = {
  OrderPaid: 'the buyer paid; held until delivery',
  OrderDelivered: 'delivered: credited to the seller',
  OrderLinesRefunded: 'given back to the buyer',
  OrderLinesCancelled: 'cancelled: given back to the buyer',
  OrderCancelled: 'cancelled: given back to the buyer',
  CommissionCharged: 'fees charged',
  CommissionReversed: 'fees given back',
  CreatorsPaid: 'paid to creators',
  OrderSettled: 'settled: to be paid to the seller',
  RefundSettled: 'refund settled: taken from the seller',
  ChargebackSettled: "taken back by the buyer's bank",
  ChargebackOffset: 'taken back twice: credited again',
  ReserveReleased: 'reserve released: to be paid to the seller',
  StatementAdjusted: 'adjusted by the platform',
  PayoutCarriedOver: 'carried over: change of the debt',
  PayoutPlanned: 'written down, to be sent to the bank',
  PayoutPaid: 'confirmed by the bank',
  PayoutFailed: 'not transferred by the bank: to be paid again',
  PayoutReturned: 'the transfer came back: to be paid again',
}

export const sumWords: Readonly<Record<string, string>> = {
  PAID_BY_BUYERS: 'paid by buyers',
  GIVEN_BACK_TO_BUYERS: 'given back to buyers',
  PLATFORM_DISCOUNTS: 'added by the platform for its discounts',
  CHARGE_BACK: "taken back by buyers' banks",
  ADJUSTMENTS: 'adjustments of the platform',
  RESERVE: 'reserves withheld and released',
  ARRIVED_AFTER_ALL: 'paid before, although the bank had said it failed',
}

export const placeWords: Readonly<Record<string, string>> = {
  buyer_funds_held: 'held for the buyer',
  seller_pending: 'delivered, not settled',
  seller_reserved: 'withheld as a reserve',
  seller_payable: 'to be paid',
  seller_debt: 'owed by the seller',
  payouts_in_transit: 'on its way through the bank',
  bank: "at the seller's bank",
}

export const reasonWords: Readonly<Record<string, string>> = {
  NOT_DELIVERED: 'not delivered yet',
  FEES_NOT_CHARGED: 'fees are not charged yet',
  WAITING_PERIOD: 'the days after delivery are not over',
  OPEN_CASE: 'a case of the buyer is open',
  RESERVE: 'until its days are over',
  STATEMENT_OPEN: 'the statement of the day is open',
  PAYOUT_DAY: 'the next day of payout',
  PAYOUT_OPEN: 'the payout is not cut off yet',
  HELD: 'held back by the platform',
  PLANNED: 'the bank has not answered',
  PROCESSING: 'the bank is at it',
  OWED_BY_SELLER: 'the seller owes more',
  BELOW_MINIMUM: 'less than the minimum',
  NOTHING_DUE: 'nothing is due',
  FAILED: 'the bank did not transfer it',
  RETURNED: 'the transfer came back',
}

export const checkWords: Readonly<Record<TrailCheck, string>> = {
  EVENT_IS_BALANCED: 'the postings of an event add up to nothing',
  AMOUNT_IS_ITS_RULE: 'an amount is what its rule gives',
  LINE_IS_ITS_DETAILS: 'a line of a statement is the sum of its amounts',
  LINE_IS_ITS_POSTINGS: 'a line of a statement is what the ledger says',
  NOTHING_IS_LEFT_BEHIND: 'what is stated has left the accounts before',
  STATEMENT_IS_ITS_LINES: 'a statement is the sum of its lines',
  ENTRY_IS_ITS_SOURCE: 'what a payout takes of a statement or a payout is all of it',
  PAYOUT_IS_ITS_ENTRIES: 'a payout is the sum of what it pays',
  SUM_IS_THE_WHOLE: 'what buyers paid, less all that was taken, is what it comes to',
  BANK_IS_THE_PAYOUT: 'what left the bank is the payout',
}
