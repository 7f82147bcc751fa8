import type { StatementAmounts } from '../../../application/moneyViews.js'
import type { Row } from './reader.js'
import { money } from './row.js'

/** The columns of the amounts, of statements and of their lines. */
export const amountsSql =
  'revenue_minor, shipping_minor, fee_tax_minor, adjustment_minor, settlement_minor, reserve_minor, payable_minor'

export const amountsIn = (row: Row): StatementAmounts => ({
  revenue: money(row, 'revenue_minor'),
  shipping: money(row, 'shipping_minor'),
  feeTax: money(row, 'fee_tax_minor'),
  adjustment: money(row, 'adjustment_minor'),
  settlement: money(row, 'settlement_minor'),
  reserve: money(row, 'reserve_minor'),
  payable: money(row, 'payable_minor'),
})
