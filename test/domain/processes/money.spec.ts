import { describe, expect, test } from 'vitest'
import { domainEvents, handle, type DomainEvent } from '../../../src/domain/events.js'
import { moneyDeadlines } from '../../../src/domain/processes/moneyDeadlines.js'
import { payouts } from '../../../src/domain/processes/payouts.js'
import type { Process } from '../../../src/domain/processes/process.js'
import { settlements } from '../../../src/domain/processes/settlements.js'
import { statements } from '../../../src/domain/processes/statements.js'
import { sellerTerms } from '../../../src/domain/settlement/terms.js'
import { seller, type SellerEvent } from '../../../src/domain/seller/index.js'
import { left, right } from '../../../src/fp.js'
import { backJson, charged, creatorRule, feeJson, reversed } from '../../support/commissions.js'
import { shapeOf, storedShapes } from '../../support/samples.js'
import { DUE_AT } from '../../support/settlements.js'
import { sellerRegistered, termsAgreed } from '../../support/sellers.js'
import { eventOf, foldOf, instant, NOW, valueOf } from '../../support/spec.js'

const dataOf = (type: string) =>
  shapeOf(storedShapes.find(([file]) => file.startsWith(`${type}.`))?.[1] ?? '').data as object
const stored = (type: DomainEvent['type'], more: object = {}, at = NOW): DomainEvent =>
  eventOf(domainEvents, type, { ...dataOf(type), ...more }, at)

const askedBy =
  <R>(process: Process<R>) =>
  (event: DomainEvent, ...past: ReadonlyArray<SellerEvent>) =>
    handle(process.on, event, foldOf(seller, past))
/** What is due by when, and asked then, of the clocks that an event starts; those that it stops. */
const clocksOf = (event: DomainEvent) =>
  valueOf(handle(moneyDeadlines.on, event) ?? right([])).map((change) =>
    change.type === 'DeadlineScheduled'
      ? [change.deadlineId, change.dueAt, change.request.type]
      : [change.deadlineId, 'stopped'],
  )

const weekly = sellerTerms.map((row) => ({
  ...row,
  payoutEvery: 'WEEK' as const,
  payoutDay: 5,
  payoutHoldDays: 2,
}))

