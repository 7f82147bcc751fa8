import type { Aggregate } from '../kernel/decider.js'
import { settlementCommands, type SettlementCommand } from './commands.js'
import { decide } from './decide.js'
import { settlementEvents, type SettlementEvent } from './events.js'
import type { SettlementRefusal } from './refusal.js'
import { evolve, initialState, type Settlement } from './state.js'

/** An order's own account with its seller, from delivery on. Stream: `settlement-<orderId>`. */
export const settlement: Aggregate<SettlementCommand, Settlement, SettlementEvent, SettlementRefusal> = {
  category: 'settlement',
  idOf: ({ data }) => data.orderId,
  opening: new Set(['OpenSettlement']),
  commands: settlementCommands,
  events: settlementEvents,
  initialState,
  evolve,
  decide,
}

export type { SettlementRequest } from './commands.js'
export type { Settlement, SettlementEvent, SettlementRefusal }
