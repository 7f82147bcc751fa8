import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { operationData } from './events.js'

const definitions = [
  command('RecordRebuild', operationData.rebuild),
  command('RecordRollback', operationData.rollback),
  command('RecordRedrive', operationData.redrive),
  command('RecordRestore', operationData.restore),
  command('RecordErasure', operationData.erasure),
]

export type OperationCommand = CommandOf<(typeof definitions)[number]>
export type OperationRequest = RequestOf<(typeof definitions)[number]>
export const operationCommands = commandCatalog<OperationCommand>(definitions)
