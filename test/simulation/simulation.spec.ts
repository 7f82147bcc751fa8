import { afterAll, describe, expect, test } from 'vitest'
import { flaws } from './flaws/index.js'
import { count, hunt, lineOf, noTally, repeatOf, type Caught } from './score.js'
import { simulate } from './simulate.js'

const SEEDS = 100
// Small marketplaces: `npm run simulate` makes them larger, and more of them.
const orders = 2
/** So large they were when it was written down which seed catches which bug. */
const huntedOrders = 3

const tally = noTally()
const caught: Array<Caught> = []

afterAll(() => {
  process.stdout.write(`${lineOf(tally, caught)}\n`)
})

describe('marketplaces in which everything goes wrong that can', { timeout: 300_000 }, () => {
  test('come to rest with every cent explained, from a hundred seeds', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const simulated = await simulate(seed, { orders })
      count(tally, simulated)
      expect(simulated.problems.slice(0, 5), repeatOf(seed, orders)).toEqual([])
    }
    expect(tally.crashes).toBeGreaterThan(SEEDS / 2)
    expect(tally.events).toBeGreaterThan(50 * SEEDS)
  })

  test.each([7, 44, 90])('leave the same trace again: seed %i', async (seed) => {
    const [first, second] = [await simulate(seed, { orders }), await simulate(seed, { orders })]
    expect(first.trace).toBe(second.trace)
  })

  test('leave another trace from another seed', async () => {
    expect((await simulate(7, { orders })).trace).not.toBe((await simulate(8, { orders })).trace)
  })
})

describe('a planted bug is caught', { timeout: 300_000 }, () => {
  test.each(flaws)('$name', async (flaw) => {
    const found = await hunt(flaw, 100, { orders: huntedOrders })
    caught.push(found)
    expect(found.by?.problem).toBeDefined()
  })
})
