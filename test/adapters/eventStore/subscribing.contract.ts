import { describe, expect, test } from 'vitest'
import type { Batch, EventStore } from '../../../src/application/ports.js'
import { isAfter } from '../../../src/domain/kernel/recorded.js'
import { appendToEnd, appended, from, idsOf, listen, newEvents, ownCategory } from '../../support/log.js'

const ended = async (subscription: AsyncIterable<Batch>): Promise<number> => {
  let batches = 0
  for await (const _ of subscription) batches += 1
  return batches
}

export const subscribingContract = (store: () => EventStore): void => {
  describe('a subscription', () => {
    test('tells what is there and then what comes', async () => {
      const category = ownCategory()
      const after = await store().head()
      const ids = [...(await appendToEnd(store(), `${category}-1`, 25))]
      const options = { ...from(after), limit: 10, categories: [category] }
      let appends = 0
      const appendOne = async (): Promise<void> => {
        const events = newEvents(1)
        appends += 1
        ids.push(...idsOf(events))
        appended(await store().appendToStream(`${category}-new-${appends}`, 'no_stream', events))
      }
      const { events, batches } = await listen(store(), options, (seen, { caughtUp }) => {
        if (caughtUp && seen.length === 25 + appends && appends < 5) void appendOne()
        return seen.length === 30
      })
      expect(idsOf(events)).toEqual(ids)
      expect(Math.max(...batches.map((batch) => batch.events.length))).toBeLessThanOrEqual(10)
    })

    test('tells when it has caught up, also where nothing is new', async () => {
      const after = await store().head()
      const options = { ...from(after), limit: 10, categories: [ownCategory()] }
      const { batches } = await listen(store(), options, (_, { caughtUp }) => caughtUp)
      expect(batches.at(-1)).toMatchObject({ events: [], caughtUp: true })
    })

    test('tells when it has caught up, also where the last page was full', async () => {
      const category = ownCategory()
      const options = { ...from(await store().head()), limit: 5, categories: [category] }
      const ids = await appendToEnd(store(), `${category}-1`, 10)
      const { events } = await listen(store(), options, (_, { caughtUp }) => caughtUp)
      expect(idsOf(events)).toEqual(ids)
    })

    test('from the beginning tells everything', async () => {
      const category = ownCategory()
      const ids = await appendToEnd(store(), `${category}-1`, 3)
      const { events } = await listen(store(), { limit: 1_000 }, (_, { caughtUp }) => caughtUp)
      expect(idsOf(events).slice(-3)).toEqual(ids)
    })

    test('goes on after a position without telling anything twice', async () => {
      const category = ownCategory()
      const options = { ...from(await store().head()), categories: [category] }
      const ids = await appendToEnd(store(), `${category}-1`, 20)
      const first = await listen(store(), { ...options, limit: 7 }, (seen) => seen.length >= 7)
      const position = first.batches.at(-1)?.position
      const rest = await listen(store(), { ...options, ...from(position), limit: 4 }, (_, b) => b.caughtUp)
      expect(idsOf([...first.events, ...rest.events])).toEqual(ids)
    })

    test('moves on past the events of other categories', async () => {
      const [mine, other] = [ownCategory(), ownCategory()]
      const after = await store().head()
      await appendToEnd(store(), `${other}-1`, 1)
      const end = (await store().head())!
      const options = { ...from(after), limit: 10, categories: [mine] }
      const { batches } = await listen(store(), options, (_, { position }) => !isAfter(end, position))
      expect(batches.flatMap((batch) => batch.events)).toEqual([])
    })

    test('never goes back', async () => {
      const category = ownCategory()
      const after = await store().head()
      for (let i = 0; i < 10; i++) await appendToEnd(store(), `${category}-${i}`, 3)
      const options = { ...from(after), limit: 4, categories: [category] }
      const { batches } = await listen(store(), options, (_, { caughtUp }) => caughtUp)
      for (const [i, { position, events }] of batches.entries()) {
        const before = batches[i - 1]
        if (before !== undefined) expect(isAfter(before.position, position)).toBe(false)
        const first = events[0]
        if (before !== undefined && first !== undefined)
          expect(isAfter(first.position, before.position)).toBe(true)
      }
    })

    test('is each subscriber’s own', async () => {
      const category = ownCategory()
      const options = { ...from(await store().head()), limit: 3, categories: [category] }
      const all = Promise.all(
        Array.from({ length: 4 }, () => listen(store(), options, (seen) => seen.length === 10)),
      )
      const ids: Array<string> = []
      for (let i = 0; i < 10; i++) ids.push(...(await appendToEnd(store(), `${category}-1`, 1)))
      for (const { events } of await all) expect(idsOf(events)).toEqual(ids)
    })

    test('waits for a consumer that takes its time, and then goes on where it was', async () => {
      const category = ownCategory()
      const options = { ...from(await store().head()), limit: 2, categories: [category] }
      const ids = [...(await appendToEnd(store(), `${category}-1`, 6))]
      const seen: Array<string> = []
      for await (const batch of store().subscribeToAll({ ...options, signal: AbortSignal.timeout(20_000) })) {
        seen.push(...idsOf(batch.events))
        if (ids.length < 10) ids.push(...(await appendToEnd(store(), `${category}-2`, 1)))
        await new Promise((resolve) => setTimeout(resolve, 5))
        if (seen.length === 10) break
      }
      expect(seen).toEqual(ids)
    })

    test('ends when it is aborted while it waits', async () => {
      const abort = new AbortController()
      const { signal } = abort
      const options = { ...from(await store().head()), limit: 10, categories: [ownCategory()] }
      let batches = 0
      for await (const _ of store().subscribeToAll({ ...options, signal })) {
        batches += 1
        // It has told that nothing is there, and has gone on to wait.
        setTimeout(() => abort.abort(), 50)
      }
      expect(batches).toBeGreaterThan(0)
    })

    test('ends when it is aborted between two batches', async () => {
      const abort = new AbortController()
      await appendToEnd(store(), `${ownCategory()}-1`, 5)
      let batches = 0
      for await (const _ of store().subscribeToAll({ limit: 1, signal: abort.signal })) {
        batches += 1
        abort.abort()
      }
      expect(batches).toBe(1)
    })

    test('that was aborted before it began tells nothing', async () => {
      expect(await ended(store().subscribeToAll({ limit: 10, signal: AbortSignal.abort() }))).toBe(0)
    })
  })
}
