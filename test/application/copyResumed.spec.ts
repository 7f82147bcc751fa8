import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copyEvents, type CopyProgress } from '../../src/application/copyEvents.js'
import type { EventStore } from '../../src/application/ports.js'
import { isRight } from '../../src/fp.js'
import { isAfter, type Position } from '../../src/domain/kernel/recorded.js'
import { readToEnd } from '../support/log.js'
import {
  ending,
  ends,
  hasty as system,
  historyOf,
  inSmallPages,
  kept,
  memory,
  steps,
  tell,
} from '../support/copying.js'
import { sparseStore } from '../support/sparseStore.js'

const all = (store: EventStore) => readToEnd(store, { after: undefined, limit: 10_000 })

/** That both are nowhere, or the first is not before the second. */
const reaches = (upTo: Position | undefined, head: Position | undefined): boolean =>
  upTo === undefined || head === undefined ? upTo === head : !isAfter(head, upTo)

describe('a copy', () => {
  test('of any kind, broken off after any append in any way, is completed by the next run', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(12),
        fc.constantFrom(...ends),
        async (told, page, appends, end) => {
          const log = memory()
          await tell(log, told)
          const source = inSmallPages(sparseStore(log), page)
          const target = memory()
          const first = await copyEvents({ source, system, ...ending(target, appends, end) }).catch(
            (error: unknown) => error,
          )
          const before = (await all(target)).length
          // Another size of page, as another release may have.
          const again = { source: inSmallPages(source, 10 - page), target, system }
          const events = (await all(log)).length
          const second = await copyEvents(again)
          const head = await source.head()
          expect(second).toMatchObject({
            right: { copied: events - before, present: before, events, verified: true },
          })
          if (isRight(second)) expect(reaches(second.right.upTo, head)).toBe(true)
          expect(await kept(target)).toEqual(await kept(log))
          expect(await copyEvents(again)).toMatchObject({ right: { copied: 0, present: events } })
          expect((await all(target)).length).toBe(events)
          if (before < events && end.startsWith('aborted')) expect(first).toEqual(new Error('enough'))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('lacks nothing but the end and a part of one page when it is broken off', async () => {
    const page = 20
    const log = await historyOf(30, 6)
    for (const appends of [0, 1, 25, 70, 139]) {
      const target = memory()
      const broken = ending(target, appends, 'aborted')
      await expect(copyEvents({ source: inSmallPages(log, page), system, ...broken })).rejects.toThrow(
        'enough',
      )
      const ids = new Set((await all(target)).map(({ id }) => id))
      const isThere = (await all(log)).map(({ id }) => ids.has(id))
      expect(isThere.lastIndexOf(true)).toBeLessThan(Math.floor(isThere.indexOf(false) / page + 1) * page)
    }
  })

  test('begins a page only when the one before is complete', async () => {
    const page = 20
    const source = await historyOf(30, 4)
    const target = memory()
    const pageOf = new Map((await all(source)).map(({ id }, i) => [id, Math.floor(i / page)]))
    const under: Array<number> = []
    const mixed: Array<ReadonlyArray<number>> = []
    const slow: EventStore = {
      ...target,
      appendToStream: async (stream, expected, events) => {
        const nr = pageOf.get(events[0]?.id ?? '') ?? -1
        under.push(nr)
        if (new Set(under).size > 1) mixed.push([...under])
        for (let turns = stream === 'order-3' ? 30 : 1; turns > 0; turns--) await setImmediate()
        under.splice(under.indexOf(nr), 1)
        return target.appendToStream(stream, expected, events)
      },
    }
    expect(await copyEvents({ source: inSmallPages(source, page), target: slow, system })).toMatchObject({
      right: { copied: 120 },
    })
    expect(mixed).toEqual([])
  })

  test('tells how far it is, and begins where it left off', async () => {
    const log = await historyOf(30, 4)
    const target = memory()
    await copyEvents({ source: inSmallPages(log, 20), system, ...ending(target, 45, 'gone') })
    const told: Array<CopyProgress> = []
    const source = inSmallPages(sparseStore(log), 20)
    await copyEvents({ source, target, system, onProgress: (step) => told.push(step) })
    const of = (phase: CopyProgress['phase']) => told.filter((step) => step.phase === phase)
    expect(told.map(({ phase }) => phase)).toEqual(told.map(({ phase }) => phase).toSorted())
    expect(of('copying')[0]?.done).toBe(60)
    for (const phase of ['copying', 'verifying'] as const)
      expect(of(phase).at(-1)).toEqual({ phase, done: 120, total: 120 })
    for (const { total, done } of told) expect(total).toBeGreaterThanOrEqual(done)
  })
})
