import { describe, expect, test } from 'vitest'
import { ruleFor, type FeeRule } from '../../../src/domain/commission/feeSchedule.js'
import { feeSchedule } from '../../../src/domain/commission/feeSchedules.js'
import { instant } from '../../support/spec.js'

const early = instant('2025-06-01T00:00:00.000Z')
const late = instant('2026-06-01T00:00:00.000Z')
const rule = (ruleId: string, validFrom: typeof early, more: Partial<FeeRule> = {}): FeeRule => ({
  ruleId,
  ruleVersion: 1,
  market: 'FR',
  rateBps: 900,
  base: 'SALE',
  rounding: 'PER_LINE',
  validFrom,
  ...more,
})
const ruleIdFor = (schedule: ReadonlyArray<FeeRule>, category: string, placedAt: string, market = 'FR') =>
  ruleFor(schedule, market, category, instant(placedAt))?.ruleId

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

  test('is frozen whole, without what only selects it', () => {
    expect(ruleFor(all, 'FR', 'books', early)).toEqual({
      ruleId: 'books',
      ruleVersion: 1,
      rateBps: 900,
      base: 'SALE',
      rounding: 'PER_LINE',
    })
  })
})

describe('the fees of the platform', () => {
  test.each(['DE', 'ES', 'FR', 'IE', 'IT'])(
    'in %s are 5 %%, and 9 %% from 8 January 2026, 00:00 CET',
    (market) => {
      const rateAt = (iso: string) => ruleFor(feeSchedule, market, 'kitchen', instant(iso))
      const raised = rateAt('2026-01-07T23:00:00.000Z')
      expect(rateAt('2026-01-07T22:59:59.000Z')).toMatchObject({ rateBps: 500, ruleVersion: 1 })
      expect(raised).toMatchObject({ rateBps: 900, ruleVersion: 2, rounding: 'PER_SKU' })
      expect(raised?.base).toBe('SALE_SHIPPING_PLATFORM_DISCOUNT')
    },
  )

  test('in Brazil are 12 % of the price, rounded per line', () => {
    expect(ruleFor(feeSchedule, 'BR', 'perfumery', instant('2017-10-02T10:56:33.000Z'))).toEqual({
      ruleId: 'platform-BR',
      ruleVersion: 1,
      rateBps: 1_200,
      base: 'SALE',
      rounding: 'PER_LINE',
    })
  })

  test('have one name and version for each rule, so that a frozen one can be told', () => {
    const names = feeSchedule.map(({ ruleId, ruleVersion }) => `${ruleId} ${ruleVersion}`)
    expect(new Set(names).size).toBe(feeSchedule.length)
  })
})
