import { describe, expect, test } from 'vitest'
import { afterSalesPolicies } from '../../../src/domain/afterSales/policies.js'
import { afterSalesPolicy } from '../../../src/domain/afterSales/policy.js'
import { caseLineJson, givenCase as given, open, refundJson } from '../../support/afterSales.js'
import { instant } from '../../support/spec.js'

const caseId = 'c1'

describe('opening is refused', () => {
  const exceeds = { type: 'AfterSalesAmountExceeds', caseId, lineId: 'l1' } as const
  test.each([
    [
      'for more than is refundable',
      open({ lines: [caseLineJson('l1', { saleMinor: '2501' })] }),
      { ...exceeds, mostSaleMinor: 2500n, mostShippingMinor: 250n },
    ],
    [
      'for nothing',
      open({ lines: [caseLineJson('l1', { saleMinor: '0' })] }),
      { type: 'AfterSalesAmountIsZero', caseId, lineId: 'l1' },
    ],
    [
      'for a line twice',
      open({ lines: [caseLineJson('l1'), caseLineJson('l1')] }),
      { type: 'AfterSalesLineRepeated', caseId, lineId: 'l1' },
    ],
    [
      'for a reason that nobody knows',
      open({ reason: 'bored' }),
      { type: 'AfterSalesReasonUnknown', caseId, reason: 'bored', caseType: 'RETURN_AND_REFUND' },
    ],
    [
      'for a reason of another kind of case',
      open({ reason: 'changed_mind', caseType: 'REFUND' }),
      { type: 'AfterSalesReasonUnknown', caseId, reason: 'changed_mind', caseType: 'REFUND' },
    ],
    [
      'for a replacement without an order',
      open({ caseType: 'REPLACEMENT' }),
      { type: 'ReplacementOrderDoesNotFit', caseId },
    ],
    [
      'fourteen days and a moment after delivery in France',
      open({}, '2026-03-15T09:00:00.001Z'),
      { type: 'AfterSalesWindowOver', caseId, windowDays: 14 },
    ],
    [
      'thirty days and a moment after delivery in Britain',
      open({ market: 'GB' }, '2026-03-31T09:00:00.001Z'),
      { type: 'AfterSalesWindowOver', caseId, windowDays: 30 },
    ],
  ] as const)('%s', (_, command, refusal) => {
    given().when(command).thenRefused(refusal)
  })

  test('not in the last moment of the window, nor while the order is on its way', () => {
    expect(given().when(open({}, '2026-03-15T09:00:00.000Z')).outcome).toBe('AfterSalesCaseOpened')
    expect(
      given().when(open({ ...refundJson, reason: 'not_received', deliveredAt: undefined })).outcome,
    ).toBe('AfterSalesCaseOpened')
  })

  test('by the policy of its day', () => {
    const [old, now] = [instant('2026-01-01T00:00:00.000Z'), instant('2026-02-01T00:00:00.000Z')]
    const policies = [
      { markets: ['*'], validFrom: old, windowDays: 14, reasons: [] },
      { markets: ['FR'], validFrom: now, windowDays: 21, reasons: [] },
    ]
    expect(afterSalesPolicy(policies, 'FR', instant('2026-01-31T23:59:59.999Z'))?.windowDays).toBe(14)
    expect(afterSalesPolicy(policies, 'FR', now)?.windowDays).toBe(21)
    expect(afterSalesPolicy(policies, 'DE', now)?.windowDays).toBe(14)
    expect(afterSalesPolicy(afterSalesPolicies, 'US', now)?.windowDays).toBe(30)
  })
})
