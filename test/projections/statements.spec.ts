import { describe, expect, test } from 'vitest'
import { domainEvents, type DomainEvent } from '../../src/domain/events.js'
import { payoutEntriesTable, payouts, payoutsTable } from '../../src/projections/payouts.js'
import {
  statementDetailsTable,
  statementLinesTable,
  statements,
  statementsTable,
} from '../../src/projections/statements.js'
import { unsettled, unsettledTable } from '../../src/projections/unsettled.js'
import { amountsJson, cancelled, orderDelivered, orderPaid, refunded } from '../support/orders.js'
import { givenEvents, recorded, rowsIn } from '../support/projections.js'
import { shapeOf, storedShapes } from '../support/samples.js'
import { DUE_AT } from '../support/settlements.js'
import { eventOf, NOW } from '../support/spec.js'

/** The event as its fixture tells it. */
const stored = (type: DomainEvent['type'], more: object = {}): DomainEvent => {
  const [, bytes] = storedShapes.find(([file]) => file.startsWith(`${type}.`)) ?? ['', '']
  return eventOf(domainEvents, type, { ...(shapeOf(bytes).data as object), ...more })
}

describe('a statement', () => {
  const given = givenEvents(statements)
  const statementId = 's1.2026-03-10.EUR'

  test('adds its lines up, and is settled with its day', () => {
    given(
      stored('StatementOpened'),
      stored('StatementLineAdded'),
      stored('StatementAdjusted'),
      stored('StatementClosed'),
    ).thenWhole(statementsTable, {
      statementId,
      sellerId: 's1',
      date: '2026-03-10',
      currency: 'EUR',
      status: 'SETTLED',
      lines: 2,
      revenueMinor: 6_000n,
      shippingMinor: 0n,
      feeTaxMinor: -531n,
      adjustmentMinor: -100n,
      settlementMinor: 5_369n,
      reserveMinor: 0n,
      payableMinor: 5_369n,
      closesAt: '2026-03-11T00:00:00.000Z',
      closedAt: NOW,
      payoutId: null,
    })
  })

  test('says which payout took it', () => {
    given(stored('StatementOpened'), stored('PayoutEntryAdded')).then(statementsTable, {
      status: 'OPEN',
      payoutId: 's1.2026-03-13.EUR',
    })
    const carried = { kind: 'CARRIED_OVER', source: statementId, amountMinor: '1' }
    given(stored('StatementOpened'), stored('PayoutEntryAdded', { entry: carried })).then(statementsTable, {
      payoutId: null,
    })
  })

  test('has a line for each transaction, with the event that explains it', () => {
    const history = recorded([
      stored('StatementOpened'),
      stored('StatementLineAdded'),
      stored('StatementAdjusted'),
    ])
    expect(rowsIn(statements, statementLinesTable, history)).toMatchObject([
      { line: 1, transactionId: 'o1/order', type: 'ORDER', orderId: 'o1', settlementMinor: 5_469n },
      { line: 2, type: 'Violation fee (settlement fee)', orderId: 'o1', settlementMinor: -100n },
    ])
    expect(rowsIn(statements, statementLinesTable, history).map(({ eventId }) => eventId)).toEqual(
      history.slice(1).map((one) => one.recorded.eventId),
    )
  })

  test('tells of each amount the rule, its rate and base, and what rounding did', () => {
    given(stored('StatementOpened'), stored('StatementLineAdded')).thenWhole(
      statementDetailsTable,
      {
        statementId,
        line: 1,
        detail: 0,
        part: 'REVENUE',
        name: 'subtotal_before_discount',
        skuId: 'k1',
        amountMinor: 6_000n,
        ruleId: null,
        ruleVersion: null,
        rateBps: null,
        base: null,
        baseMinor: null,
        resultMinor: null,
        roundedBy: null,
        includedTaxBps: null,
        capMinor: null,
      },
      {
        statementId,
        line: 1,
        detail: 1,
        part: 'FEE_TAX',
        name: 'platform_commission',
        skuId: 'k1',
        amountMinor: -531n,
        ruleId: 'platform-FR',
        ruleVersion: 2,
        rateBps: 900,
        base: 'GROSS',
        baseMinor: 5_899n,
        resultMinor: 531n,
        roundedBy: 900,
        includedTaxBps: 1_600,
        capMinor: 5_000n,
      },
    )
  })
})

