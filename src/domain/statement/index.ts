import type { Aggregate } from '../kernel/decider.js'
import { statementCommands, type StatementCommand } from './commands.js'
import { decide, type StatementRefusal } from './decide.js'
import { statementEvents, type StatementEvent } from './events.js'
import { evolve, initialState, type SellerDay } from './state.js'

/** What a seller earned and owed on one UTC day. Stream: `statement-<sellerId>.<date>.<currency>`. */
export const statement: Aggregate<StatementCommand, SellerDay, StatementEvent, StatementRefusal> = {
  category: 'statement',
  idOf: ({ data }) => data.statementId,
  // Whatever comes first begins the day.
  opening: new Set(['AddStatementLine']),
  commands: statementCommands,
  events: statementEvents,
  initialState,
  evolve,
  decide,
}

export type { StatementRequest } from './commands.js'
export type { SellerDay, StatementEvent, StatementRefusal }
