import { describe, expect, test } from 'vitest'
import { moneyProperties } from './index.js'

// The whole run tries each a million times.
const RUNS = 300

describe('of the money', () => {
  test.each(moneyProperties)('$name', ({ tried }) => {
    const { runs, breach, seed, path } = tried({ runs: RUNS })
    expect({ breach, seed, path }).toEqual({ breach: undefined, seed, path: undefined })
    expect(runs).toBe(RUNS)
  })
})
