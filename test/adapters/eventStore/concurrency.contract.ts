import { describe, expect, test } from 'vitest'
import type { EventStore, ExpectedRevision } from '../../../src/application/ports.js'
import { isLeft } from '../../../src/fp.js'
import { isAfter, type Position } from '../../../src/domain/kernel/recorded.js'
import { appended, from, idsOf, listen, newEvents, ownCategory } from '../../support/log.js'

const WRITERS = 32

const each = <A>(count: number, work: (nr: number) => Promise<A>): Promise<ReadonlyArray<A>> =>
  Promise.all(Array.from({ length: count }, (_, nr) => work(nr)))

/** Appends one event at a time, on top of whatever the others have appended. */
const insist = async (store: EventStore, stream: string, times: number): Promise<ReadonlyArray<string>> => {
  const ids: Array<string> = []
  let expected: ExpectedRevision = 'no_stream'
  while (ids.length < times) {
    const events = newEvents(1)
    const result = await store.appendToStream(stream, expected, events)
    if (isLeft(result)) {
      if (result.left.type !== 'WrongExpectedRevision') throw new Error(result.left.type)
      expected = result.left.actual
    } else {
      expected = result.right.revision
      ids.push(...idsOf(events))
    }
  }
  return ids
}

/** Streams of one category that grow at the same time, and what was appended to each. */
const writers = (
  store: EventStore,
  category: string,
  events: number,
): Promise<ReadonlyArray<ReadonlyArray<string>>> =>
  each(WRITERS, async (nr) => {
    const ids: Array<string> = []
    let expected: ExpectedRevision = 'no_stream'
    while (ids.length < events) {
      const next = newEvents(1 + (ids.length % 3))
      expected = appended(await store.appendToStream(`${category}-${nr}`, expected, next)).revision
      ids.push(...idsOf(next))
    }
    return ids
  })

export const concurrencyContract = (store: () => EventStore): void => {
  describe('of many that append at once', () => {
    test('to the same revision of a stream, exactly one succeeds', async () => {
      const stream = `${ownCategory()}-1`
      let expected: ExpectedRevision = 'no_stream'
      for (let revision = 0n; revision < 5n; revision++) {
        const at: ExpectedRevision = expected
        const results = await each(WRITERS, () => store().appendToStream(stream, at, newEvents(1)))
        const failures = results.flatMap((result) => (isLeft(result) ? [result.left] : []))
        expect(failures).toHaveLength(WRITERS - 1)
        for (const failure of failures)
          expect(failure).toEqual({ type: 'WrongExpectedRevision', stream, expected: at, actual: revision })
        expected = revision
      }
      expect(await store().readStream(stream)).toHaveLength(5)
    })

    test('to one stream, all succeed in the end and no event is lost or doubled', async () => {
      const stream = `${ownCategory()}-1`
      const ids = (await each(8, () => insist(store(), stream, 4))).flat()
      const stored = await store().readStream(stream)
      expect(stored.map(({ revision }) => revision)).toEqual(ids.map((_, i) => BigInt(i)))
      expect([...idsOf(stored)].sort()).toEqual([...ids].sort())
    })

    test('to many streams, each finds its own events in order', async () => {
      const category = ownCategory()
      const idsByStream = await writers(store(), category, 10)
      for (const [nr, ids] of idsByStream.entries())
        expect(idsOf(await store().readStream(`${category}-${nr}`))).toEqual(ids)
    })

    test('a subscriber sees every event once, in the order of positions', async () => {
      const category = ownCategory()
      const options = { ...from(await store().head()), limit: 17 }
      let written = Number.POSITIVE_INFINITY
      const isMine = ({ stream }: { readonly stream: string }): boolean => stream.startsWith(category)
      const listened = listen(store(), options, (seen) => seen.filter(isMine).length >= written)
      const idsByStream = await writers(store(), category, 10)
      written = idsByStream.flat().length
      // The subscriber counts when it is told something: so that it is told once more.
      appended(await store().appendToStream(`${ownCategory()}-1`, 'no_stream', newEvents(1)))
      const { events } = await listened
      const mine = events.filter(isMine)
      expect([...idsOf(mine)].sort()).toEqual([...idsByStream.flat()].sort())
      expect(events.every((event, i) => i === 0 || isAfter(event.position, events[i - 1]!.position))).toBe(
        true,
      )
      for (const [nr, ids] of idsByStream.entries())
        expect(idsOf(mine.filter(({ stream }) => stream === `${category}-${nr}`))).toEqual(ids)
    })

    test('a reader that goes on from where it was misses nothing', async () => {
      const category = ownCategory()
      let after: Position | undefined = await store().head()
      const seen: Array<string> = []
      const over = new AbortController()
      const reading = (async () => {
        for (;;) {
          const isLast = over.signal.aborted
          const batch = await store().readAll({ ...from(after), limit: 13, categories: [category] })
          seen.push(...idsOf(batch.events))
          after = batch.position
          if (isLast && batch.caughtUp) return
        }
      })()
      const ids = (await writers(store(), category, 10)).flat()
      over.abort()
      await reading
      expect([...seen].sort()).toEqual([...ids].sort())
    })
  })
}
