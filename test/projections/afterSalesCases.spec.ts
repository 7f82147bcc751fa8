import { describe, expect, test } from 'vitest'
import type { AfterSalesEvent } from '../../src/domain/afterSales/events.js'
import { afterSalesCases, afterSalesCasesTable } from '../../src/projections/afterSalesCases.js'
import { caseStepsTable } from '../../src/projections/afterSalesSteps.js'
import { caseOpened, granted, happened, historyTo, offered, replacementJson } from '../support/afterSales.js'
import { givenEvents, on, recorded, rowsIn } from '../support/projections.js'
import { NOW } from '../support/spec.js'

const given = givenEvents(afterSalesCases)
const caseAfter = (...events: ReadonlyArray<AfterSalesEvent>) =>
  rowsIn(afterSalesCases, afterSalesCasesTable, recorded(events))[0]

test('a case that is opened tells what the buyer asks back, and until when the seller has to answer', () => {
  given(caseOpened()).thenWhole(afterSalesCasesTable, {
    caseId: 'c1',
    orderId: 'o1',
    sellerId: 's1',
    caseType: 'RETURN_AND_REFUND',
    status: 'REQUESTED',
    reason: 'defective',
    market: 'FR',
    zone: 'Europe/Paris',
    currency: 'EUR',
    units: 1,
    claimedMinor: 2_500n,
    offeredMinor: null,
    grantedMinor: null,
    replacementOrderId: null,
    sellerFault: null,
    clock: 'CASE_ANSWER',
    dueAt: new Date(Date.parse(NOW) + 48 * 3_600_000).toISOString(),
    deadlineId: 'afterSales-c1/CASE_ANSWER',
    noRule: null,
    openedAt: NOW,
    endedAt: null,
    updatedAt: NOW,
  })
})

describe('a case', () => {
  test.each([
    ['REQUESTED', 'CASE_ANSWER'],
    ['AWAITING_BUYER_RESPONSE', 'OFFER_ANSWER'],
    ['AWAITING_BUYER_SHIP', 'RETURN_SHIP'],
    ['BUYER_SHIPPED', 'RETURN_CHECK'],
    ['REJECTED', 'APPEAL'],
    ['RETURN_REJECTED', 'APPEAL'],
    ['IN_ARBITRATION', null],
    ['GRANTED', null],
    ['COMPLETED', null],
    ['CANCELLED', null],
    ['CLOSED', null],
  ] as const)('that is %s waits by the clock %s', (status, clock) => {
    const row = caseAfter(...historyTo[status])
    expect(row).toMatchObject({
      status,
      clock,
      deadlineId: clock && `afterSales-c1/${clock}`,
      dueAt: clock && expect.any(String),
    })
  })

  test.each([
    ['COMPLETED', true],
    ['CANCELLED', true],
    ['CLOSED', true],
    ['GRANTED', false],
    ['IN_ARBITRATION', false],
    ['RETURN_REJECTED', false],
  ] as const)('that is %s is over: %s', (status, isOver) => {
    expect((caseAfter(...historyTo[status])?.['endedAt'] ?? null) !== null).toBe(isOver)
  })

  test('is over when the platform rules for the seller, and goes on when it rules for the buyer', () => {
    const ruled = (status: 'CLOSED' | 'IN_ARBITRATION', ruling: string) =>
      caseAfter(
        ...historyTo.IN_ARBITRATION,
        happened('AfterSalesArbitrationRuled', 'IN_ARBITRATION', status, { ruling }),
      )
    expect(ruled('CLOSED', 'SUPPORT_SELLER')).toMatchObject({ status: 'CLOSED', endedAt: NOW })
    expect(ruled('IN_ARBITRATION', 'SUPPORT_BUYER')).toMatchObject({ endedAt: null })
  })

  test('tells what was offered and granted last, and nothing as granted that could not be refunded', () => {
    const afterOffers = [offered('REQUESTED', ['l1', '1000', '0']), offered('REQUESTED', ['l1', '900', '50'])]
    const refunded = [...afterOffers, granted('AWAITING_BUYER_RESPONSE', 'BUYER')]
    expect(caseAfter(caseOpened(), ...afterOffers)).toMatchObject({ offeredMinor: 950n, grantedMinor: null })
    expect(caseAfter(caseOpened(), ...refunded)).toMatchObject({ grantedMinor: 2_500n, sellerFault: true })
    const declined = happened('AfterSalesRefundDeclined', 'GRANTED', 'IN_ARBITRATION', { cause: 'less left' })
    expect(caseAfter(caseOpened(), ...refunded, declined)).toMatchObject({ grantedMinor: null })
  })

  test('tells which order replaces what was sold', () => {
    expect(caseAfter(caseOpened(replacementJson))).toMatchObject({ replacementOrderId: 'o1-again' })
  })

  test('of a market without a rule would say so; every market goes by that of *', () => {
    expect(caseAfter(caseOpened({ market: 'ZZ' }))).toMatchObject({ clock: 'CASE_ANSWER', noRule: null })
  })
})

test('each event is a step, oldest first, and none tells who the buyer is', () => {
  const history = [...historyTo.AWAITING_BUYER_SHIP, on('2026-03-09T09:00:00.000Z', shipped())]
  given(...history).then(
    caseStepsTable,
    { revision: 0n, eventType: 'AfterSalesCaseOpened', status: 'REQUESTED' },
    { revision: 1n, eventType: 'AfterSalesReturnApproved', detail: '{"approvedBy":"SELLER"}' },
    { revision: 2n, eventType: 'AfterSalesReturnShipped', occurredAt: '2026-03-09T09:00:00.000Z' },
  )
  const told = JSON.stringify(
    rowsIn(afterSalesCases, caseStepsTable, recorded(history)),
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  )
  expect(told).not.toContain('"b1"')
})

const shipped = () =>
  happened('AfterSalesReturnShipped', 'AWAITING_BUYER_SHIP', 'BUYER_SHIPPED', {
    carrier: 'Colissimo',
    trackingNumber: 'R-1',
  })
