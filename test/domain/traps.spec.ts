import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { product, type Product } from '../../src/domain/product/index.js'
import { productCommands } from '../../src/domain/product/commands.js'
import { isLeft } from '../../src/fp.js'
import { countStock, listProduct, lockStock, unlockStock } from '../support/products.js'
import { valueOf } from '../support/spec.js'

/** What other marketplaces fell into, and the test that stands there. */
const traps = {
  'messages out of order': ['order/traps', 'the carrier tells the arrival before the collection'],
  'a message told twice': ['order/traps', 'every message comes twice'],
  'a cancellation races with the shipment': [
    'order/traps',
    'the buyer asks to cancel while the seller ships',
  ],
  'a part is cancelled, then all': ['order/traps', 'a line is cancelled, then the rest'],
  'a refund after the payout': ['money/traps', 'a refund after the payout is owed'],
  'a refund after the creator was paid': ['money/traps', 'a refund after the creator was paid'],
  'a payout fails after it was paid': ['money/traps', '«failed» after «paid» changes nothing'],
  'a returned transfer': ['money/traps', 'a transfer that comes back belongs to its payout'],
  'a dispute and a refund of one line': ['money/traps', 'a dispute and a refund on the same line'],
  'a reserve of a shop that has closed': [
    'money/traps',
    'a reserve is released though the seller sells no more',
  ],
  'a fee that changes before the refund': ['money/traps', 'a fee that changes between order and refund'],
  'days of 23 and 25 hours': ['order/traps', 'the days of 23 and 25 hours end at 23:59:59 in Paris'],
  'a statement over midnight UTC': ['money/traps', 'a statement ends at midnight UTC'],
  'samples and replacements in the average order': [
    '../projections/kpis',
    'so that it does not lower the average order',
  ],
  'a package of two orders': ['../application/traps', 'partly refunded pays each order what it has earned'],
  'a coupon of which the threshold is no longer met': [
    '../application/traps',
    'since a part was lost on the way',
  ],
  'a negative balance over several statements': ['money/traps', 'is carried over them, never clamped'],
  'stock below nothing under the lock of a campaign': ['traps', 'stock is never negative'],
} as const

describe('every known trap has a test:', () => {
  test.each(Object.entries(traps))('%s', (_trap, [file, title]) => {
    const spec = readFileSync(new URL(`${file}.spec.ts`, import.meta.url), 'utf8')
    expect(spec).toMatch(new RegExp(`(test|it)(\\.each\\([^)]*\\))?\\(\\s*'[^']*${escaped(title)}`, 'u'))
    expect(spec).not.toMatch(/\.(skip|todo|only)\b/)
  })
})
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

test('stock is never negative, whatever is counted and promised to campaigns', () => {
  for (const stock of [-1, -0, 0.5]) {
    const request = { type: 'CountProductStock', data: { productId: 'p1', stock } }
    expect(productCommands.decode('CountProductStock', request)._tag).toBe('Left')
  }
  const campaign = fc.constantFrom('black-friday', 'mothers-day', 'soldes')
  const wish = fc.oneof(
    fc.nat(9).map(countStock),
    fc.tuple(fc.integer({ min: 1, max: 9 }), campaign).map(([units, of]) => lockStock(units, of)),
    campaign.map(unlockStock),
  )
  let [locked, refused] = [0, 0]
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
      let state: Product = valueOf(product.decide(listProduct({ stock: 5 }), product.initialState)).reduce(
        product.evolve,
        product.initialState,
      )
      for (const command of wishes) {
        const decided = product.decide(command, state)
        if (isLeft(decided)) refused++
        else state = decided.right.reduce(product.evolve, state)
        if (state.status === 'NONE') throw new Error('it was listed')
        const promised = [...state.locks.values()].reduce((sum, units) => sum + units, 0)
        if (promised > 0) locked++
        expect((state.listing.stock ?? 0) - promised).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: 1_000 },
  )
  expect([locked > 100, refused > 100]).toEqual([true, true])
})
