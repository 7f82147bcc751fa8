import { describe, expect, test } from 'vitest'
import { memoryClaims } from '../../src/adapters/memory/claims.js'
import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import type { Halt } from '../../src/application/halt.js'
import type { ReadStore } from '../../src/application/ports.js'
import { projector } from '../../src/application/projector.js'
import { workerOf, type Worker } from '../../src/application/worker.js'
import { projections } from '../../src/projections/index.js'
import { orderBoardTable } from '../../src/projections/orderBoard.js'
import { LAST, story } from '../support/projecting.js'

/** Beats and pauses take five milliseconds. */
const hasty = { ...system, sleep: (ms: number, end?: AbortSignal) => system.sleep(Math.min(ms, 5), end) }

const at = (names: ReadonlyArray<string>) => {
  const working = new Map<Worker, ReadonlyArray<string>>()
  return {
    of: (worker: Worker): ReadonlyArray<string> => working.get(worker) ?? [],
    follow: (worker: Worker, signal: AbortSignal) =>
      worker.follow(
        {
          names: () => names,
          work: async (owned, until) => {
            working.set(worker, owned.toSorted())
            await new Promise((resolve) => {
              until.addEventListener('abort', resolve)
            })
            working.set(worker, [])
          },
        },
        signal,
      ),
  }
}

describe('workers', () => {
  test('share what there is, evenly, and take over what one leaves', async () => {
    const claims = memoryClaims()
    const [a, b] = [workerOf({ claims, system: hasty }), workerOf({ claims, system: hasty })]
    const [stopA, stopB] = [new AbortController(), new AbortController()]
    const { of, follow } = at(['1', '2', '3', '4'])
    const first = follow(a, stopA.signal)
    await expect.poll(() => of(a)).toEqual(['1', '2', '3', '4'])
    const second = follow(b, stopB.signal)
    await expect.poll(() => [of(a).length, of(b).length]).toEqual([2, 2])
    expect([...of(a), ...of(b)].sort()).toEqual(['1', '2', '3', '4'])
    stopA.abort()
    await first
    await expect.poll(() => of(b)).toEqual(['1', '2', '3', '4'])
    stopB.abort()
    await second
  })

  test('stop at once when they are lost, and come back', async () => {
    const claims = memoryClaims()
    const worker = workerOf({ claims, system: hasty })
    const stop = new AbortController()
    const { of, follow } = at(['1'])
    const following = follow(worker, stop.signal)
    await expect.poll(() => of(worker)).toEqual(['1'])
    const watcher = await claims.join()
    const owner = async () => (await watcher.posts()).map((post) => post.owner)
    expect(await owner()).toEqual(['worker-1'])
    claims.end('worker-1')
    expect(await owner()).toEqual([])
    await expect.poll(owner).toEqual(['worker-3'])
    await expect.poll(() => of(worker)).toEqual(['1'])
    stop.abort()
    await following
  })

  test('never give back what they are still at work on', async () => {
    const claims = memoryClaims()
    const [a, b] = [workerOf({ claims, system: hasty }), workerOf({ claims, system: hasty })]
    const stop = new AbortController()
    const [names, busy] = [['1', '2'], new Set<string>()]
    let clashes = 0
    const slow = async (owned: ReadonlyArray<string>, until: AbortSignal): Promise<void> => {
      for (const name of owned) if (busy.has(name)) clashes += 1
      owned.forEach((name) => busy.add(name))
      while (!until.aborted) await system.sleep(1)
      await system.sleep(30)
      owned.forEach((name) => busy.delete(name))
    }
    const following = [a, b].map((worker) => worker.follow({ names: () => names, work: slow }, stop.signal))
    await system.sleep(150)
    stop.abort()
    await Promise.all(following)
    expect(clashes).toBe(0)
  })

  test('give up when nobody can tell them ten times in a row who owns what', async () => {
    let tries = 0
    const claims = {
      join: () => {
        tries += 1
        return Promise.reject(new Error('connection refused'))
      },
    }
    const worker = workerOf({ claims, system: hasty })
    const seat = { names: () => ['1'], work: () => Promise.resolve() }
    await expect(worker.follow(seat, new AbortController().signal)).rejects.toThrow('connection refused')
    expect(tries).toBe(11)
  })
})

