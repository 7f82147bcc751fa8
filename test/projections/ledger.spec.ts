import { describe, expect, test } from 'vitest'
import { ledger, ledgerBalancesTable, ledgerPostingsTable } from '../../src/projections/ledger.js'
import { domainEvents } from '../../src/domain/events.js'
import { charged } from '../support/commissions.js'
import { shapeOf, storedShapes } from '../support/samples.js'
import { eventOf } from '../support/spec.js'
import { amountsJson, orderDelivered, orderPaid, orderPlaced, refunded } from '../support/orders.js'
import { givenEvents, on, recorded, RECORDED_AT, rowsIn } from '../support/projections.js'

const given = givenEvents(ledger)
const delivered = ['DELIVERED', 'DELIVERED'] as const
const whole = [{ ...amountsJson('l1'), whole: true }]
const paidOut = shapeOf(storedShapes.find(([file]) => file.startsWith('PayoutPaid.'))?.[1] ?? '').data

describe('the ledger', () => {
  test('keeps every posting with the event that explains it', () => {
    const [, paid] = recorded([orderPlaced(), on('2026-03-01T09:00:00.000Z', orderPaid())])
    if (paid === undefined) throw new Error('nothing was recorded')
    const common = {
      position: 2n,
      eventId: paid.recorded.eventId,
      eventType: 'OrderPaid',
      sellerId: 's1',
      orderId: 'o1',
      currency: 'EUR',
      occurredAt: '2026-03-01T09:00:00.000Z',
      recordedAt: RECORDED_AT,
      periodId: null,
      transactionId: null,
      skuId: null,
      feeKind: null,
      ruleId: null,
      ruleVersion: null,
      rateBps: null,
      base: null,
      baseMinor: null,
      resultMinor: null,
      roundedBy: null,
      includedTaxBps: null,
      capMinor: null,
    }
    expect(rowsIn(ledger, ledgerPostingsTable, [paid])).toEqual([
      { ...common, posting: 0, account: 'bank', owner: 'platform', amountMinor: -5499n },
      { ...common, posting: 1, account: 'buyer_funds_held', owner: 's1', amountMinor: 5499n },
    ])
  })

  test('says of a fee on both sides which rule took how much of what, and what rounding did', () => {
    const [event] = recorded([charged([['l1', 105]], 9)])
    if (event === undefined) throw new Error('nothing was recorded')
    const why = {
      orderId: 'o1',
      periodId: null,
      skuId: 'k1',
      feeKind: 'PLATFORM_COMMISSION',
      ruleId: 'platform-FR',
      ruleVersion: 2,
      rateBps: 900,
      base: 'GROSS',
      baseMinor: 105n,
      resultMinor: 9n,
      roundedBy: -4_500,
    }
    expect(rowsIn(ledger, ledgerPostingsTable, [event])).toMatchObject([
      { ...why, account: 'seller_pending', amountMinor: -9n },
      { ...why, account: 'platform_fees', amountMinor: 9n },
    ])
  })

  test('says of a payout which one it is', () => {
    const [event] = recorded([eventOf(domainEvents, 'PayoutPaid', paidOut)])
    if (event === undefined) throw new Error('nothing was recorded')
    const rows = rowsIn(ledger, ledgerPostingsTable, [event])
    expect(rows.map(({ orderId, periodId }) => [orderId, periodId])).toEqual([
      [null, 's1.2026-03-13.EUR'],
      [null, 's1.2026-03-13.EUR'],
    ])
  })

  test('adds the postings of an account up to its balance', () => {
    given(
      orderPaid(),
      orderDelivered('P1'),
      charged([['l1', 5000]], 450),
      refunded('r1', whole, delivered, true),
    ).thenWhole(
      ledgerBalancesTable,
      { owner: 'platform', account: 'bank', currency: 'EUR', balanceMinor: -2749n, postings: 2n },
      {
        owner: 'platform',
        account: 'platform_discounts',
        currency: 'EUR',
        balanceMinor: -200n,
        postings: 2n,
      },
      { owner: 's1', account: 'buyer_funds_held', currency: 'EUR', balanceMinor: 0n, postings: 2n },
      { owner: 's1', account: 'platform_fees', currency: 'EUR', balanceMinor: 450n, postings: 1n },
      { owner: 's1', account: 'seller_pending', currency: 'EUR', balanceMinor: 2499n, postings: 3n },
    )
  })
})
