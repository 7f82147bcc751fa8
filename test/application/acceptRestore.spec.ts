import { beforeEach, describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { memoryReadStore, type MemoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system as realSystem } from '../../src/adapters/system.js'
import { keptTree } from '../../src/application/audit/keptTree.js'
import { keepTree } from '../../src/application/audit/treeKeeper.js'
import { AUDIT_TREE } from '../../src/application/audit/treeTables.js'
import { followersOf } from '../../src/application/followers.js'
import type { Stopped } from '../../src/application/stopped.js'
import type { EventStore, ReadStore } from '../../src/application/ports.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { orderTimelineTable } from '../../src/projections/orderTimeline.js'
import { processName } from '../../src/application/processLane.js'
import { processes } from '../../src/domain/processes/index.js'
import { projections } from '../../src/projections/index.js'
import { appendAll, story } from '../support/projecting.js'
import { sparseStore } from '../support/sparseStore.js'
import { leftOf, valueOf } from '../support/spec.js'

const system = { ...realSystem, jitter: () => 0, sleep: () => Promise.resolve() }
const PROCESSES = processes.map(({ name }) => processName(name))
const NAMES = [...PROCESSES, ...projections.map(({ name }) => name)]

/** The first events of the story, on a server of its own. */
const history = async (events: number): Promise<EventStore> => {
  const store = sparseStore(memoryEventStore({ system }))
  await appendAll(store, story.slice(0, events))
  return store
}

/** Everything that follows this store's log, from these tables on. */
const over = (store: EventStore, reads: ReadStore) => {
  const stopped: Array<Stopped> = []
  const center = sellerCenter({ store, system })
  const onStopped = (stop: Stopped): void => void stopped.push(stop)
  return { ...followersOf({ store, reads, center, system, onStopped }), told: stopped }
}

const namesOf = (parts: ReadonlyArray<{ readonly name: string }>) => parts.map(({ name }) => name)
const rows = (reads: MemoryReadStore) =>
  projections.flatMap(({ tables }) =>
    tables.map((table) =>
      reads
        .table(table)
        .map(({ recordedAt: _, ...row }) => row)
        .sort((a, b) => (Object.values(a).join() < Object.values(b).join() ? -1 : 1)),
    ),
  )

describe('accepting a restore', () => {
  let reads: MemoryReadStore
  beforeEach(() => {
    reads = memoryReadStore(system)
  })

  test('builds everything anew from the shorter history that the store has now', async () => {
    await over(await history(8), reads).catchUp()
    const restored = await history(5)
    const halted = over(restored, reads)
    await halted.catchUp()
    expect(namesOf(halted.told.map(({ component }) => ({ name: component })))).toEqual([
      ...processes.map(({ name }) => name),
      ...projections.map(({ name }) => name),
    ])

    const accepted = await halted.acceptRestore()
    expect(accepted.map(({ name, why }) => [name, why])).toEqual(NAMES.map((name) => [name, 'diverged']))
    expect(accepted.every(({ from }) => from !== undefined)).toBe(true)
    expect(halted.stopped()).toEqual([])
    const fresh = memoryReadStore(system)
    await over(restored, fresh).catchUp()
    expect(rows(reads)).toEqual(rows(fresh))
    expect(reads.table(orderTimelineTable)).toHaveLength(4)
  })

  test('does nothing, and takes nothing over, where nothing has diverged', async () => {
    const store = await history(8)
    await over(store, reads).catchUp()
    const owner = await reads.claim('sellers', 1, await store.incarnation())
    expect(await over(store, reads).acceptRestore()).toEqual([])
    const { position, eventId } = owner
    if (position === undefined) throw new Error('nothing was consumed')
    expect(await reads.commit(owner, { position, eventId }, [])).toMatchObject({ _tag: 'Right' })
  })

  test('builds all anew where that is asked for', async () => {
    const store = await history(8)
    await over(store, reads).catchUp()
    const before = rows(reads)
    const accepted = await over(store, reads).acceptRestore({ all: true })
    expect(accepted.map(({ name, why }) => [name, why])).toEqual(NAMES.map((name) => [name, 'asked']))
    expect(rows(reads)).toEqual(before)
  })

  test('makes the kept tree anew with the rest, where it has diverged', async () => {
    const store = await history(8)
    valueOf(await keepTree({ store, reads }))
    const restored = await history(5)
    expect(leftOf(await keepTree({ store: restored, reads }))).toMatchObject({ type: 'HistoryDiverged' })
    expect(namesOf(await over(restored, reads).acceptRestore())).toEqual([AUDIT_TREE])
    // With the event that tells of the acceptance.
    expect(await keptTree(reads).edge()).toMatchObject({ size: 6 })
    const fresh = memoryReadStore(system)
    expect(valueOf(await keepTree({ store: restored, reads }))).toEqual(
      valueOf(await keepTree({ store: restored, reads: fresh })),
    )
    expect(await over(restored, reads).acceptRestore()).toEqual([])
  })

  test('leaves the kept tree, which may testify, where it has not diverged, whatever is asked for', async () => {
    const store = await history(8)
    valueOf(await keepTree({ store, reads }))
    expect(await over(store, reads).acceptRestore({ all: true })).toEqual([])
  })

  test('leaves a projection alone that had not come as far as the histories agree', async () => {
    const whole = await history(8)
    await over(whole, reads).catchUp()
    const { position } = (await whole.readAll({ limit: 3 })).events[2] ?? {}
    const [sellers, ...others] = projections
    expect(sellers?.name).toBe('sellers')
    const early: ReadStore = {
      ...reads,
      statuses: async () =>
        (await reads.statuses()).map((status) =>
          status.name === 'sellers' ? { ...status, position } : status,
        ),
    }
    const store: EventStore = {
      ...whole,
      eventAt: async (at) =>
        at.commit === position?.commit ? whole.eventAt((await whole.head()) ?? at) : undefined,
    }
    expect(namesOf(await over(store, early).acceptRestore())).toEqual([
      ...PROCESSES,
      ...others.map(({ name }) => name),
    ])
  })

  test.each(['sellers', 'order_board', 'ledger'])(
    'that is broken off at %s is completed by the next one',
    async (name) => {
      await over(await history(8), reads).catchUp()
      const restored = await history(6)
      const killed: ReadStore = {
        ...reads,
        reset: (...args) => (args[0] === name ? Promise.reject(new Error('killed')) : reads.reset(...args)),
      }
      await expect(over(restored, killed).acceptRestore()).rejects.toThrow('killed')
      const again = over(restored, reads)
      const why = new Map((await again.acceptRestore()).map((part) => [part.name, part.why]))
      expect([...why.keys()]).toEqual(NAMES)
      expect([why.get('process:commissions'), why.get(name)]).toEqual(['unfinished', 'diverged'])
      expect(again.stopped()).toEqual([])
      const fresh = memoryReadStore(system)
      await over(restored, fresh).catchUp()
      expect(rows(reads)).toEqual(rows(fresh))
    },
  )

  test('keeps a worker of before from committing anything', async () => {
    const store = await history(8)
    await over(store, reads).catchUp()
    const old = await reads.claim('order_timeline', 1, await store.incarnation())
    const restored = await history(5)
    await over(restored, reads).acceptRestore()
    const before = rows(reads)
    const to = { position: { commit: 9_999n, prepare: 9_999n }, eventId: undefined }
    const [change] = [{ table: orderTimelineTable, rows: [] }]
    expect(await reads.commit(old, to, [change])).toMatchObject({ left: { type: 'OwnershipLost' } })
    expect(rows(reads)).toEqual(before)
  })

  test('stops a service that goes on meanwhile, whatever it has under way', async () => {
    const store = await history(5)
    const stop = new AbortController()
    const service = over(store, reads)
    const running = service.run(stop.signal)
    const underWay = async () => (await reads.statuses()).filter(({ position }) => position !== undefined)
    await expect.poll(underWay).toHaveLength(NAMES.length)
    const other = over(store, reads)
    expect(namesOf(await other.acceptRestore({ all: true }))).toEqual(NAMES)
    await appendAll(store, story.slice(5))
    await running
    expect(new Set(service.told.map(({ detail }) => detail))).toEqual(
      new Set(['was taken over by another worker']),
    )
    expect(service.told).toHaveLength(NAMES.length)

    await other.catchUp()
    expect(other.stopped()).toEqual([])
    const fresh = memoryReadStore(system)
    await over(store, fresh).catchUp()
    expect(rows(reads)).toEqual(rows(fresh))
  })

  test('of an empty store leaves empty tables at its beginning', async () => {
    await over(await history(8), reads).catchUp()
    const empty = await history(0)
    expect(namesOf(await over(empty, reads).acceptRestore())).toEqual(NAMES)
    expect(rows(reads).flat()).toEqual([])
    expect(await over(empty, reads).acceptRestore()).toEqual([])
  })

  test('tells how far it is, in events', async () => {
    await over(await history(8), reads).catchUp()
    const told: Array<readonly [string, number, number]> = []
    const restored = await history(5)
    await over(restored, reads).acceptRestore({
      onProgress: ({ phase, done, total }) => told.push([phase, done, total]),
    })
    expect(told).toEqual([
      ['processes', 6, 6],
      ['read models', 6, 6],
    ])
  })
})
