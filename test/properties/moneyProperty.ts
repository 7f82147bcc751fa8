import fc from 'fast-check'

export interface Trial {
  readonly runs: number
  readonly seed?: number
  /** Where in the runs of a seed a failure was, as fast-check tells it. */
  readonly path?: string
}

/** What came of trying: `breach` names the rule that did not hold, never the values, which the seed brings back. */
export interface Verdict {
  readonly runs: number
  readonly seed: number
  readonly path: string | undefined
  readonly breach: string | undefined
}

export interface MoneyProperty {
  readonly name: string
  readonly tried: (trial: Trial) => Verdict
}

class Breach extends Error {}

/** A law of amounts: `breachOf` answers with the rule that these values break, if they break one. */
export const moneyProperty = <A>(
  name: string,
  values: fc.Arbitrary<A>,
  breachOf: (values: A) => string | undefined,
): MoneyProperty => ({
  name,
  tried: ({ runs, ...replayed }) => {
    const law = fc.property(values, (each) => {
      const breach = breachOf(each)
      if (breach !== undefined) throw new Breach(breach)
    })
    const outcome = fc.check(law, { numRuns: runs, ...replayed })
    const { failed, numRuns, seed, counterexamplePath, errorInstance: error } = outcome
    return {
      runs: numRuns,
      seed,
      path: counterexamplePath ?? undefined,
      breach: failed ? (error instanceof Error ? error.message : 'something else was thrown') : undefined,
    }
  },
})
