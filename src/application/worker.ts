import type { Claims, WorkerSession } from './claims.js'
import type { System } from './ports.js'
import { sharesOf } from './shares.js'

/** Between two looks at who is there: half of the time in which what a killed worker had is taken over. */
const BEAT_MS = 200
const FAILURES_MAX = 10
const PAUSE_MS = 100
const DOUBLINGS_MAX = 6

/** Work that workers share, name by name. */
export interface Seat {
  /** What this worker could do; asked again whenever work has ended. Nothing: it is over. */
  readonly names: () => Promise<ReadonlyArray<string>> | ReadonlyArray<string>
  /**
   * Does the work of these names, which nobody else does meanwhile, until `signal` aborts: because the names have become
   * others, or were lost. May end by itself; it then begins anew with what `names` says.
   */
  readonly work: (owned: ReadonlyArray<string>, signal: AbortSignal) => Promise<void>
}

/** This process as one of several workers on the same database. */
export interface Worker {
  /**
   * Works for as long as there are names and `signal` has not aborted: on those that are this worker's share, while it
   * stands by for the others. Rejects as `work` does, and when nobody can tell ten times in a row who owns what.
   */
  follow(seat: Seat, signal: AbortSignal): Promise<void>
}

interface Standing {
  names: ReadonlyArray<string>
  /** What is being worked on: it is not given back before that has ended. */
  working: ReadonlyArray<string>
  /** Aborts when other names are owned than those that are worked on. */
  change: AbortController
  /** All was lost while it was at work, which goes on ending: until then others had better have its names. */
  isStranded: boolean
}

const isSame = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((name) => b.includes(name))

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve()
        },
        { once: true },
      )
  })

export const workerOf = ({
  claims,
  system,
}: {
  readonly claims: Claims
  readonly system: Pick<System, 'sleep' | 'jitter'>
}): Worker => {
  const standings = new Set<Standing>()
  let ours: ReadonlySet<string> = new Set()
  let failure: Error | undefined
  /** Aborts so that the next look is taken at once. */
  let nudge = new AbortController()
  let beating: Promise<void> | undefined

  const ownedBy = ({ names }: Standing): ReadonlyArray<string> => names.filter((name) => ours.has(name))
  const publish = (owned: ReadonlySet<string>): void => {
    ours = owned
    for (const standing of standings)
      if (!isSame(ownedBy(standing), standing.working)) standing.change.abort()
  }

  /** Looks at who is there, takes what is free and in our share, and gives back what is beyond it. */
  const beat = async (session: WorkerSession, offered: ReadonlyArray<string>) => {
    const able = [...standings].filter(({ isStranded }) => !isStranded)
    const names = [...new Set(able.flatMap((standing) => standing.names))]
    if (!isSame(names, offered)) await session.offer(names)
    const posts = await session.posts()
    const shares = sharesOf(posts)
    const [held, free]: [Array<string>, Array<string>] = [[], []]
    const share = new Set<string>()
    for (const { key, name, owner } of posts) {
      if (name === undefined) continue
      if (shares.get(key) === session.id) share.add(name)
      if (owner === session.id) held.push(name)
      else if (owner === undefined && share.has(name)) free.push(name)
    }
    const taken = await session.take(free)
    publish(new Set([...held, ...taken].filter((name) => share.has(name))))
    const worked = new Set([...standings].flatMap(({ working }) => working))
    await session.release(held.filter((name) => !share.has(name) && !worked.has(name)))
    return names
  }

  /** As one session, until it is lost or nobody works here any more. */
  const attend = async (): Promise<void> => {
    const session = await claims.join()
    session.lost.addEventListener('abort', () => {
      nudge.abort()
    })
    let offered: ReadonlyArray<string> = []
    try {
      while (standings.size > 0 && !session.lost.aborted) {
        nudge = new AbortController()
        const { signal } = nudge
        offered = await beat(session, offered)
        failures = 0
        await system.sleep(BEAT_MS, signal)
      }
    } finally {
      for (const standing of standings) standing.isStranded = standing.working.length > 0
      publish(new Set())
      session.close()
    }
  }

  let failures = 0
  const giveUp = (error: unknown): void => {
    failure = error instanceof Error ? error : new Error(String(error))
    for (const { change } of standings) change.abort()
  }
  const keepBeating = async (): Promise<void> => {
    while (standings.size > 0 && failure === undefined) {
      try {
        await attend()
      } catch (error) {
        failures += 1
        publish(new Set())
        if (failures > FAILURES_MAX) {
          giveUp(error)
          break
        }
        // The loss of the session has aborted the one before: a pause that it ends at once would be none.
        nudge = new AbortController()
        await system.sleep(system.jitter(PAUSE_MS * 2 ** Math.min(failures, DOUBLINGS_MAX)), nudge.signal)
      }
    }
    beating = undefined
  }

  const begin = (standing: Standing): void => {
    if (standings.size === 0) [failure, failures] = [undefined, 0]
    standings.add(standing)
    beating ??= keepBeating()
    nudge.abort()
  }

  return {
    follow: async ({ names, work }, signal) => {
      const standing: Standing = {
        names: await names(),
        working: [],
        change: new AbortController(),
        isStranded: false,
      }
      begin(standing)
      try {
        while (!signal.aborted && standing.names.length > 0) {
          if (failure !== undefined) throw failure
          standing.change = new AbortController()
          const until = AbortSignal.any([signal, standing.change.signal])
          standing.working = ownedBy(standing)
          if (standing.working.length === 0) await aborted(until)
          else await work(standing.working, until)
          standing.working = []
          standing.isStranded = false
          standing.names = await names()
          nudge.abort()
        }
      } finally {
        standings.delete(standing)
        nudge.abort()
        if (standings.size === 0) await beating
      }
    },
  }
}
