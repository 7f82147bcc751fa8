import { chanceOf, seedOf } from '../../src/adapters/chance.js'

/** Everything that is left to chance: the same name brings the same luck. */
export interface Luck {
  /** From 0 up to, not including, `n`. */
  readonly below: (n: number) => number
  /** From `least` to `most`, both included. */
  readonly between: (least: number, most: number) => number
  /** So many times in a thousand. */
  readonly strikes: (perMille: number) => boolean
  readonly oneOf: <A>(list: ReadonlyArray<A>) => A
  /** At least one, in their order. */
  readonly someOf: <A>(list: ReadonlyArray<A>) => ReadonlyArray<A>
}

export const luckOf = (name: string): Luck => {
  const draw = chanceOf(seedOf(name))
  const oneOf = <A>(list: ReadonlyArray<A>): A => {
    if (list.length === 0) throw new Error('nothing to choose from')
    // Some lists hold `undefined`: nothing is a choice, too.
    return list[draw(list.length)] as A
  }
  return {
    below: draw,
    between: (least, most) => least + draw(most - least + 1),
    strikes: (perMille) => draw(1_000) < perMille,
    oneOf,
    someOf: (list) => {
      const some = list.filter(() => draw(2) === 0)
      return some.length > 0 ? some : [oneOf(list)]
    },
  }
}
