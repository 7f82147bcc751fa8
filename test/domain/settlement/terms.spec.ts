import { describe, expect, test } from 'vitest'
import { termsFor, sellerTerms, type TermsRow } from '../../../src/domain/settlement/terms.js'
import { DUE_AT, plainTerms } from '../../support/settlements.js'
import { instant } from '../../support/spec.js'

describe('the terms in force', () => {
  const row = (termsId: string, more: Partial<TermsRow> = {}): TermsRow => ({
    ...sellerTerms[0]!,
    termsId,
    ...more,
  })
  const table = [
    row('all'),
    row('market', { market: 'GB' }),
    row('new', { validFrom: instant('2026-06-01T00:00:00.000Z') }),
    row('new', { validFrom: instant('2026-06-01T00:00:00.000Z'), termsVersion: 2, settleAfterDays: 5 }),
    row('tier', { sellerId: 's9', settleAfterDays: 1 }),
  ]
  const idFor = (sellerId: string, market: string, at: string) =>
    termsFor(table, { sellerId, market, at: instant(at) })?.termsId

  test.each([
    ['those of everybody', 's1', 'FR', '2026-01-01T00:00:00.000Z', 'all'],
    ['those of the market before', 's1', 'GB', '2026-07-01T00:00:00.000Z', 'market'],
    ["the seller's own before all", 's9', 'GB', '2026-07-01T00:00:00.000Z', 'tier'],
    ['the latest valid ones', 's1', 'FR', '2026-06-01T00:00:00.000Z', 'new'],
    ['not those of tomorrow', 's1', 'FR', '2026-05-31T23:59:59.999Z', 'all'],
  ])('are %s', (_, sellerId, market, at, termsId) => {
    expect(idFor(sellerId, market, at)).toBe(termsId)
    const facts = { sellerId: 's1', market: 'FR', at: instant('2026-07-01T00:00:00.000Z') }
    expect(termsFor(table, facts)).toMatchObject({ termsVersion: 2, settleAfterDays: 5 })
  })

  test('are none in an empty table', () => {
    expect(termsFor([], { sellerId: 's1', market: 'FR', at: instant(DUE_AT) })).toBeUndefined()
  })

  test('are eight days, no reserve and 1.00 at least where nothing else was agreed', () => {
    const facts = { sellerId: 's1', market: 'FR', at: instant(DUE_AT) }
    expect(termsFor(sellerTerms, facts)).toEqual({ ...plainTerms, payoutMinimumMinor: 100n })
  })
})
