import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { memoryReadStore, type MemoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import { commissions } from '../../src/domain/processes/commissions.js'
import { feeSchedule } from '../../src/domain/kernel/feeSchedules.js'
import { pagesOf } from '../../src/application/pages.js'
import type { EventStore, StoredEvent } from '../../src/application/ports.js'
import { processRunner } from '../../src/application/processRunner.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { projections } from '../../src/projections/index.js'
import { totalAbout } from '../../src/application/progress.js'
import { appendAll, opened, story } from '../support/projecting.js'
import { sparse, sparseStore } from '../support/sparseStore.js'

const LAST = sparse(BigInt(story.length))
const quick = { ...system, jitter: () => 0, sleep: () => Promise.resolve() }

const filled = async (events: ReadonlyArray<StoredEvent> = story): Promise<EventStore> => {
  const store = sparseStore(memoryEventStore({ system }))
  await appendAll(store, events)
  return store
}

/** Every table, its postings' positions told as the n-th of the log, without the time of recording. */
const tablesOf = (reads: MemoryReadStore, nrOf: (position: unknown) => unknown) =>
  projections.flatMap(({ tables }) =>
    tables.map((table) =>
      reads
        .table(table)
        .map(({ recordedAt: _, ...row }) => ({
          ...row,
          ...('position' in row ? { position: nrOf(row['position']) } : {}),
        }))
        .map((row) =>
          JSON.stringify(row, (__, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
        )
        .sort(),
    ),
  )

describe('with positions that are not dense', () => {
  test('every table is the one that dense positions give, however the log is cut', async () => {
    const denseReads = memoryReadStore(system)
    const denseStore = memoryEventStore({ system })
    await appendAll(denseStore, story)
    await opened(denseStore, denseReads).catchUp()
    const nrs = new Map(story.map((_, i) => [sparse(BigInt(i + 1)).commit, BigInt(i + 1)]))
    const expected = tablesOf(denseReads, (position) => position)
    await fc.assert(
      fc.asyncProperty(fc.nat(story.length), fc.nat(story.length), async (a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)]
        const reads = memoryReadStore(system)
        const store = await filled(story.slice(0, first))
        for (const part of [story.slice(first, second), story.slice(second)]) {
          await opened(store, reads).catchUp()
          await appendAll(store, part)
        }
        const outcomes = await opened(store, reads).catchUp()
        expect(outcomes).toEqual(projections.map(({ name }) => ({ name, position: LAST })))
        expect(tablesOf(reads, (position) => nrs.get(position as bigint))).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  test('a history delivered again changes nothing', async () => {
    const reads = memoryReadStore(system)
    const store = await filled()
    await opened(store, reads).catchUp()
    const before = tablesOf(reads, (position) => position)
    const again: EventStore = { ...store, readAll: ({ after: _, ...read }) => store.readAll(read) }
    const outcomes = await opened(again, reads).catchUp()
    expect(outcomes.every(({ halt }) => halt === undefined)).toBe(true)
    expect(tablesOf(reads, (position) => position)).toEqual(before)
  })

  test('a projector follows what comes', async () => {
    const reads = memoryReadStore(system)
    const store = await filled(story.slice(0, 3))
    const stop = new AbortController()
    const running = opened(store, reads).run(stop.signal)
    await appendAll(store, story.slice(3))
    const positions = async () => (await reads.statuses()).map(({ position }) => position)
    await expect.poll(positions).toEqual(projections.map(() => LAST))
    stop.abort()
    expect((await running).every(({ halt }) => halt === undefined)).toBe(true)
  })

  test('a position at which the log has no event any more halts what came that far', async () => {
    const reads = memoryReadStore(system)
    const store = await filled()
    await opened(store, reads).catchUp()
    const restored: EventStore = { ...store, eventAt: async () => undefined }
    const outcomes = await opened(restored, reads).catchUp()
    expect(outcomes.map(({ halt }) => halt?.type)).toEqual(projections.map(() => 'HistoryDiverged'))
  })

  test('pages cover the log once, and none is read beyond its end', async () => {
    const store = await filled()
    const ids: Array<string> = []
    let pages = 0
    for await (const page of pagesOf(store, { after: undefined, upTo: LAST, max: 3, signal: undefined })) {
      ids.push(...page.events.map(({ id }) => id))
      pages += 1
    }
    expect(ids).toEqual(story.map(({ id }) => id))
    expect(pages).toBe(3)
  })

  test('progress counts events, and its total comes to what there was', async () => {
    const store = await filled()
    const told: Array<readonly [number, number]> = []
    await opened(store, memoryReadStore(system)).catchUp({
      onProgress: (progress) => told.push([progress.events, totalAbout(progress)]),
    })
    expect(told.map(([events]) => events)).toEqual([3, 6, 8])
    for (const [, total] of told) expect(Math.abs(total - story.length)).toBeLessThanOrEqual(1)
    expect(told.at(-1)).toEqual([8, 8])
  })

  test('a process reacts to everything once, what its own commands cause included', async () => {
    const store = await filled()
    const readStore = memoryReadStore(system)
    const center = sellerCenter({ store, system: quick })
    const deps = { store, readStore, center, system: quick }
    const caughtUp = () => processRunner([commissions(feeSchedule)], deps).catchUp()
    expect(await caughtUp()).toEqual([{ name: 'commissions' }])
    const head = await store.head()
    expect(head).not.toEqual(LAST)
    expect(await caughtUp()).toEqual([{ name: 'commissions' }])
    expect(await store.head()).toEqual(head)
    expect((await readStore.statuses()).map(({ position }) => position)).toEqual([head])
  })
})
