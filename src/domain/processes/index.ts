import type { AfterSalesRequest } from '../afterSales/commands.js'
import type { CommissionRequest } from '../commission/commands.js'
import { feeSchedule } from '../kernel/feeSchedules.js'
import { businessCalendars } from '../kernel/calendars.js'
import type { OrderRequest } from '../order/commands.js'
import type { PayoutRequest } from '../payout/commands.js'
import type { SettlementRequest } from '../settlement/commands.js'
import { sellerTerms } from '../settlement/terms.js'
import type { StatementRequest } from '../statement/commands.js'
import { afterSalesCases } from './afterSalesCases.js'
import { caseDeadlines } from './caseDeadlines.js'
import { clockRules } from './clocks.js'
import { commissions } from './commissions.js'
import type { Timekeeper } from './deadline.js'
import { moneyDeadlines } from './moneyDeadlines.js'
import { orderDeadlines } from './orderDeadlines.js'
import { payouts } from './payouts.js'
import type { Process } from './process.js'
import { settlements } from './settlements.js'
import { statements } from './statements.js'

/** All processes of the seller center; a new one is a file and a line here. */
export const processes: ReadonlyArray<Process<CommissionRequest | OrderRequest | AfterSalesRequest>> = [
  commissions(feeSchedule),
  afterSalesCases,
]

/** Those that settle orders and pay sellers. They are of use where a ticker runs: without its deadlines nothing is ever due. */
export const moneyProcesses: ReadonlyArray<Process<SettlementRequest | StatementRequest | PayoutRequest>> = [
  settlements(sellerTerms),
  statements,
  payouts(sellerTerms),
]

/** Whatever schedules deadlines; no two of them give an id to the same one. */
export const timekeepers: ReadonlyArray<
  Timekeeper<OrderRequest | AfterSalesRequest | SettlementRequest | StatementRequest | PayoutRequest>
> = [
  orderDeadlines(clockRules, businessCalendars),
  caseDeadlines(clockRules, businessCalendars),
  moneyDeadlines,
]
