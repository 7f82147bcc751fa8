import type { CommissionRequest } from '../commission/commands.js'
import { feeSchedule } from '../commission/feeSchedules.js'
import { commissions } from './commissions.js'
import type { Process } from './process.js'

/** All processes of the seller center; a new one is a file and a line here. */
export const processes: ReadonlyArray<Process<CommissionRequest>> = [commissions(feeSchedule)]
