/** What one run of faults came to. */
export interface Score {
  readonly name: string
  /** That have struck. */
  readonly faults: number
  /** That were acknowledged. */
  readonly events: number
  /** Empty: everything acknowledged is stored once, every table is the fold, nothing is stuck. */
  readonly problems: ReadonlyArray<string>
}

/** In one line. */
export const lineOf = (scores: ReadonlyArray<Score>): string => {
  const problems = scores.reduce((sum, each) => sum + each.problems.length, 0)
  const parts = scores.map(({ name, faults, events }) => `${faults} ${name} over ${events} events`)
  return `faults: ${parts.join(', ')}: ${problems === 0 ? 'nothing lost, doubled or stuck' : `${problems} PROBLEMS`}`
}
