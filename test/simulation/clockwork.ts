import { system as real } from '../../src/adapters/system.js'
import type { System } from '../../src/application/ports.js'
import { epochMsOf, instantOf, type Instant } from '../../src/domain/kernel/time.js'

export interface Clockwork {
  readonly system: System
  readonly now: () => Instant
  /** Never back. */
  readonly goTo: (at: Instant) => void
}

/** Time and ids of a simulated world: both go on only when they are asked to. Whoever sleeps lets time pass. */
export const clockwork = (seed: string, begin: Instant): Clockwork => {
  let nowMs = epochMsOf(begin)
  let ids = 0
  const now = (): Instant => instantOf(nowMs)
  return {
    now,
    goTo: (at) => {
      nowMs = Math.max(nowMs, epochMsOf(at))
    },
    system: {
      ...real,
      now,
      newId: () => real.idOf(`simulation/${seed}/${ids++}`),
      jitter: (ms) => Math.ceil(ms),
      sleep: (ms) => {
        nowMs += ms
        return Promise.resolve()
      },
    },
  }
}
