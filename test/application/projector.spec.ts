import { describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { memoryReadStore, type MemoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import type { Halt } from '../../src/application/halt.js'
import type { EventStore, ReadStore, StoredEvent } from '../../src/application/ports.js'
import { projections } from '../../src/projections/index.js'
import { orderBoard, orderBoardTable } from '../../src/projections/orderBoard.js'
import { orderTimeline, orderTimelineTable } from '../../src/projections/orderTimeline.js'
import type { Projection } from '../../src/projections/projection.js'
import { sellers, sellersTable } from '../../src/projections/sellers.js'
import type { TableShape } from '../../src/projections/table.js'
import { logStore } from '../support/deliveries.js'
import { LAST, opened, story } from '../support/projecting.js'

const count = (reads: MemoryReadStore, of: TableShape): number => reads.table(of).length
const ordered = <A extends { readonly name: string }>(outcomes: ReadonlyArray<A>) =>
  [...outcomes].sort((a, b) => (a.name < b.name ? -1 : 1))

const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 2_000 && !holds(); i++) await system.sleep(1)
  expect(holds()).toBe(true)
}

/** Appends the story, order by order, to a store that tells what comes live. */
const append = async (store: EventStore, events: ReadonlyArray<StoredEvent>): Promise<void> => {
  for (const { stream, revision, ...event } of events) {
    await store.appendToStream(stream, revision === 0n ? 'no_stream' : revision - 1n, [event])
  }
}

describe('catching up', () => {
  test('takes every projection to the end of the log, and tells how it goes', async () => {
    const reads = memoryReadStore(system)
    const progress: Array<readonly [number, bigint, bigint]> = []
    const outcomes = await opened(logStore({ events: story }), reads).catchUp({
      onProgress: ({ events, position, head }) => progress.push([events, position.commit, head.commit]),
    })
    expect(outcomes).toEqual(
      projections.map(({ name }) => ({ name, position: { commit: LAST, prepare: LAST } })),
    )
    expect(progress).toEqual([
      [3, 3n, LAST],
      [6, 6n, LAST],
      [8, 8n, LAST],
    ])
    expect(reads.table(orderBoardTable)).toMatchObject([{ status: 'COMPLETED' }])
  })

  test('of an empty log changes nothing', async () => {
    const reads = memoryReadStore(system)
    const outcomes = await opened(logStore({ events: [] }), reads, [orderBoard]).catchUp()
    expect(outcomes).toEqual([{ name: 'order_board', position: undefined }])
  })

  test('goes on where it was, and moves on over events that a projection does not see', async () => {
    const reads = memoryReadStore(system)
    const log = { events: story.slice(0, 4) }
    await opened(logStore(log), reads).catchUp()
    log.events = story
    const outcomes = await opened(logStore(log), reads).catchUp()
    expect(outcomes.every(({ position }) => position?.commit === LAST)).toBe(true)
    expect(count(reads, orderTimelineTable)).toBe(7)
    expect(count(reads, sellersTable)).toBe(1)
  })

  test('lets a projection that is behind catch up without telling the others anything twice', async () => {
    const reads = memoryReadStore(system)
    await opened(logStore({ events: story }), reads, [orderTimeline]).catchUp()
    const outcomes = await opened(logStore({ events: story }), reads, [orderTimeline, orderBoard]).catchUp()
    expect(outcomes.map(({ halt }) => halt)).toEqual([undefined, undefined])
    expect(count(reads, orderBoardTable)).toBe(1)
  })

  test('stops where it is told to, with tables and checkpoint in agreement', async () => {
    const reads = memoryReadStore(system)
    const stop = new AbortController()
    const outcomes = await opened(logStore({ events: story }), reads).catchUp({
      signal: stop.signal,
      onProgress: () => {
        stop.abort()
      },
    })
    const position = outcomes[0]?.position?.commit ?? 0n
    expect(position).toBeGreaterThan(0n)
    expect(position).toBeLessThan(LAST)
    expect(outcomes.every((outcome) => outcome.position?.commit === position)).toBe(true)
    expect(count(reads, orderTimelineTable)).toBe(Number(position) - 1)
  })

  test('ends although the log goes on growing', async () => {
    const reads = memoryReadStore(system)
    const log = { events: story.slice(0, 2) }
    const growing = logStore(log)
    const events: EventStore = {
      ...growing,
      readAll: async (options) => {
        const batch = await growing.readAll({ ...options, limit: 1 })
        log.events = story.slice(0, log.events.length + 1)
        return batch
      },
    }
    const [outcome] = await opened(events, reads, [orderBoard]).catchUp()
    expect(outcome?.position?.commit).toBe(2n)
  })

  test('rejects when the tables cannot be written, and loses nothing', async () => {
    const reads = memoryReadStore(system)
    let failing = true
    const shaky: ReadStore = {
      ...reads,
      commit: async (...args) => {
        if (failing && args[0].name !== 'sellers') throw new Error('connection lost')
        return reads.commit(...args)
      },
    }
    await expect(opened(logStore({ events: story }), shaky).catchUp()).rejects.toThrow('connection lost')
    failing = false
    const outcomes = await opened(logStore({ events: story }), shaky).catchUp()
    expect(outcomes.every(({ halt, position }) => halt === undefined && position?.commit === LAST)).toBe(true)
    expect(count(reads, orderTimelineTable)).toBe(7)
  })
})

