import type { Aggregate } from '../kernel/decider.js'
import { afterSalesCommands, type AfterSalesCommand } from './commands.js'
import { decide } from './decide.js'
import { afterSalesEvents, type AfterSalesEvent } from './events.js'
import type { AfterSalesRefusal } from './refusal.js'
import { evolve, initialState, type AfterSalesCase } from './state.js'

/** What a buyer asks for after the seller shipped: it outlives the order. Stream: `afterSales-<caseId>`. */
export const afterSales: Aggregate<AfterSalesCommand, AfterSalesCase, AfterSalesEvent, AfterSalesRefusal> = {
  category: 'afterSales',
  idOf: ({ data }) => data.caseId,
  opening: new Set(['OpenAfterSalesCase']),
  commands: afterSalesCommands,
  events: afterSalesEvents,
  initialState,
  evolve,
  decide,
}

export type { AfterSalesRequest } from './commands.js'
export type { AfterSalesCase, AfterSalesEvent, AfterSalesRefusal }