describe('projectors that share their projections', () => {
  const started = (events: ReturnType<typeof memoryEventStore>, reads: ReadStore, worker: Worker) => {
    const stop = new AbortController()
    const halts: Array<Halt> = []
    const ended = projector({ events, reads, projections, system: hasty, worker }).run(stop.signal, (halt) =>
      halts.push(halt),
    )
    return {
      halts,
      stop: () => {
        stop.abort()
        return ended
      },
    }
  }
  const append = async (events: ReturnType<typeof memoryEventStore>, stored: typeof story): Promise<void> => {
    for (const { stream, revision, ...event } of stored)
      await events.appendToStream(stream, revision === 0n ? 'no_stream' : revision - 1n, [event])
  }
  const isAtEnd = async (reads: ReadStore): Promise<boolean> =>
    (await reads.statuses()).filter(({ position }) => position?.commit === LAST).length === projections.length

  test('come to the end together, each with a part of them', async () => {
    const [events, reads, claims] = [memoryEventStore({ system }), memoryReadStore(system), memoryClaims()]
    await append(events, story.slice(0, 3))
    const workers = [1, 2].map(() => started(events, reads, workerOf({ claims, system: hasty })))
    const watcher = await claims.join()
    const owners = async () => new Set((await watcher.posts()).flatMap(({ owner }) => owner ?? [])).size
    await expect.poll(owners).toBe(2)
    await append(events, story.slice(3))
    await expect.poll(() => isAtEnd(reads)).toBe(true)
    expect(reads.table(orderBoardTable)).toMatchObject([{ status: 'COMPLETED' }])
    for (const { stop, halts } of workers) {
      await stop()
      expect(halts).toEqual([])
    }
  })

  test('take a projection back that somebody took over and left alone', async () => {
    const [events, reads, claims] = [memoryEventStore({ system }), memoryReadStore(system), memoryClaims()]
    await append(events, story.slice(0, 3))
    const { stop, halts } = started(events, reads, workerOf({ claims, system: hasty }))
    await expect.poll(() => reads.table(orderBoardTable)).toHaveLength(1)
    await reads.claim('order_board', 1, await events.incarnation())
    await append(events, story.slice(3))
    await expect.poll(() => isAtEnd(reads)).toBe(true)
    expect(await stop()).toHaveLength(projections.length)
    expect(halts).toEqual([])
  })

  test('write nothing any more when they were replaced without knowing it', async () => {
    const [events, reads, claims] = [memoryEventStore({ system }), memoryReadStore(system), memoryClaims()]
    let isFrozen = false
    let thaw = (): void => undefined
    const frozen = new Promise<void>((resolve) => {
      thaw = resolve
    })
    const outcomes: Array<string> = []
    const slow: ReadStore = {
      ...reads,
      commit: async (...args) => {
        if (isFrozen) await frozen
        const outcome = await reads.commit(...args)
        if (isFrozen) outcomes.push(outcome._tag)
        return outcome
      },
    }
    await append(events, story.slice(0, 3))
    const zombie = started(events, slow, workerOf({ claims, system: hasty }))
    await expect.poll(() => reads.table(orderBoardTable)).toHaveLength(1)
    isFrozen = true
    await append(events, story.slice(3))
    await system.sleep(20)
    const other = started(events, reads, workerOf({ claims, system: hasty }))
    claims.end('worker-1')
    await expect.poll(() => isAtEnd(reads)).toBe(true)
    thaw()
    await expect.poll(() => outcomes.length).toBeGreaterThanOrEqual(projections.length)
    expect(outcomes.slice(0, projections.length).every((tag) => tag === 'Left')).toBe(true)
    await zombie.stop()
    await other.stop()
    expect(reads.table(orderBoardTable)).toMatchObject([{ status: 'COMPLETED' }])
  })
})
