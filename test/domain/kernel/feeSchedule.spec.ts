import { describe, expect, test } from 'vitest'
import { rulesFor, type FeeRule } from '../../../src/domain/kernel/feeSchedule.js'
import { feeSchedule } from '../../../src/domain/kernel/feeSchedules.js'
import { instant } from '../../support/spec.js'

const early = instant('2025-06-01T00:00:00.000Z')
const late = instant('2026-06-01T00:00:00.000Z')
const rule = (ruleId: string, validFrom: typeof early, more: Partial<FeeRule> = {}): FeeRule => ({
  ruleId,
  ruleVersion: 1,
  market: 'FR',
  kind: 'PLATFORM_COMMISSION',
  rateBps: 900,
  base: 'SALE',
  rounding: 'PER_LINE',
  onRefund: 'FOLLOWS',
  validFrom,
  ...more,
})
const ruleIdFor = (schedule: ReadonlyArray<FeeRule>, category: string, placedAt: string, market = 'FR') =>
  rulesFor(schedule, { market, category, placedAt: instant(placedAt) })[0]?.ruleId

describe('the rule in force', () => {
  const market = rule('market', early)
  const raised = rule('raised', late, { ruleVersion: 2 })
  const books = rule('books', early, { category: 'books' })
  const toys = rule('toys', late, { category: 'toys' })
  const elsewhere = rule('elsewhere', early, { market: 'DE', category: 'books' })
  const all = [market, raised, books, toys, elsewhere]

  test.each([
    ['of the category before that of the market', 'books', '2025-07-01T00:00:00.000Z', 'books'],
    ['of the category, though that of the market is newer', 'books', '2026-07-01T00:00:00.000Z', 'books'],
    [
      'of the market while that of the category is not valid yet',
      'toys',
      '2025-07-01T00:00:00.000Z',
      'market',
    ],
    ['of the market for any other category', 'shoes', '2025-07-01T00:00:00.000Z', 'market'],
    ['valid latest', 'shoes', '2026-07-01T00:00:00.000Z', 'raised'],
    ['from its first millisecond on', 'shoes', '2026-06-01T00:00:00.000Z', 'raised'],
    ['not a millisecond before', 'shoes', '2026-05-31T23:59:59.999Z', 'market'],
    ['not there before the first one', 'shoes', '2025-05-31T23:59:59.999Z', undefined],
  ])('%s', (_, category, placedAt, ruleId) => {
    expect(ruleIdFor(all, category, placedAt)).toBe(ruleId)
    expect(ruleIdFor(all.toReversed(), category, placedAt)).toBe(ruleId)
  })

  test('is that of the market of the order', () => {
    expect(ruleIdFor(all, 'books', '2026-07-01T00:00:00.000Z', 'DE')).toBe('elsewhere')
    expect(ruleIdFor(all, 'toys', '2026-07-01T00:00:00.000Z', 'DE')).toBeUndefined()
  })

  test('is the highest version of those valid from the same moment on', () => {
    const corrected = rule('corrected', early, { ruleVersion: 3 })
    for (const schedule of [
      [market, corrected],
      [corrected, market],
    ]) {
      expect(ruleIdFor(schedule, 'shoes', '2025-07-01T00:00:00.000Z')).toBe('corrected')
    }
  })

  test('of a new seller goes before all others, for as long as the seller is new', () => {
    const fresh = rule('fresh', early, { sellerNewerThanDays: 60 })
    const ruleIdSince = (sellerSince?: string) =>
      rulesFor([books, fresh, market], {
        market: 'FR',
        category: 'books',
        placedAt: instant('2025-09-01T00:00:00.000Z'),
        ...(sellerSince === undefined ? {} : { sellerSince: instant(sellerSince) }),
      })[0]?.ruleId
    expect(ruleIdSince('2025-07-03T00:00:00.001Z')).toBe('fresh')
    expect(ruleIdSince('2025-07-03T00:00:00.000Z')).toBe('books')
    expect(ruleIdSince()).toBe('books')
  })

  test('is one of each kind', () => {
    const tax = rule('tax', early, { kind: 'FEE_TAX' })
    const found = rulesFor([market, tax, raised], { market: 'FR', category: 'shoes', placedAt: late })
    expect(found.map(({ ruleId }) => ruleId)).toEqual(['raised', 'tax'])
  })

  test('is frozen whole, without what only selects it', () => {
    const facts = { market: 'FR', category: 'books', placedAt: early, sellerSince: early }
    for (const one of [books, rule('books', early, { sellerNewerThanDays: 60 })]) {
      expect(rulesFor([one], facts)).toEqual([
        {
          ruleId: 'books',
          ruleVersion: 1,
          kind: 'PLATFORM_COMMISSION',
          rateBps: 900,
          base: 'SALE',
          rounding: 'PER_LINE',
          onRefund: 'FOLLOWS',
        },
      ])
    }
  })
})

describe('the fees of the platform', () => {
  const rateOf = (market: string, category: string, placedAt: string) =>
    rulesFor(feeSchedule, { market, category, placedAt: instant(placedAt) }).map(
      ({ kind, rateBps, ruleVersion }) => [kind, rateBps, ruleVersion],
    )

  test.each(['DE', 'ES', 'FR', 'IE', 'IT'])(
    'in %s are 5 %%, and 9 %% from 8 January 2026, 00:00 CET',
    (market) => {
      const before = rateOf(market, 'kitchen', '2026-01-07T22:59:59.999Z')
      expect(before).toEqual([['PLATFORM_COMMISSION', 500, 1]])
      const after = rateOf(market, 'kitchen', '2026-01-07T23:00:00.000Z')
      expect(after).toEqual([['PLATFORM_COMMISSION', 900, 2]])
    },
  )

  test('in the United Kingdom are 9 % from September 2024, British time', () => {
    expect(rateOf('GB', 'kitchen', '2024-08-31T23:00:00.000Z')).toEqual([['PLATFORM_COMMISSION', 900, 1]])
    expect(rateOf('GB', 'kitchen', '2024-08-31T22:59:59.999Z')).toEqual([])
  })

  test('in the United States are 6 %, 5 % for jewellery, and a fifth of what of it is given back', () => {
    expect(rateOf('US', 'kitchen', '2025-06-01T00:00:00.000Z')).toEqual([
      ['REFERRAL_FEE', 600, 1],
      ['REFUND_ADMINISTRATION_FEE', 2_000, 1],
    ])
    expect(rateOf('US', 'jewellery', '2025-06-01T00:00:00.000Z')[0]).toEqual(['REFERRAL_FEE', 500, 1])
  })

  test('in Brazil are 12 % of the price, rounded per line', () => {
    const facts = { market: 'BR', category: 'perfumery', placedAt: instant('2017-10-02T10:56:33.000Z') }
    expect(rulesFor(feeSchedule, facts)).toEqual([
      {
        ruleId: 'platform-BR',
        ruleVersion: 1,
        kind: 'PLATFORM_COMMISSION',
        rateBps: 1_200,
        base: 'SALE',
        rounding: 'PER_LINE',
        onRefund: 'FOLLOWS',
      },
    ])
  })

  test('have one name and version for each rule, so that a frozen one can be told', () => {
    const names = feeSchedule.map(({ ruleId, ruleVersion }) => `${ruleId} ${ruleVersion}`)
    expect(new Set(names).size).toBe(feeSchedule.length)
  })
})
