import { makingsWith, type Flaw } from './flaws/flaw.js'
import { flaws } from './flaws/index.js'
import { simulate, type SimulateOptions, type Simulated } from './simulate.js'

/** What many marketplaces came to. */
export interface Tally {
  seeds: number
  events: number
  steps: number
  crashes: number
  readonly typesSeen: Map<string, number>
  readonly refusals: Map<string, number>
  readonly failed: Array<Simulated>
}

export const noTally = (): Tally => ({
  seeds: 0,
  events: 0,
  steps: 0,
  crashes: 0,
  typesSeen: new Map(),
  refusals: new Map(),
  failed: [],
})

const addAll = (sums: Map<string, number>, more: ReadonlyMap<string, number>): void => {
  for (const [name, count] of more) sums.set(name, (sums.get(name) ?? 0) + count)
}

export const count = (tally: Tally, simulated: Simulated): void => {
  const { events, steps, crashes, typesSeen, refusals, problems } = simulated
  tally.seeds += 1
  tally.events += events
  tally.steps += steps
  tally.crashes += crashes
  addAll(tally.typesSeen, typesSeen)
  addAll(tally.refusals, refusals)
  if (problems.length > 0) tally.failed.push(simulated)
}

export const repeatOf = (seed: number, orders: number): string =>
  `npm run simulate -- --seed ${seed} --orders ${orders}`

/** Which seed catches a planted bug first, of so many, and by what. */
export interface Caught {
  readonly flaw: Flaw
  readonly by?: { readonly seed: number; readonly problem: string }
}

/** The seed that is known to catch it is tried first: rules of the world may have changed since. */
export const hunt = async (flaw: Flaw, seedsMax: number, options: SimulateOptions): Promise<Caught> => {
  const seeds = [flaw.seed, ...Array.from({ length: seedsMax }, (_, i) => i + 1)]
  for (const seed of seeds) {
    const { problems } = await simulate(seed, { ...options, makings: makingsWith(flaw), problemsMax: 1 })
    const [problem] = problems
    if (problem !== undefined) return { flaw, by: { seed, problem } }
  }
  return { flaw }
}

/** In one line. */
export const lineOf = (
  { seeds, events, steps, crashes, failed }: Tally,
  caught: ReadonlyArray<Caught>,
): string => {
  const scored = `${caught.filter(({ by }) => by !== undefined).length} of ${caught.length} planted bugs are caught`
  const outcome =
    failed.length === 0 ? 'all came to rest, every cent is explained' : `${failed.length} FAILED`
  const what = `${seeds} marketplaces, ${events} events in ${steps} steps, ${crashes} crashes: ${outcome}`
  return `simulation: ${what}${caught.length === 0 ? '' : `; ${scored}`}`
}

export const huntAll = async (
  seedsMax: number,
  options: SimulateOptions,
  onCaught: (caught: Caught) => void = () => undefined,
): Promise<ReadonlyArray<Caught>> => {
  const all: Array<Caught> = []
  for (const flaw of flaws) {
    const caught = await hunt(flaw, seedsMax, options)
    onCaught(caught)
    all.push(caught)
  }
  return all
}
