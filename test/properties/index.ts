import { payoutBounds, settlementBounds, statementBounds } from './bounds.js'
import { currencies } from './currencies.js'
import { refundedFees } from './fees.js'
import type { MoneyProperty } from './moneyProperty.js'
import { refundedLines } from './orders.js'
import { allocations, shares } from './rounding.js'
import { payoutSums, statementSums } from './statements.js'
import { wholeMoney } from './wholeMoney.js'

/** What is proven of the money, each by itself. */
export const moneyProperties: ReadonlyArray<MoneyProperty> = [
  shares,
  allocations,
  refundedLines,
  refundedFees,
  wholeMoney,
  statementSums,
  payoutSums,
  settlementBounds,
  statementBounds,
  payoutBounds,
  currencies,
]
