import { describe, expect, test } from 'vitest'
import type { EventStore, NewEvent } from '../../../src/application/ports.js'
import { appended, idsOf, newEvent, newEvents, ownCategory, refused } from '../../support/log.js'

const others: ReadonlyArray<readonly [string, (events: ReadonlyArray<NewEvent>) => ReadonlyArray<NewEvent>]> =
  [
    ['one event more', (events) => [...events, newEvent()]],
    ['another last event', (events) => [...events.slice(0, -1), newEvent()]],
    ['another first event', (events) => [newEvent(), ...events.slice(1)]],
    ['the events in another order', (events) => events.toReversed()],
    ['the first event left out', (events) => events.slice(1)],
  ]

export const repeatingContract = (store: () => EventStore, hasUniqueIds: boolean): void => {
  describe('repeating an append', () => {
    test('is a success that adds nothing', async () => {
      const stream = `${ownCategory()}-1`
      const events = newEvents(3)
      const first = appended(await store().appendToStream(stream, 'no_stream', events))
      const again = appended(await store().appendToStream(stream, 'no_stream', events))
      expect(again).toEqual({ ...first, repeated: true })
      expect(idsOf(await store().readStream(stream))).toEqual(idsOf(events))
    })

    test('is a success after later appends too, and tells the old revision', async () => {
      const stream = `${ownCategory()}-1`
      const [before, events, after] = [newEvents(2), newEvents(3), newEvents(4)]
      appended(await store().appendToStream(stream, 'no_stream', before))
      const first = appended(await store().appendToStream(stream, 1n, events))
      appended(await store().appendToStream(stream, 4n, after))
      const again = appended(await store().appendToStream(stream, 1n, events))
      expect(again).toEqual({ ...first, repeated: true })
      expect(idsOf(await store().readStream(stream))).toEqual(idsOf([...before, ...events, ...after]))
    })

    test.each(others)('with %s is a conflict', async (_, changed) => {
      const stream = `${ownCategory()}-1`
      const events = newEvents(3)
      appended(await store().appendToStream(stream, 'no_stream', events))
      const result = await store().appendToStream(stream, 'no_stream', changed(events))
      expect(refused(result)).toMatchObject({ type: 'WrongExpectedRevision', actual: 2n })
      expect(idsOf(await store().readStream(stream))).toEqual(idsOf(events))
    })

    test('at another revision is a conflict', async () => {
      const stream = `${ownCategory()}-1`
      const events = newEvents(2)
      appended(await store().appendToStream(stream, 'no_stream', [newEvent()]))
      appended(await store().appendToStream(stream, 0n, events))
      const earlier = refused(await store().appendToStream(stream, 'no_stream', events))
      expect(earlier).toMatchObject({ type: 'WrongExpectedRevision', actual: 2n })
      const later = refused(await store().appendToStream(stream, 1n, events))
      expect(later).toMatchObject({ type: 'WrongExpectedRevision', actual: 2n })
      expect(await store().readStream(stream)).toHaveLength(3)
    })

    test('many times at once stores it once', async () => {
      const stream = `${ownCategory()}-1`
      const events = newEvents(3)
      const results = await Promise.all(
        Array.from({ length: 16 }, () => store().appendToStream(stream, 'no_stream', events)),
      )
      expect(results.map(appended).filter(({ repeated }) => !repeated)).toHaveLength(1)
      expect(idsOf(await store().readStream(stream))).toEqual(idsOf(events))
    })

    test('is told apart from new appends and conflicts that come at the same time', async () => {
      const category = ownCategory()
      const streams = Array.from({ length: 12 }, (_, nr) => `${category}-${nr}`)
      const first = streams.map((_, nr) => newEvents(1 + (nr % 3)))
      for (const [nr, stream] of streams.entries())
        appended(await store().appendToStream(stream, 'no_stream', first[nr] ?? []))
      const second = streams.map((_, nr) => newEvents(1 + (nr % 2)))
      // By turns a new append, a repetition and a conflict, each to a stream of its own.
      const kindOf = (nr: number): number => Math.trunc(nr / 2) % 3
      const results = await Promise.all(
        streams.map((stream, nr) => {
          if (kindOf(nr) === 0) return store().appendToStream(stream, BigInt(nr % 3), second[nr] ?? [])
          return store().appendToStream(stream, 'no_stream', (kindOf(nr) === 1 ? first : second)[nr] ?? [])
        }),
      )
      for (const [nr, result] of results.entries()) {
        const stored = await store().readStream(streams[nr] ?? '')
        const last = stored.at(-1)
        if (kindOf(nr) === 2) expect(refused(result)).toMatchObject({ actual: BigInt(nr % 3) })
        else {
          const told = { revision: last?.revision, position: last?.position, repeated: kindOf(nr) === 1 }
          expect(appended(result)).toEqual(told)
        }
        const there = kindOf(nr) === 0 ? [...(first[nr] ?? []), ...(second[nr] ?? [])] : (first[nr] ?? [])
        expect(idsOf(stored)).toEqual(idsOf(there))
      }
    })

    describe.runIf(hasUniqueIds)('of an event elsewhere', () => {
      test('is refused in another stream', async () => {
        const category = ownCategory()
        const [event] = newEvents(1)
        if (event === undefined) return
        appended(await store().appendToStream(`${category}-1`, 'no_stream', [event]))
        const events = [newEvent(), event, newEvent()]
        const result = await store().appendToStream(`${category}-2`, 'no_stream', events)
        expect(refused(result)).toEqual({ type: 'EventIdReused', stream: `${category}-2` })
        expect(await store().readStream(`${category}-2`)).toEqual([])
      })

      test('is refused at the end of its own stream', async () => {
        const stream = `${ownCategory()}-1`
        const events = newEvents(2)
        appended(await store().appendToStream(stream, 'no_stream', events))
        const result = await store().appendToStream(stream, 1n, events)
        expect(refused(result)).toEqual({ type: 'EventIdReused', stream })
        expect(await store().readStream(stream)).toHaveLength(2)
      })

      test('does not spoil the appends beside it', async () => {
        const category = ownCategory()
        const used = newEvent()
        appended(await store().appendToStream(`${category}-used`, 'no_stream', [used]))
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            store().appendToStream(`${category}-${i}`, 'no_stream', [i % 7 === 3 ? used : newEvent()]),
          ),
        )
        for (const [i, result] of results.entries()) {
          if (i % 7 === 3)
            expect(refused(result)).toEqual({ type: 'EventIdReused', stream: `${category}-${i}` })
          else expect(appended(result)).toMatchObject({ revision: 0n, repeated: false })
        }
      })
    })
  })
}
