import type { StandIn } from '../support/eventstoredb/index.js'
import type { Disturbance } from './disturbed.js'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const drops: ReadonlyArray<(faults: StandIn['faults']) => void> = [
  (faults) => faults.dropConnections(),
  (faults) => faults.next('append', { kind: 'dropConnection', when: 'beforeStoring' }),
  (faults) => faults.next('append', { kind: 'dropConnection', when: 'afterStoring' }),
  (faults) => faults.next('subscribe', { kind: 'dropConnection', afterEvents: 3 }),
  (faults) => faults.dropConnections(),
  (faults) => faults.next('read', { kind: 'dropConnection', afterEvents: 1 }),
]

/** Connections break all the time, at any point of appends, reads and subscriptions. */
export const connectionDrops = (count: number): Disturbance => ({
  name: 'drops',
  disturb: async ({ faults }) => {
    for (let nr = 0; nr < count; nr++) {
      drops[nr % drops.length]?.(faults)
      await sleep(5 + (nr % 5) * 10)
    }
    return count
  },
})

/** The server stands still with its connections open, and then goes on. */
export const freeze = (ms: number, times?: Disturbance['times']): Disturbance => ({
  name: 'freezes',
  ...(times && { times }),
  disturb: async ({ faults }) => {
    await sleep(200)
    faults.freeze()
    await sleep(ms)
    faults.thaw()
    await sleep(200)
    return 1
  },
})

/** The server ends and begins again on the same port, with appends on their way. */
export const restarts = (count: number): Disturbance => ({
  name: 'restarts',
  disturb: async (server) => {
    for (let nr = 0; nr < count; nr++) {
      await sleep(120)
      await server.restart({ downMs: 20 + (nr % 3) * 60 })
    }
    await sleep(120)
    return count
  },
})

/** The server tells of checkpoints that are none. */
export const wrongCheckpoints = (rounds: number): Disturbance => ({
  name: 'wrong checkpoints',
  disturb: async ({ faults }) => {
    const kinds = ['twice', 'beyondTheEnd', 'backwards'] as const
    for (let nr = 0; nr < rounds; nr++) {
      faults.checkpoints(kinds[nr % kinds.length] ?? 'none')
      await sleep(150)
      faults.dropConnections()
      await sleep(150)
    }
    return rounds
  },
})

/** Answers are lost: stored, and never told. */
export const lostAnswers = (count: number): Disturbance => ({
  name: 'lost answers',
  disturb: async ({ faults }) => {
    for (let nr = 0; nr < count; nr++) {
      faults.next('append', { kind: 'answerNever' })
      await sleep(100)
    }
    return count
  },
})
