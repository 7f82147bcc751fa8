import type { Aggregate } from '../kernel/decider.js'
import { commissionCommands, type CommissionCommand } from './commands.js'
import { decide, type CommissionRefusal } from './decide.js'
import { commissionEvents, type CommissionEvent } from './events.js'
import { evolve, initialState, type Commission } from './state.js'

/** What the platform charges for one delivered order. Stream: `commission-<orderId>`. */
export const commission: Aggregate<CommissionCommand, Commission, CommissionEvent, CommissionRefusal> = {
  category: 'commission',
  idOf: ({ data }) => data.orderId,
  opening: new Set(['ChargeCommission']),
  commands: commissionCommands,
  events: commissionEvents,
  initialState,
  evolve,
  decide,
}

export type { CommissionRequest } from './commands.js'
export type { Commission, CommissionEvent, CommissionRefusal }
