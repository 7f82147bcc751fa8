import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DomainEvent } from '../../src/domain/events.js'
import { reconcile } from '../../src/projections/reconciliation.js'
import { histories } from '../support/arbitraries/history.js'
import { before, paidOut, spoilt } from '../support/paidOut.js'
import { recorded } from '../support/projections.js'
import { caseClosed, caseOpened, offset } from '../support/settlements.js'
import { instant, NOW } from '../support/spec.js'

const END = instant('2027-12-31T00:00:00.000Z')

test('a history that the rules made agrees with itself', () => {
  expect(reconcile(recorded(paidOut()), END)).toEqual([])
  fc.assert(
    fc.property(histories(3), ({ occurrences }) => {
      // An order of the story of troubles is charged fees, and told of nowhere else.
      const differences = reconcile(occurrences, END).filter(({ subject }) => subject !== 'trouble')
      expect(differences).toEqual([])
    }),
    { numRuns: 30 },
  )
})

/** A second payout takes up again what the first one paid. */
const again = (kind: 'FAILED') => {
  const events = paidOut()
  const added = events.find((event) => event.type === 'PayoutEntryAdded')
  if (added === undefined) throw new Error('nothing was paid')
  const entry = { ...added.data.entry, kind, source: added.data.payoutId }
  return recorded([...events, { ...added, data: { ...added.data, entry } }])
}

test.each([
  [
    'a statement that is not the sum of its lines',
    spoilt('StatementClosed', (event) => ({
      ...event,
      data: { ...event.data, payableMinor: event.data.payableMinor + 1n },
    })),
    [
      ['STATEMENT_IS_ITS_LINES', 5_368n, 5_369n, 'StatementClosed'],
      ['ENTRY_IS_ITS_SOURCE', 5_369n, 5_368n, 'PayoutEntryAdded'],
    ],
  ],
  [
    'a line that is missing',
    spoilt('StatementLineAdded', () => undefined),
    [
      ['STATEMENT_IS_ITS_LINES', 0n, 5_368n, 'StatementClosed'],
      ['SETTLED_IS_STATED', 5_368n, 0n, 'OrderSettled'],
    ],
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
    before('OrderSettled'),
    [['DELIVERED_IS_SETTLED', 5_368n, 0n, 'SettlementOpened']],
  ],
  [
    'an order that was delivered long ago, and never began to wait',
    before('SettlementOpened'),
    [['DELIVERED_IS_SETTLED', 5_368n, 0n, 'OrderDelivered']],
  ],
  [
    'a statement that is not settlement and reserve',
    spoilt('StatementClosed', (event) => ({ ...event, data: { ...event.data, reserveMinor: -1n } })),
    [['STATEMENT_IS_ITS_LINES', 5_367n, 5_368n, 'StatementClosed']],
  ],
  [
    'a statement that no payout takes',
    before('PayoutOpened'),
    [['ENTRY_IS_ITS_SOURCE', 5_368n, 0n, 'StatementClosed']],
  ],
  [
    'an order that settles for less than it has earned',
    spoilt('OrderSettled', (event) => {
      const transaction = { ...event.data.transaction, settlementMinor: 5_367n }
      return { ...event, data: { ...event.data, transaction } }
    }),
    [
      ['SETTLED_IS_STATED', 5_367n, 5_368n, 'StatementLineAdded'],
      ['SETTLED_IS_EARNED', 0n, 1n, 'OrderDelivered'],
    ],
  ],
  [
    'a payout that is taken up again although it was paid',
    again('FAILED'),
    [['ENTRY_IS_ITS_SOURCE', 0n, 5_368n, 'PayoutEntryAdded']],
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
  const history = before('OrderSettled')
  expect(reconcile(history, NOW)).toEqual([])
  const events = history.map(({ event }) => event)
  expect(reconcile(recorded([...events, caseOpened('c1')]), END)).toEqual([])
  expect(reconcile(recorded([...events, caseOpened('c1'), caseClosed('c1')]), END)).toHaveLength(1)
})

test('a wallet that is not the sum of its movements comes out once, with the first event after which it was not', () => {
  const right = offset('r1', '100') as DomainEvent
  const wrong = { ...right, data: { ...right.data, amountMinor: 99n } } as unknown as DomainEvent
  const history = recorded([...paidOut(), right, wrong, wrong])
  const differences = reconcile(history, NOW).filter(({ check }) => check === 'WALLET_IS_ITS_MOVEMENTS')
  expect(differences).toMatchObject([
    { subject: 's1.EUR', currency: 'EUR', eventId: history.at(-2)?.recorded.eventId },
  ])
  expect(differences.map(({ expectedMinor, foundMinor }) => foundMinor - expectedMinor)).toEqual([-1n])
})
