import fc from 'fast-check'
import { describe, test } from 'vitest'
import { operation } from '../../src/domain/operation/index.js'
import { owedBy } from '../support/aggregateLaws.js'
import {
  givenOperation as given,
  operationRecorded,
  operationTypes,
  recordOperation,
} from '../support/operations.js'

owedBy(
  operation,
  fc.array(
    fc
      .tuple(fc.constantFrom(...operationTypes), fc.constantFrom({}, { reason: 'because' }))
      .map(([type, more]) => recordOperation(type, more)),
    { minLength: 1, maxLength: 6 },
  ),
)

describe.each(operationTypes)('an operation that is told as %s', (type) => {
  test('is recorded, with the reason if one was given', () => {
    given().when(recordOperation(type)).then(operationRecorded(type))
    given()
      .when(recordOperation(type, { reason: 'because' }))
      .then(operationRecorded(type, { reason: 'because' }))
  })

  test('is recorded once, in whatever words it is told again', () => {
    given(operationRecorded(type))
      .when(recordOperation(type, { reason: 'again' }))
      .thenNothing()
  })

  test('keeps its id to itself', () => {
    const other = type === 'SubjectErased' ? 'ProjectionRebuilt' : 'SubjectErased'
    given(operationRecorded(type))
      .when(recordOperation(other))
      .thenRefused({ type: 'OperationAlreadyRecorded', operationId: 'op1', recorded: type })
  })
})

describe('an operation that is told again with other content is refused', () => {
  test.each([
    ['ProjectionRebuilt', { version: 3 }],
    ['ProjectionRebuilt', { projection: 'ledger' }],
    ['ProjectionRolledBack', { position: '6' }],
    ['EventsRedriven', { events: 4 }],
    ['EventsRedriven', { partition: 'order-o2' }],
    ['RestoreAccepted', { incarnation: 'another' }],
    ['RestoreAccepted', { parts: [{ name: 'order_board', why: 'ASKED', position: '7' }] }],
    ['SubjectErased', { subjectId: 'person-2' }],
  ] as const)('%s %j', (type, more) => {
    given(operationRecorded(type))
      .when(recordOperation(type, more))
      .thenRefused({ type: 'OperationAlreadyRecorded', operationId: 'op1', recorded: type })
  })
})
