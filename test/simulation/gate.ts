import type { Luck } from './luck.js'
import type { Weather } from './weather.js'

/** What a port rejects with when the weather says so: everybody above has to bear it. */
export class SimulatedFault extends Error {
  readonly type = 'SimulatedFault'
  constructor(point: string) {
    super(`simulated fault: ${point}`)
    this.name = 'SimulatedFault'
  }
}

/** The way from a host to anything outside it. A host that died never hears of anything again. */
export interface Gate {
  readonly died: Promise<'died'>
  /** Lets some time pass, in which others may do something; or the host dies here. */
  readonly pass: (point: string) => Promise<void>
  readonly strikes: (
    fault: keyof { [K in keyof Weather as Weather[K] extends number ? K : never]: true },
  ) => boolean
  /** Rejects with a `SimulatedFault` so often. */
  readonly mayFail: (fault: Parameters<Gate['strikes']>[0], point: string) => void
}

export interface Circumstances {
  readonly luck: Luck
  readonly weather: () => Weather
  /** Writes down what happened outside the log: it is part of the trace. */
  readonly note: (line: string) => void
}

const YIELDS_MAX = 3

export const gateOf = ({ luck, weather, note }: Circumstances, name: string): Gate => {
  let isDead = false
  let kill: (died: 'died') => void = () => undefined
  const died = new Promise<'died'>((resolve) => {
    kill = resolve
  })
  const strikes: Gate['strikes'] = (fault) => {
    const rate = weather()[fault]
    return rate > 0 && luck.strikes(rate)
  }
  return {
    died,
    strikes,
    mayFail: (fault, point) => {
      if (!strikes(fault)) return
      note(`${name} ${point} fails: ${fault}`)
      throw new SimulatedFault(point)
    },
    pass: async (point) => {
      for (let yields = luck.below(YIELDS_MAX); yields > 0; yields--) await Promise.resolve()
      const { crashes } = weather()
      if (!isDead && crashes > 0 && luck.below(100_000) < crashes) {
        isDead = true
        note(`${name} dies at ${point}`)
        kill('died')
      }
      if (isDead) await new Promise(() => undefined)
    },
  }
}
