import type { SellerTerms } from '../kernel/sellerTerms.js'
import type { Reason } from '../kernel/reason.js'
import type { MoneyLine, Transaction } from '../kernel/transaction.js'

const withoutCap = ({ capMinor: _, ...reason }: Reason): Omit<Reason, 'capMinor'> => reason

/** Amounts as requests write them: decimal strings. */
export const lineJson = ({ amountMinor, reason, ...line }: MoneyLine) => ({
  ...line,
  amountMinor: amountMinor.toString(),
  ...(reason === undefined
    ? {}
    : {
        reason: {
          ...withoutCap(reason),
          baseMinor: reason.baseMinor.toString(),
          resultMinor: reason.resultMinor.toString(),
          ...(reason.capMinor === undefined ? {} : { capMinor: reason.capMinor.toString() }),
        },
      }),
})

export const transactionJson = (transaction: Transaction) => ({
  transactionId: transaction.transactionId,
  type: transaction.type,
  lines: transaction.lines.map(lineJson),
  revenueMinor: transaction.revenueMinor.toString(),
  shippingMinor: transaction.shippingMinor.toString(),
  feeTaxMinor: transaction.feeTaxMinor.toString(),
  adjustmentMinor: transaction.adjustmentMinor.toString(),
  settlementMinor: transaction.settlementMinor.toString(),
  reserveMinor: transaction.reserveMinor.toString(),
})

export const termsJson = ({ payoutMinimumMinor, ...terms }: SellerTerms) => ({
  ...terms,
  payoutMinimumMinor: payoutMinimumMinor.toString(),
})
