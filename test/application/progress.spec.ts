import fc from 'fast-check'
import { expect, test } from 'vitest'
import { totalAbout } from '../../src/application/progress.js'

const at = (commit: bigint) => ({ commit, prepare: commit })

test('the total is exact where positions are dense, wherever it began', () => {
  const counts = fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000))
  fc.assert(
    fc.property(counts, ([begin, gone, left]) => {
      const [from, position, head] = [begin, begin + gone, begin + gone + left].map((nr) => at(BigInt(nr)))
      fc.pre(gone > 0 && position !== undefined && head !== undefined)
      expect(totalAbout({ events: gone, from, position, head })).toBe(gone + left)
    }),
  )
})

test('the share of the events is the share of the way where positions are sparse', () => {
  const way = fc.tuple(
    fc.nat(100_000),
    fc.bigInt({ min: 1n, max: 2n ** 62n }),
    fc.bigInt({ min: 0n, max: 2n ** 62n }),
  )
  fc.assert(
    fc.property(way, ([events, gone, left]) => {
      fc.pre(events > 0)
      const total = totalAbout({ events, from: at(7n), position: at(7n + gone), head: at(7n + gone + left) })
      const share = Number(gone) / (Number(gone) + Number(left))
      expect(total).toBeGreaterThanOrEqual(events)
      expect(Math.abs(total * share - events)).toBeLessThanOrEqual(1 + events * 1e-9)
    }),
  )
})

test.each([
  ['nothing was taken in', { events: 0, from: undefined, position: at(500n), head: at(1_000n) }],
  ['nothing is behind', { events: 3, from: at(500n), position: at(500n), head: at(1_000n) }],
])('there is no total while %s', (_, progress) => {
  expect(totalAbout(progress)).toBe(0)
})

test('what is taken in beyond the end, because the log grows, is all there is', () => {
  expect(totalAbout({ events: 12, from: undefined, position: at(12n), head: at(10n) })).toBe(12)
})
