import fc from 'fast-check'
import { operationCommands } from '../../src/domain/operation/commands.js'
import { operationEvents, type OperationEvent } from '../../src/domain/operation/events.js'
import { operation } from '../../src/domain/operation/index.js'
import { idFrom, words } from './arbitraries.js'
import type { Sample } from './samples.js'
import { commandOf, eventOf, specFor } from './spec.js'

export const givenOperation = specFor(operation)

const incarnation = '6f0cb0f4-58d5-4bd1-a0d8-6c9c1d9d2f51'
const parts = [{ name: 'order_board', why: 'DIVERGED', position: '7' }]

/** For each event, the command that asks for it, and the data of both. */
export const recorded = {
  ProjectionRebuilt: ['RecordRebuild', { projection: 'order_board', version: 2, position: '7' }],
  ProjectionRolledBack: ['RecordRollback', { projection: 'order_board', version: 1, position: '5' }],
  EventsRedriven: ['RecordRedrive', { projection: 'ledger', events: 3, partition: 'order-o1' }],
  RestoreAccepted: ['RecordRestore', { incarnation, parts }],
  SubjectErased: ['RecordErasure', { subjectId: 'person-1' }],
} as const satisfies Readonly<Record<OperationEvent['type'], readonly [string, object]>>

export const operationTypes = Object.keys(recorded) as ReadonlyArray<keyof typeof recorded>

export const recordOperation = (type: keyof typeof recorded, more: object = {}) => {
  const [command, data] = recorded[type]
  return commandOf(operationCommands, { type: command, data: { operationId: 'op1', ...data, ...more } })
}
export const operationRecorded = (type: keyof typeof recorded, more: object = {}) =>
  eventOf(operationEvents, type, { operationId: 'op1', ...recorded[type][1], ...more })

export const operationCommandSamples: Readonly<Record<string, Sample>> = Object.fromEntries(
  Object.values(recorded).map(([command, data]) => [
    command,
    {
      data: { operationId: 'op1', ...data, reason: 'because' },
      optional: [
        '/reason',
        ...('partition' in data ? ['/partition'] : []),
        ...('parts' in data ? ['/parts/0/position'] : []),
      ],
    },
  ]),
)

export const operationEventOptions: Readonly<Record<string, Omit<Sample, 'data'>>> = {
  ProjectionRebuilt: { optional: ['/reason'] },
  ProjectionRolledBack: { optional: ['/reason'] },
  EventsRedriven: { optional: ['/reason', '/partition'] },
  RestoreAccepted: { optional: ['/reason', '/parts/1/position'] },
  SubjectErased: { optional: ['/reason'] },
}

const position = fc.bigInt(0n, 9_999_999_999n).map(String)
const version = fc.integer({ min: 1, max: 9 })
const projection = words(1, 200)
const withReason = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> =>
  fc.record(
    { operationId: idFrom('op', 1), reason: words(1, 500), ...fields },
    { requiredKeys: ['operationId', ...Object.keys(fields).filter((key) => key !== 'partition')] as never },
  )
const part = fc.record(
  { name: projection, why: fc.constantFrom('DIVERGED', 'UNFINISHED', 'ASKED'), position },
  { requiredKeys: ['name', 'why'] },
)

export const operationEventJson = {
  ProjectionRebuilt: withReason({ projection, version, position }),
  ProjectionRolledBack: withReason({ projection, version, position }),
  EventsRedriven: withReason({
    projection,
    events: fc.integer({ min: 1, max: 9_000 }),
    partition: words(1, 300),
  }),
  RestoreAccepted: withReason({
    incarnation: words(1, 100),
    parts: fc.array(part, { minLength: 1, maxLength: 4 }),
  }),
  SubjectErased: withReason({ subjectId: idFrom('person-') }),
}
