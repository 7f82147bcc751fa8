import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reconcile } from '../../src/projections/reconciliation.js'
import { histories } from '../support/arbitraries/history.js'
import { paidOut, spoilt } from '../support/paidOut.js'
import { recorded } from '../support/projections.js'
import { caseClosed, caseOpened } from '../support/settlements.js'
import { instant, NOW } from '../support/spec.js'

const END = instant('2027-12-31T00:00:00.000Z')

test('a history that the rules made agrees with itself', () => {
  expect(reconcile(recorded(paidOut()), END)).toEqual([])
  fc.assert(
    fc.property(histories(3), ({ occurrences }) => {
      expect(reconcile(occurrences, END)).toEqual([])
    }),
    { numRuns: 30 },
  )
})

test.each([
  [
    'a statement that is not the sum of its lines',
    spoilt('StatementClosed', (event) => ({
      ...event,
      data: { ...event.data, payableMinor: event.data.payableMinor + 1n },
    })),
    [
      ['STATEMENT_IS_ITS_LINES', 5_368n, 5_369n, 'StatementClosed'],
      ['ENTRY_IS_ITS_STATEMENT', 5_369n, 5_368n, 'PayoutEntryAdded'],
    ],
  ],
  [
    'a line that is missing',
    spoilt('StatementLineAdded', () => undefined),
    [['STATEMENT_IS_ITS_LINES', 0n, 5_368n, 'StatementClosed']],
  ],
  [
    'a payout of more than its entries',
    spoilt('PayoutPlanned', (event) => ({ ...event, data: { ...event.data, amountMinor: 5_369n } })),
    [
      ['PAYOUT_IS_ITS_ENTRIES', 5_368n, 5_369n, 'PayoutPlanned'],
      ['PAID_IS_PLANNED', 5_369n, 5_368n, 'PayoutPaid'],
    ],
  ],
  [
    'a transfer of less than was planned',
    spoilt('PayoutPaid', (event) => ({ ...event, data: { ...event.data, amountMinor: 5_367n } })),
    [['PAID_IS_PLANNED', 5_368n, 5_367n, 'PayoutPaid']],
  ],
  [
    'an order that was delivered long ago, and neither settles nor says why',
    spoilt('OrderSettled', () => undefined),
    [['DELIVERED_IS_SETTLED', 5_368n, 0n, 'SettlementOpened']],
  ],
] as const)('%s comes out, with the event after which it was so', (_, history, differences) => {
  const typeOf = (eventId: string) =>
    history.find((occurrence) => occurrence.recorded.eventId === eventId)?.event.type
  expect(
    reconcile(history, END).map(({ check, expectedMinor, foundMinor, eventId }) => [
      check,
      expectedMinor,
      foundMinor,
      typeOf(eventId),
    ]),
  ).toEqual(differences)
})

test('an order that is not due yet, or has an open case, is no difference', () => {
  const history = spoilt('OrderSettled', () => undefined)
  expect(reconcile(history, NOW)).toEqual([])
  const events = history.map(({ event }) => event)
  expect(reconcile(recorded([...events, caseOpened('c1')]), END)).toEqual([])
  expect(reconcile(recorded([...events, caseOpened('c1'), caseClosed('c1')]), END)).toHaveLength(1)
})