describe('a payout', () => {
  const given = givenEvents(payouts)
  const begun = [stored('PayoutOpened'), stored('PayoutEntryAdded')]

  test('collects, is held and let go', () => {
    given(...begun).then(payoutsTable, { status: 'OPEN', amountMinor: 4_922n, entries: 1, held: false })
    given(...begun, stored('PayoutHeld')).then(payoutsTable, { held: true })
    given(...begun, stored('PayoutHeld'), stored('PayoutHoldReleased')).then(payoutsTable, { held: false })
    given(...begun).thenWhole(payoutEntriesTable, {
      payoutId: 's1.2026-03-13.EUR',
      kind: 'STATEMENT',
      source: 's1.2026-03-10.EUR',
      sellerId: 's1',
      currency: 'EUR',
      amountMinor: 4_922n,
      addedAt: NOW,
      eventId: '00000000-0000-5000-8000-000000000002',
      position: 2n,
    })
  })

  test('that is carried over says why, and when it goes on', () => {
    given(...begun, stored('PayoutCarriedOver')).then(payoutsTable, {
      status: 'CARRIED_OVER',
      waitReason: 'OWED_BY_SELLER',
      toDate: '2026-03-20',
    })
  })

  test('goes through the states of its transfer', () => {
    const sent = [...begun, stored('PayoutPlanned'), stored('PayoutAttempted')]
    given(...sent).then(payoutsTable, { status: 'PLANNED', plannedAt: NOW, attempts: 1, paidAt: null })
    for (const [type, status] of [
      ['PayoutProcessing', 'PROCESSING'],
      ['PayoutFailed', 'FAILED'],
      ['PayoutReturned', 'RETURNED'],
    ] as const) {
      given(...sent, stored(type)).then(payoutsTable, { status, bankReference: 'TR-77', paidAt: null })
    }
    given(...sent, stored('PayoutPaid')).then(payoutsTable, { status: 'PAID', paidAt: NOW })
  })
})

describe('an order that is not settled', () => {
  const given = givenEvents(unsettled)
  const delivered = [orderPaid(), orderDelivered('P1')]
  const waiting = [...delivered, stored('SettlementOpened')]
  const opened = stored('SettlementCaseOpened')
  const oneBack = refunded('r1', [{ ...amountsJson('l1'), whole: true }], ['DELIVERED', 'DELIVERED'], true)

  test.each<readonly [string, ReadonlyArray<DomainEvent>, object]>([
    ['is not delivered', [orderPaid()], { reason: 'NOT_DELIVERED', estimatedGrossMinor: 5_899n }],
    ['has no fees yet', delivered, { reason: 'FEES_NOT_CHARGED', estimatedSettlementMinor: null }],
    [
      'waits for its day',
      waiting,
      { reason: 'WAITING_PERIOD', estimatedSettlementMinor: 5_469n, dueAt: DUE_AT },
    ],
    ['waits for a case', [...waiting, opened], { reason: 'OPEN_CASE', openCases: 1 }],
    [
      'waits for its day again when the case is over',
      [...waiting, opened, stored('SettlementCaseClosed')],
      { reason: 'WAITING_PERIOD', openCases: 0 },
    ],
    [
      'comes to less after a refund',
      [...waiting, oneBack, stored('SettlementAmended')],
      { reason: 'WAITING_PERIOD', estimatedGrossMinor: 2_949n, estimatedSettlementMinor: 2_769n },
    ],
    ['is settled in the end', [...waiting, stored('OrderSettled')], { reason: 'SETTLED', settledAt: NOW }],
    [
      'was cancelled',
      [orderPaid(), cancelled('AWAITING_SHIPMENT')],
      { reason: 'CANCELLED', estimatedGrossMinor: 0n, cancelledAt: NOW },
    ],
  ])('%s', (_, history, row) => {
    given(...history).then(unsettledTable, row as never)
  })
})
