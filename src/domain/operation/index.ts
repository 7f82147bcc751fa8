import type { Aggregate } from '../kernel/decider.js'
import { operationCommands, type OperationCommand } from './commands.js'
import { decide, type OperationRefusal } from './decide.js'
import { operationEvents, type OperationEvent } from './events.js'
import { evolve, initialState, type Operation } from './state.js'

/** What an operator did to the machine and not to the business. Stream: `operation-<operationId>`. */
export const operation: Aggregate<OperationCommand, Operation, OperationEvent, OperationRefusal> = {
  category: 'operation',
  idOf: ({ data }) => data.operationId,
  // The same may be told twice, as after a crash.
  opening: new Set(),
  commands: operationCommands,
  events: operationEvents,
  initialState,
  evolve,
  decide,
}

export type { OperationRequest } from './commands.js'
export type { Operation, OperationEvent, OperationRefusal }
