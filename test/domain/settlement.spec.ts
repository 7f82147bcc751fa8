import { describe, expect, test } from 'vitest'
import { settlement } from '../../src/domain/settlement/index.js'
import {
  amended,
  backJson,
  caseClosed,
  caseOpened,
  chargedBack,
  closeCase,
  CREATORS_DUE_AT,
  creatorsReleased,
  deferred,
  DELIVERED_AT,
  DUE_AT,
  givenSettlement as given,
  offset,
  open,
  openCase,
  opened,
  plainTerms,
  refundSettled,
  released,
  releaseReserve,
  settle,
  settleChargeback,
  settled,
  settleRefund,
  soldJson,
} from '../support/settlements.js'
import { foldOf, instant } from '../support/spec.js'

const orderId = 'o1'

describe('a delivered order', () => {
  test('waits as many days as the terms say, and tells what it would come to', () => {
    given().when(open()).then(opened())
  })

  test('settles on its day: 54.00 and 4.99 less 5.31 and 6.00 is 47.68', () => {
    given(opened()).when(settle()).then(settled())
    expect(settled().data).toMatchObject({
      transaction: {
        revenueMinor: 5_400n,
        shippingMinor: 499n,
        feeTaxMinor: -1_131n,
        settlementMinor: 4_768n,
      },
    })
  })

  test('settles once', () => {
    given(opened(), settled()).when(settle()).thenNothing()
  })

  test('does not settle a millisecond before its day', () => {
    given(opened())
      .when(settle('2026-03-10T09:59:59.999Z'))
      .thenRefused({ type: 'SettlementNotDue', orderId, dueAt: instant(DUE_AT) })
  })

  test('settles at once where the seller has no days to wait', () => {
    const atOnce = { terms: { ...plainTerms, settleAfterDays: 0 }, dueAt: DELIVERED_AT }
    given(opened(atOnce))
      .when(settle(DELIVERED_AT))
      .then(settled(soldJson, { terms: atOnce.terms }, DELIVERED_AT))
  })

  test('settles for what is left when some of it was given back before', () => {
    given(opened())
      .when(settleRefund('r1', '2500'))
      .then(amended('r1', '2500', '2611'))
    given(opened(), amended('r1', '2500', '2611'))
      .when(settle())
      .then(settled([...soldJson, ...backJson]))
  })
})

describe('a reserve', () => {
  const terms = { ...plainTerms, reserveRateBps: 1_000, reserveDays: 30 }
  const releaseAt = '2026-04-01T10:00:00.000Z'
  const reason = {
    ruleId: 'standard',
    ruleVersion: 1,
    rateBps: 1_000,
    base: 'SETTLEMENT',
    baseMinor: '4768',
    resultMinor: '477',
    roundedBy: 2_000,
  }
  const reserve = { part: 'RESERVE', name: 'reserve_collected', amountMinor: '-477', reason }
  const withheld = settled([...soldJson, reserve], { terms, releaseAt })

  test('D2: a tenth of 47.68 is 4.77, withheld under the terms: 42.91 is payable', () => {
    given(opened({ terms })).when(settle()).then(withheld)
    expect(withheld.data).toMatchObject({ transaction: { settlementMinor: 4_768n, reserveMinor: -477n } })
  })

  test('is released, whole and once, when its days are over', () => {
    given(opened({ terms }), withheld).when(releaseReserve(releaseAt)).then(released('477', releaseAt))
    given(opened({ terms }), withheld, released('477', releaseAt))
      .when(releaseReserve(releaseAt))
      .thenNothing()
  })

  test('is not released before', () => {
    given(opened({ terms }), withheld)
      .when(releaseReserve('2026-04-01T09:59:59.999Z'))
      .thenRefused({ type: 'ReserveNotDue', orderId, releaseAt: instant(releaseAt) })
    given(opened({ terms })).when(releaseReserve(releaseAt)).thenRefused({ type: 'OrderNotSettled', orderId })
  })

  test('is never taken of a loss', () => {
    const lines = [{ part: 'FEE_TAX', name: 'programme_fee', amountMinor: '-1079' }]
    given(opened({ terms, lines, estimatedMinor: '-1079' }))
      .when(settle())
      .then(settled(lines, { terms, releaseAt }))
  })
})

