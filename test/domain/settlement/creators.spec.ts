import { describe, expect, test } from 'vitest'
import {
  caseClosed,
  caseOpened,
  closeCase,
  CREATORS_DUE_AT,
  creatorsReleased,
  deferred,
  givenSettlement as given,
  opened,
  plainTerms,
  releaseCreators,
  settle,
  settled,
  soldJson,
} from '../../support/settlements.js'
import { instant } from '../../support/spec.js'

const orderId = 'o1'

describe('the share of creators', () => {
  test('is theirs 15 days after delivery, once', () => {
    expect(settled().data).toMatchObject({ creatorsDueAt: instant(CREATORS_DUE_AT) })
    given(opened(), settled()).when(releaseCreators()).then(creatorsReleased())
    given(opened(), settled(), creatorsReleased()).when(releaseCreators()).thenNothing()
  })

  test('is not theirs before, nor before the order settles', () => {
    given(opened(), settled())
      .when(releaseCreators('2026-03-17T09:59:59.999Z'))
      .thenRefused({ type: 'CreatorSharesNotDue', orderId, dueAt: instant(CREATORS_DUE_AT) })
    given(opened()).when(releaseCreators()).thenRefused({ type: 'OrderNotSettled', orderId })
    const late = { terms: { ...plainTerms, settleAfterDays: 31 }, dueAt: '2026-04-02T10:00:00.000Z' }
    given(opened(late))
      .when(settle(late.dueAt))
      .then(settled(soldJson, { terms: late.terms, creatorsDueAt: late.dueAt }, late.dueAt))
  })

  test('waits for a case that is open on its day, and no longer', () => {
    given(opened(), settled(), caseOpened('c1')).when(releaseCreators()).then(deferred(CREATORS_DUE_AT))
    given(opened(), settled(), caseOpened('c1'), deferred(CREATORS_DUE_AT))
      .when(releaseCreators())
      .thenNothing()
    given(opened(), settled(), caseOpened('c1'))
      .when(closeCase('c1', '2026-03-20T10:00:00.000Z'))
      .then(caseClosed('c1', '2026-03-20T10:00:00.000Z'), creatorsReleased('2026-03-20T10:00:00.000Z'))
    given(opened(), settled(), caseOpened('c1'))
      .when(closeCase('c1', '2026-03-16T10:00:00.000Z'))
      .then(caseClosed('c1', '2026-03-16T10:00:00.000Z'))
  })

  test.each(['affiliate_ads_commission', 'affiliate_partner_commission'])(
    'is theirs too where it is an %s',
    (name) => {
      const lines = soldJson.map((line) => (line.name === 'affiliate_commission' ? { ...line, name } : line))
      const told = settled(lines, { creatorsDueAt: CREATORS_DUE_AT })
      given(opened({ lines })).when(settle()).then(told)
      given(opened({ lines }), told).when(releaseCreators()).then(creatorsReleased())
    },
  )

  test('is nothing where no creator brought a buyer, or all was given back', () => {
    const lines = soldJson.filter(({ name }) => name !== 'affiliate_commission')
    given(opened({ lines, estimatedMinor: '5368' }))
      .when(settle())
      .then(settled(lines))
    given(opened(), settled(lines)).when(releaseCreators()).thenNothing()
    const returned = [...soldJson, { part: 'FEE_TAX', name: 'affiliate_commission', amountMinor: '600' }]
    given(opened({ lines: returned, estimatedMinor: '5368' }))
      .when(settle())
      .then(settled(returned))
  })
})
