import { left, right, type Either } from '../../fp.js'
import type { OperationCommand } from './commands.js'
import type { OperationEvent } from './events.js'
import type { Operation } from './state.js'

/** Something else is on record under this id. */
export interface OperationAlreadyRecorded {
  readonly type: 'OperationAlreadyRecorded'
  readonly operationId: string
  readonly recorded: OperationEvent['type']
}
export type OperationRefusal = OperationAlreadyRecorded

type Decision = Either<OperationRefusal, ReadonlyArray<OperationEvent>>

/** An operation is recorded once; the reason may be told in other words when it is told again. */
export const decide = (command: OperationCommand, operation: Operation): Decision => {
  const event = eventOf(command)
  if (operation.status === 'NONE') return right([event])
  if (isSame(operation.event, event)) return right([])
  const { operationId } = command.data
  return left({ type: 'OperationAlreadyRecorded', operationId, recorded: operation.event.type })
}

const eventOf = (command: OperationCommand): OperationEvent => {
  const { at: occurredAt } = command
  switch (command.type) {
    case 'RecordRebuild':
      return { type: 'ProjectionRebuilt', occurredAt, data: command.data }
    case 'RecordRollback':
      return { type: 'ProjectionRolledBack', occurredAt, data: command.data }
    case 'RecordRedrive':
      return { type: 'EventsRedriven', occurredAt, data: command.data }
    case 'RecordRestore':
      return { type: 'RestoreAccepted', occurredAt, data: command.data }
    case 'RecordErasure':
      return { type: 'SubjectErased', occurredAt, data: command.data }
  }
}

const isSame = (recorded: OperationEvent, event: OperationEvent): boolean =>
  recorded.type === event.type && contentOf(recorded) === contentOf(event)

/** All of it but the reason. */
const contentOf = (event: OperationEvent): string => {
  switch (event.type) {
    case 'ProjectionRebuilt':
    case 'ProjectionRolledBack': {
      const { projection, version, position } = event.data
      return JSON.stringify([projection, version, position])
    }
    case 'EventsRedriven': {
      const { projection, events, partition } = event.data
      return JSON.stringify([projection, events, partition])
    }
    case 'RestoreAccepted': {
      const { incarnation, parts } = event.data
      return JSON.stringify([incarnation, parts.map(({ name, why, position }) => [name, why, position])])
    }
    case 'SubjectErased':
      return event.data.subjectId
  }
}