describe('settlements', () => {
  const asks = askedBy(settlements(sellerTerms))

  test('open with what was sold and what it cost, each with its rule', () => {
    const fees = [feeJson(['l1'], 2_950, 266), feeJson(['l1'], 2_500, 300, creatorRule)]
    expect(asks(charged([['l1', 2_500, 250, 200]], fees))).toMatchObject(
      right([
        {
          type: 'OpenSettlement',
          at: NOW,
          data: {
            orderId: 'o1',
            deliveredAt: NOW,
            buyerPaidMinor: '2750',
            terms: { termsId: 'standard', payoutMinimumMinor: '100' },
            lines: [
              { part: 'REVENUE', name: 'subtotal_before_discount', amountMinor: '2700', skuId: 'k1' },
              { part: 'SHIPPING', name: 'customer_paid_shipping_fee', amountMinor: '250' },
              {
                part: 'FEE_TAX',
                name: 'platform_commission',
                amountMinor: '-266',
                reason: {
                  ruleId: 'platform-FR',
                  ruleVersion: 2,
                  rateBps: 900,
                  baseMinor: '2950',
                  roundedBy: 5_000,
                },
              },
              { part: 'FEE_TAX', name: 'affiliate_commission', amountMinor: '-300' },
            ],
          },
        },
      ]),
    )
  })

  test('of an order of nothing have one line that says so', () => {
    expect(asks(charged([['l1', 0]], 0))).toMatchObject(
      right([{ data: { lines: [{ part: 'REVENUE', name: 'nothing', amountMinor: '0' }] } }]),
    )
  })

  test('follow refunds with the fees that these give back, and what the rule gives now', () => {
    const event = reversed('r1', [['l1', 2_500, 0, 200]], [backJson(['l1', 'l2'], 3_199, 288, 243)])
    expect(asks(event)).toMatchObject(
      right([
        {
          type: 'SettleRefund',
          data: {
            refundId: 'r1',
            buyerBackMinor: '2500',
            lines: [
              { part: 'REVENUE', name: 'refund_subtotal_before_discount', amountMinor: '-2700' },
              { part: 'FEE_TAX', amountMinor: '243', reason: { baseMinor: '3199', resultMinor: '288' } },
            ],
          },
        },
      ]),
    )
  })

  test('open by the terms that the seller agreed on, once they are in force', () => {
    const tomorrow = '2026-03-06T12:30:00.000Z'
    const past = [sellerRegistered(), termsAgreed(), termsAgreed({ termsId: 'express' }, tomorrow)]
    const termsOf = (at: string) => {
      const event = { ...charged([['l1', 2_500]], 225), occurredAt: instant(at) }
      return valueOf(asks(event, ...past) ?? right([])).flatMap((ask) =>
        ask.type === 'OpenSettlement' ? [[ask.data.terms.termsId, ask.data.terms.settleAfterDays]] : [],
      )
    }
    expect(termsOf('2026-03-05T12:29:59.999Z')).toEqual([['standard', 8]])
    expect(termsOf(NOW)).toEqual([['extended', 21]])
    expect(termsOf('2026-03-06T12:29:59.999Z')).toEqual([['extended', 21]])
    expect(termsOf(tomorrow)).toEqual([['express', 21]])
  })

  test('stop where nothing was agreed with the seller', () => {
    expect(askedBy(settlements([]))(charged([['l1', 1]], 0))).toEqual(
      left({ type: 'SellerTermsMissing', detail: `no terms for s1 in FR at ${NOW}` }),
    )
  })

  test('wait for the cases of buyers', () => {
    expect(asks(stored('AfterSalesCaseOpened'))).toMatchObject(right([{ type: 'OpenSettlementCase' }]))
    const isOver = ['COMPLETED', 'CANCELLED', 'CLOSED']
    for (const status of isOver) {
      const ruled = stored('AfterSalesArbitrationRuled', { status })
      expect(asks(ruled)).toMatchObject(right([{ type: 'CloseSettlementCase' }]))
    }
    const ongoing = stored('AfterSalesArbitrationRuled', { status: 'REQUESTED' })
    expect(asks(ongoing)).toEqual(right([]))
  })
})

describe('statements', () => {
  const asks = askedBy(statements)

  test.each([
    'OrderSettled',
    'RefundSettled',
    'ChargebackSettled',
    'ChargebackOffset',
    'ReserveReleased',
  ] as const)('take %s on its UTC day', (type) => {
    for (const [at, date] of [
      ['2026-03-10T23:59:59.999Z', '2026-03-10'],
      ['2026-03-11T00:00:00.000Z', '2026-03-11'],
    ] as const) {
      expect(asks(stored(type, {}, instant(at)))).toMatchObject(
        right([{ type: 'AddStatementLine', data: { statementId: `s1.${date}.EUR`, date, orderId: 'o1' } }]),
      )
    }
  })

  test('take what came too late on a later day', () => {
    expect(asks(stored('StatementLineDeferred'))).toMatchObject(
      right([{ data: { statementId: 's1.2026-03-11.EUR', transaction: { transactionId: 'o1/order' } } }]),
    )
  })
})