describe('an open case', () => {
  test('makes an order wait that is due, and says so once', () => {
    given(opened()).when(openCase('c1')).then(caseOpened('c1'))
    given(opened(), caseOpened('c1')).when(settle()).then(deferred())
    given(opened(), caseOpened('c1'), deferred()).when(settle()).thenNothing()
  })

  const LATER = '2026-03-20T10:00:00.000Z'
  test('lets it settle when it is over and the day has come', () => {
    given(opened(), caseOpened('c1'), deferred())
      .when(closeCase('c1', LATER))
      .then(caseClosed('c1', LATER), settled(soldJson, {}, LATER))
  })

  test('lets it settle, and its creators be paid, where it was over before and nobody knew', () => {
    given(opened(), caseOpened('c1'), deferred())
      .when(closeCase('c1', DELIVERED_AT))
      .then(caseClosed('c1', DELIVERED_AT), settled(soldJson, {}, DUE_AT))
    given(opened(), settled(), caseOpened('c1'), deferred(CREATORS_DUE_AT))
      .when(closeCase('c1', DUE_AT))
      .then(caseClosed('c1', DUE_AT), creatorsReleased(CREATORS_DUE_AT))
    given(opened(), caseOpened('c0'), deferred(), caseClosed('c0'), settled(), caseOpened('c1'))
      .when(closeCase('c1', DUE_AT))
      .then(caseClosed('c1', DUE_AT))
  })

  test('is over without a settlement while the day has not come, or another case is open', () => {
    given(opened(), caseOpened('c1')).when(closeCase('c1', DELIVERED_AT)).then(caseClosed('c1', DELIVERED_AT))
    given(opened(), caseOpened('c1'), caseOpened('c2'))
      .when(closeCase('c1', LATER))
      .then(caseClosed('c1', LATER))
  })

  test('may be opened and over before the order arrives', () => {
    given().when(openCase('c1')).then(caseOpened('c1'))
    given(caseOpened('c1'), opened()).when(settle()).then(deferred())
    given(caseOpened('c1')).when(closeCase('c1', LATER)).then(caseClosed('c1', LATER))
    given(caseOpened('c1'), caseClosed('c1'), opened()).when(settle()).then(settled())
  })

  test('is opened once and closed once', () => {
    given(opened(), caseOpened('c1')).when(openCase('c1')).thenNothing()
    given(opened()).when(closeCase('c1')).thenNothing()
  })
})

describe('after the settlement', () => {
  test('a refund is owed: 21.57', () => {
    given(opened(), settled()).when(settleRefund('r1', '2500')).then(refundSettled('r1', '2500'))
    expect(refundSettled('r1', '2500').data).toMatchObject({ transaction: { settlementMinor: -2_157n } })
  })

  test('a chargeback takes what the buyer had not got back', () => {
    given(opened(), settled())
      .when(settleChargeback('cb', '5499'))
      .then(chargedBack('cb', '5499', '-5499'))
    given(opened(), settled(), refundSettled('r1', '2500'))
      .when(settleChargeback('cb', '5499'))
      .then(chargedBack('cb', '5499', '-2999'))
    given(opened(), settled(), chargedBack('c1', '5499', '-5499'))
      .when(settleChargeback('cb', '5499'))
      .then(chargedBack('cb', '5499', '0'))
  })

  test('a refund of what was charged back is not taken from the seller twice', () => {
    given(opened(), settled(), chargedBack('cb', '5499', '-5499'))
      .when(settleRefund('r1', '2500'))
      .then(refundSettled('r1', '2500'), offset('r1', '2500'))
    given(opened(), settled(), chargedBack('cb', '3999', '-3999'))
      .when(settleRefund('r1', '2500'))
      .then(refundSettled('r1', '2500'), offset('r1', '1000'))
    given(opened(), settled(), chargedBack('cb', '2999', '-2999'))
      .when(settleRefund('r1', '2500'))
      .then(refundSettled('r1', '2500'))
  })

  test('what is told twice happens once', () => {
    given(opened(), settled(), refundSettled('r1', '2500')).when(settleRefund('r1', '2500')).thenNothing()
    given(opened(), settled(), chargedBack('cb', '5499', '-5499'))
      .when(settleChargeback('cb', '5499'))
      .thenNothing()
  })
})

describe('a settlement refuses', () => {
  const whole = { part: 'REVENUE', name: 'subtotal_before_discount', amountMinor: '999999999999999999' }
  const huge = [whole, whole, whole]
  test.each([
    ['to be opened twice', [opened()], open(), { type: 'SettlementAlreadyOpen', orderId }],
    ['to settle what was not delivered', [], settle(), { type: 'SettlementNotOpen', orderId }],
    [
      'a refund in another currency',
      [opened()],
      settleRefund('r1', '1', { currency: 'USD' }),
      { type: 'SettlementCurrencyDiffers', orderId, currency: 'EUR' },
    ],
    [
      'a chargeback in another currency',
      [opened()],
      settleChargeback('cb', '1', 'USD'),
      { type: 'SettlementCurrencyDiffers', orderId, currency: 'EUR' },
    ],
    [
      'to refund more than the buyer paid',
      [opened(), amended('r1', '2500', '2611')],
      settleRefund('r2', '3000'),
      { type: 'RefundExceedsPayment', orderId, refundId: 'r2', remainingMinor: 2_999n },
    ],
    [
      'another refund under a known id',
      [opened(), amended('r1', '2500', '2611')],
      settleRefund('r1', '2499'),
      { type: 'RefundIdReused', orderId, refundId: 'r1' },
    ],
    [
      'another chargeback under a known id',
      [opened(), chargedBack('cb', '5499', '-5499')],
      settleChargeback('cb', '1'),
      { type: 'ChargebackIdReused', orderId, chargebackId: 'cb' },
    ],
    ['more than can be stored', [], open({ lines: huge }), { type: 'SettlementOverflows', orderId }],
    [
      'a refund that makes it more than can be stored',
      [opened()],
      settleRefund('r1', '1', { lines: huge }),
      { type: 'SettlementOverflows', orderId },
    ],
  ] as const)('%s', (_, past, command, refusal) => {
    given(...past)
      .when(command)
      .thenRefused(refusal)
  })
})

test('a history that begins in the middle is that of nothing delivered', () =>
  expect(foldOf(settlement, [settled(), refundSettled('r1', '1')])).toEqual(settlement.initialState))
