import { describe, expect, test } from 'vitest'
import type { EventStore } from '../../../src/application/ports.js'
import { isAfter } from '../../../src/domain/kernel/recorded.js'
import { appendToEnd, from, idsOf, ownCategory, readToEnd } from '../../support/log.js'

export const readingContract = (store: () => EventStore): void => {
  describe('reading a stream', () => {
    test('that is not there gives nothing', async () => {
      expect(await store().readStream(`${ownCategory()}-1`)).toEqual([])
    })

    test('gives its events only, in order', async () => {
      const category = ownCategory()
      const ids = await appendToEnd(store(), `${category}-1`, 2)
      await appendToEnd(store(), `${category}-12`, 2)
      const more = await appendToEnd(store(), `${category}-1`, 1)
      const stored = await store().readStream(`${category}-1`)
      expect(idsOf(stored)).toEqual([...ids, ...more])
      expect(new Set(stored.map(({ stream }) => stream))).toEqual(new Set([`${category}-1`]))
      expect(stored.every((event, i) => i === 0 || isAfter(event.position, stored[i - 1]!.position))).toBe(
        true,
      )
    })

    test.each([
      ['all', {}, [0n, 1n, 2n, 3n, 4n]],
      ['the first two', { from: 0n, limit: 2 }, [0n, 1n]],
      ['those from a revision', { from: 3n }, [3n, 4n]],
      ['some from a revision', { from: 1n, limit: 3 }, [1n, 2n, 3n]],
      ['none after the last', { from: 5n }, []],
      ['none far after the last', { from: 2n ** 61n }, []],
    ])('gives %s', async (_, options, revisions) => {
      const stream = `${ownCategory()}-1`
      await appendToEnd(store(), stream, 5)
      const read = await store().readStream(stream, options)
      expect(read.map(({ revision }) => revision)).toEqual(revisions)
    })

    test.each([
      ['limit', { limit: 0 }],
      ['limit', { limit: 1.5 }],
      ['limit', { limit: Number.NaN }],
      ['from', { from: -1n }],
    ])('with a bad %s is a bug and throws', async (field, options) => {
      const misuse = { type: 'EventStoreMisuse', field }
      await expect(store().readStream('order-1', options)).rejects.toMatchObject(misuse)
    })
  })

  describe('reading the log', () => {
    test('gives every event once, in order, in pages of any size', async () => {
      const category = ownCategory()
      const after = await store().head()
      const ids: Array<string> = []
      for (let i = 0; i < 12; i++)
        ids.push(...(await appendToEnd(store(), `${category}-${i % 5}`, 1 + (i % 3))))
      for (const limit of [1, 7, 1_000]) {
        const events = await readToEnd(store(), { after, limit })
        expect(idsOf(events.filter(({ stream }) => stream.startsWith(category)))).toEqual(ids)
        expect(events.every((event, i) => i === 0 || isAfter(event.position, events[i - 1]!.position))).toBe(
          true,
        )
      }
    })

    test('never gives more than the limit, and goes on after the last position', async () => {
      const category = ownCategory()
      const after = await store().head()
      await appendToEnd(store(), `${category}-1`, 5)
      const page = await store().readAll({ ...from(after), limit: 3 })
      expect(page.events).toHaveLength(3)
      expect(page.position).toEqual(page.events.at(-1)?.position)
      const next = await store().readAll({ after: page.position, limit: 3 })
      expect(isAfter(next.events[0]!.position, page.position)).toBe(true)
    })

    test('of some categories leaves the others out and tells how far it has looked', async () => {
      const [mine, mineToo, other] = [ownCategory(), ownCategory(), ownCategory()]
      const after = await store().head()
      const ids = [
        ...(await appendToEnd(store(), `${mine}-1`, 3)),
        ...(await appendToEnd(store(), `${mineToo}-1-x`, 2)),
      ]
      await appendToEnd(store(), `${other}-1`, 8)
      const end = await store().head()
      for (const limit of [1, 5, 100]) {
        const events = await readToEnd(store(), { after, limit, categories: [mine, mineToo] })
        expect(idsOf(events)).toEqual(ids)
      }
      const page = await store().readAll({ ...from(after), limit: 100, categories: [mine] })
      expect(isAfter(end!, page.position)).toBe(false)
      const rest = await store().readAll({ after: page.position, limit: 100, categories: [mine] })
      expect(rest.events).toEqual([])
    })

    test('of a category does not take those whose name begins alike', async () => {
      const category = ownCategory()
      const after = await store().head()
      await appendToEnd(store(), `${category}s-1`, 1)
      const ids = await appendToEnd(store(), `${category}-1`, 1)
      const events = await readToEnd(store(), { after, limit: 100, categories: [category] })
      expect(idsOf(events)).toEqual(ids)
    })

    test('of a bad category is a bug and throws', async () => {
      const misuse = { type: 'EventStoreMisuse', field: 'categories' }
      await expect(store().readAll({ limit: 1, categories: ["a'b"] })).rejects.toMatchObject(misuse)
    })

    test('beyond its end gives nothing and stays there', async () => {
      const ids = await appendToEnd(store(), `${ownCategory()}-1`, 1)
      expect(ids).toHaveLength(1)
      const end = await store().head()
      const beyond = { commit: end!.commit + 1_000_000n, prepare: end!.commit + 1_000_000n }
      const page = await store().readAll({ after: beyond, limit: 10 })
      expect(page).toEqual({ events: [], position: beyond, caughtUp: true })
    })

    test('ends at the head', async () => {
      const stream = `${ownCategory()}-1`
      await appendToEnd(store(), stream, 2)
      const last = (await store().readStream(stream)).at(-1)
      const end = await store().head()
      expect(isAfter(last!.position, end!)).toBe(false)
    })

    test('at a position gives the event that stands there, and no other', async () => {
      const category = ownCategory()
      await appendToEnd(store(), `${category}-1`, 3)
      await appendToEnd(store(), `${category}-2`, 2)
      const events = [
        ...(await store().readStream(`${category}-1`)),
        ...(await store().readStream(`${category}-2`)),
      ]
      for (const event of events) expect(await store().eventAt(event.position)).toEqual(event)
      const beyond = (await store().head())!.commit + 1_000_000n
      expect(await store().eventAt({ commit: beyond, prepare: beyond })).toBeUndefined()
      expect(await store().eventAt({ commit: 0n, prepare: 0n })).toBeUndefined()
      const { commit } = events[1]!.position
      expect(await store().eventAt({ commit, prepare: commit - 1n })).toBeUndefined()
    })

    test('tells how many events come after a position, and since when', async () => {
      const stream = `${ownCategory()}-1`
      await appendToEnd(store(), stream, 4)
      const [first, , , last] = await store().readStream(stream)
      const behind = await store().lag(first!.position)
      expect(behind.events).toBeGreaterThanOrEqual(3)
      expect(behind.seconds).toBeGreaterThanOrEqual(0)
      expect((await store().lag(undefined)).events).toBeGreaterThanOrEqual(4)
      const there = await store().lag(last!.position)
      expect(there.events).toBeLessThan(behind.events)
      if (there.events === 0) expect(there.seconds).toBe(0)
    })

    test('is of one incarnation', async () => {
      const incarnation = await store().incarnation()
      expect(incarnation).not.toBe('')
      await appendToEnd(store(), `${ownCategory()}-1`, 1)
      expect(await store().incarnation()).toBe(incarnation)
    })
  })
}
