import { sound, type Makings } from '../makings.js'

/** A bug as people make it, in one part of an otherwise sound marketplace. */
export interface Flaw {
  readonly name: string
  /** Known to catch it. */
  readonly seed: number
  readonly makings: Partial<Makings>
}

export const makingsWith = ({ makings }: Flaw): Makings => ({ ...sound, ...makings })
