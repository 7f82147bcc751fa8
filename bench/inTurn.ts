export interface Rounds {
  /** That count; more of them even out what else the machine does. */
  readonly rounds: number
  /** Before them: until the engine has compiled what is hot. */
  readonly warmUps: number
}

const medianOf = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/**
 * The median of what each measures, all by turns and every second round the other way about, so that what slows the
 * machine meanwhile slows them all.
 */
export const inTurn = async <K extends string>(
  measures: Readonly<Record<K, () => Promise<number>>>,
  { rounds, warmUps }: Rounds,
): Promise<Readonly<Record<K, number>>> => {
  const names = Object.keys(measures) as Array<K>
  const measured = new Map<K, Array<number>>(names.map((name) => [name, []]))
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await measures[name]()

      if (round >= 0) measured.get(name)?.push(value)
    }
  }
  const medians = names.map((name) => [name, medianOf(measured.get(name) ?? [])] as const)
  return Object.fromEntries(medians) as Readonly<Record<K, number>>
}
