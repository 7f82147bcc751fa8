import type { AfterSalesRequest } from '../afterSales/commands.js'
import type { CommissionRequest } from '../commission/commands.js'
import { feeSchedule } from '../commission/feeSchedules.js'
import type { OrderRequest } from '../order/commands.js'
import { afterSalesCases } from './afterSalesCases.js'
import { commissions } from './commissions.js'
import type { Process } from './process.js'

/** All processes of the seller center; a new one is a file and a line here. */
export const processes: ReadonlyArray<Process<CommissionRequest | OrderRequest | AfterSalesRequest>> = [
  commissions(feeSchedule),
  afterSalesCases,
]