describe('payouts', () => {
  const asks = askedBy(payouts(sellerTerms))
  const CLOSED_AT = instant('2026-03-11T00:00:00.000Z')

  test('take a closed statement on the next day of payout', () => {
    expect(asks(stored('StatementClosed', {}, CLOSED_AT))).toMatchObject(
      right([
        {
          type: 'AddPayoutEntry',
          data: {
            payoutId: 's1.2026-03-11.EUR',
            entry: { kind: 'STATEMENT', source: 's1.2026-03-10.EUR', amountMinor: '4822' },
          },
        },
      ]),
    )
  })

  test.each([
    ['2026-03-11T00:00:00.000Z', '2026-03-13'],
    ['2026-03-12T00:00:00.000Z', '2026-03-20'],
  ])('take one that is closed at %s, after two days of rest, on Friday %s', (at, date) => {
    expect(askedBy(payouts(weekly))(stored('StatementClosed', {}, instant(at)))).toMatchObject(
      right([{ data: { date } }]),
    )
  })

  test('go by what the seller agreed on: after two days of rest, on Friday, 50.00 at least', () => {
    const past = [sellerRegistered(), termsAgreed()]
    expect(asks(stored('StatementClosed', {}, CLOSED_AT), ...past)).toMatchObject(
      right([{ data: { date: '2026-03-13', terms: { termsId: 'extended', payoutMinimumMinor: '5000' } } }]),
    )
  })

  test.each([
    ['PayoutCarriedOver', {}, 'CARRIED_OVER', '4900'],
    ['PayoutFailed', {}, 'FAILED', '4900'],
    ['PayoutReturned', { before: 'PAID' }, 'RETURNED', '4900'],
    ['PayoutPaid', { before: 'FAILED' }, 'ARRIVED_AFTER_ALL', '-4900'],
  ] as const)('take the money of %s on to a later day', (type, more, kind, amountMinor) => {
    expect(asks(stored(type, more))).toMatchObject(
      right([
        {
          data: {
            payoutId: 's1.2026-03-20.EUR',
            entry: { kind, source: 's1.2026-03-13.EUR', amountMinor },
          },
        },
      ]),
    )
  })

  test('take on what came too late, as it is', () => {
    expect(asks(stored('PayoutEntryDeferred'))).toMatchObject(
      right([
        {
          data: { payoutId: 's1.2026-03-20.EUR', entry: { kind: 'STATEMENT', source: 's1.2026-03-10.EUR' } },
        },
      ]),
    )
  })

  test.each([
    ['what was paid as it was meant', stored('PayoutPaid', { before: 'PROCESSING' })],
    ['what had failed and is said to be returned', stored('PayoutReturned', { before: 'FAILED' })],
    ['a day on which nothing was due', stored('PayoutCarriedOver', { amountMinor: '0' })],
  ])('leave %s alone', (_, event) => {
    expect(asks(event)).toEqual(right([]))
  })

  test('stop where nothing was agreed with the seller', () => {
    expect(askedBy(payouts([]))(stored('StatementClosed'))).toMatchObject(
      left({ type: 'SellerTermsMissing' }),
    )
  })
})

describe('the clocks of the money', () => {
  const data = dataOf('OrderSettled') as { readonly transaction: object; readonly creatorsDueAt: string }
  const unreserved = { transaction: { ...data.transaction, reserveMinor: '0' } }
  const { creatorsDueAt: _, ...unshared } = data
  const settlementClock = 'settlement-o1/SETTLEMENT'
  test.each<readonly [string, DomainEvent, ReadonlyArray<ReadonlyArray<string>>]>([
    ['an order settles on its day', stored('SettlementOpened'), [[settlementClock, DUE_AT, 'SettleOrder']]],
    ['one that waits for a case has no clock', stored('SettlementDeferred'), [[settlementClock, 'stopped']]],
    [
      'its reserve is released and its creators are paid on days of their own',
      stored('OrderSettled'),
      [
        [settlementClock, 'stopped'],
        ['settlement-o1/RESERVE_RELEASE', '2026-05-01T10:00:00.000Z', 'ReleaseReserve'],
        ['settlement-o1/CREATOR_PAYOUT', '2026-03-17T10:00:00.000Z', 'ReleaseCreatorShares'],
      ],
    ],
    [
      'unless nothing was reserved and no creator has a share',
      eventOf(domainEvents, 'OrderSettled', { ...unshared, ...unreserved }),
      [[settlementClock, 'stopped']],
    ],
    [
      'a statement is closed at midnight',
      stored('StatementOpened'),
      [['statement-s1.2026-03-10.EUR/STATEMENT_CLOSE', '2026-03-11T00:00:00.000Z', 'CloseStatement']],
    ],
    [
      'a payout is cut off in the morning',
      stored('PayoutOpened'),
      [['payout-s1.2026-03-13.EUR/PAYOUT_CUT_OFF', '2026-03-13T06:00:00.000Z', 'CutOffPayout']],
    ],
  ])('%s', (_, event, clocks) => {
    expect(clocksOf(event)).toEqual(clocks)
  })
})