test('what was read together is committed together', async () => {
  const reads = memoryReadStore(system)
  const commits: Array<number> = []
  const counting: ReadStore = {
    ...reads,
    commit: async (owner, to, changes) => {
      commits.push(changes.reduce((rows, change) => rows + change.rows.length, 0))
      return reads.commit(owner, to, changes)
    },
  }
  await opened(logStore({ events: story.slice(0, 3) }), counting, [orderTimeline]).catchUp()
  expect(commits).toEqual([2])
})

describe('running', () => {
  const started = (events: EventStore, reads: ReadStore, chosen: ReadonlyArray<Projection> = projections) => {
    const stop = new AbortController()
    const halts: Array<Halt> = []
    const ended = opened(events, reads, chosen).run(stop.signal, (halt) => halts.push(halt))
    return {
      halts,
      ended,
      stop: () => {
        stop.abort()
        return ended
      },
    }
  }

  test('takes in what is there and what comes, until it is stopped', async () => {
    const [events, reads] = [memoryEventStore({ system }), memoryReadStore(system)]
    await append(events, story.slice(0, 3))
    const { stop } = started(events, reads)
    await until(() => count(reads, orderTimelineTable) === 2)
    await append(events, story.slice(3))
    await until(() => count(reads, orderTimelineTable) === 7)
    const outcomes = await stop()
    expect(outcomes.every(({ position, halt }) => position?.commit === LAST && halt === undefined)).toBe(true)
  })

  test('stops a projection that another worker takes over; what it had under way is not written', async () => {
    const [events, reads] = [memoryEventStore({ system }), memoryReadStore(system)]
    await append(events, story.slice(0, 3))
    const first = started(events, reads, [orderTimeline, orderBoard])
    await until(() => count(reads, orderTimelineTable) === 2)
    const second = started(events, reads, [orderTimeline])
    await append(events, story.slice(3))
    await until(() => count(reads, orderTimelineTable) === 7)
    await until(() => first.halts.length > 0)
    expect(first.halts).toEqual([{ type: 'OwnershipLost', name: 'order_timeline' }])
    expect(ordered(await first.stop())).toMatchObject([
      { name: 'order_board', position: { commit: LAST } },
      { name: 'order_timeline', halt: { type: 'OwnershipLost' } },
    ])
    expect(await second.stop()).toEqual([
      { name: 'order_timeline', position: { commit: LAST, prepare: LAST } },
    ])
  })

  test('ends by itself when every projection has halted, and tells each halt once', async () => {
    const [events, reads] = [memoryEventStore({ system }), memoryReadStore(system)]
    await append(events, story)
    await opened(events, reads, [sellers, orderBoard]).catchUp()
    const next = [sellers, orderBoard].map((projection) => ({ ...projection, version: 99 }))
    const { halts, ended } = started(events, reads, next)
    expect(ordered(await ended).map(({ halt }) => halt?.type)).toEqual([
      'ProjectionOutdated',
      'ProjectionOutdated',
    ])
    expect(halts.map(({ name }) => name).sort()).toEqual(['order_board', 'sellers'])
  })

  test('goes on from the checkpoints after the tables were away for a while', async () => {
    const [events, reads] = [memoryEventStore({ system }), memoryReadStore(system)]
    let failures = 4
    const shaky: ReadStore = {
      ...reads,
      // The worst of all: it was written, and the answer was lost.
      commit: async (...args) => {
        const outcome = await reads.commit(...args)
        if (failures-- > 0) throw new Error('connection lost')
        return outcome
      },
    }
    await append(events, story)
    const { halts, stop } = started(events, shaky)
    await until(() => count(reads, orderTimelineTable) === 7)
    const outcomes = await stop()
    expect(halts).toEqual([])
    expect(outcomes.every(({ position }) => position?.commit === LAST)).toBe(true)
    expect(reads.table(orderBoardTable)).toMatchObject([{ status: 'COMPLETED', packages: 1 }])
  })

  test('gives up on tables that stay away', async () => {
    const events = memoryEventStore({ system })
    await append(
      events,
      [story[0], story[1]].flatMap((event) => (event === undefined ? [] : [event])),
    )
    let tries = 0
    const gone: ReadStore = {
      ...memoryReadStore(system),
      claim: () => {
        tries += 1
        return Promise.reject(new Error('connection refused'))
      },
    }
    await expect(started(events, gone, [orderBoard]).ended).rejects.toThrow('connection refused')
    expect(tries).toBe(11)
  })

  test('that is stopped before it began ends at once', async () => {
    const stop = new AbortController()
    stop.abort()
    const outcomes = await opened(memoryEventStore({ system }), memoryReadStore(system)).run(stop.signal)
    expect(outcomes.map(({ name }) => name)).toEqual(projections.map(({ name }) => name))
  })
})
