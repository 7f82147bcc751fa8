import type { SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { isPassing } from '../../src/application/passing.js'
import type { CommandFailure, Receipt } from '../../src/application/failure.js'
import { isLeft, type Either } from '../../src/fp.js'
import { startHost, type Chore, type Ground, type Host } from './host.js'
import { haltText, isGivenWay } from './known.js'
import { SimulatedFault } from './gate.js'
import type { Watch } from './watch.js'

/** What a host answered; `undefined`: it died meanwhile. */
export type Answer = Either<{ readonly type: string }, Receipt> | undefined

/** Programs that run beside each other over the same stores; in the place of one that dies, another one is started. */
export interface Hosts {
  readonly count: number
  readonly crashes: () => number
  readonly ask: (nr: number, request: SellerCenterRequest) => Promise<Answer>
  /** The same of whoever asks through a host: `undefined` when it died or a store failed. */
  readonly through: <A>(nr: number, work: (host: Host) => Promise<A>) => Promise<A | undefined>
  readonly chores: (nr: number) => ReadonlyArray<string>
  readonly work: (nr: number, chore: string) => Promise<void>
}

const ATTEMPTS_MAX = 6

/** Port errors that a host lets through: it tries again later. */
const isBorne = (error: unknown): boolean =>
  error instanceof SimulatedFault || (error instanceof Error && error.name === 'TickFailed')

/** A refusal that names nothing but the weather. */
const isWeather = (halt: Parameters<typeof haltText>[0]): boolean =>
  halt.type === 'ProcessStopped' && isPassing(halt.cause as CommandFailure)

export const openHosts = (ground: Ground, watch: Watch, count: number): Hosts => {
  const hosts: Array<Host> = []
  let started = 0
  let crashes = 0
  const start = (): Host => startHost(ground, `host ${started++}`)
  for (let nr = 0; nr < count; nr++) hosts.push(start())

  const through = async <A>(nr: number, work: (host: Host) => Promise<A>): Promise<A | undefined> => {
    const host = hosts[nr]
    if (host === undefined) throw new Error(`there is no host ${nr}`)
    try {
      const outcome = await Promise.race([work(host), host.died])
      if (outcome !== 'died') return outcome
      if (hosts[nr] === host) {
        crashes += 1
        hosts[nr] = start()
      }
    } catch (error) {
      if (!isBorne(error)) watch.problems.push(`a host broke: ${String(error)}`)
    }
    return undefined
  }

  return {
    count,
    crashes: () => crashes,
    through,
    ask: async (nr, request) => {
      let answer: Answer
      for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        answer = await through(nr, ({ center }) => center.execute(request))
        if (answer !== undefined && !(isLeft(answer) && isPassing(answer.left as CommandFailure)))
          return answer
      }
      return answer
    },
    chores: (nr) => hosts[nr]?.chores.map(({ name }) => name) ?? [],
    work: async (nr, chore) => {
      const named = (host: Host): Chore | undefined => host.chores.find(({ name }) => name === chore)
      const halts = (await through(nr, async (host) => named(host)?.work() ?? [])) ?? []
      for (const halt of halts) {
        if (!isGivenWay(halt) && !isWeather(halt)) watch.problems.push(haltText(halt))
        else watch.note(`${chore}: ${haltText(halt)}`)
      }
    },
  }
}
