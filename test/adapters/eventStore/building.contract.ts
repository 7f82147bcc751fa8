import { describe, expect, test } from 'vitest'
import type { EventStore } from '../../../src/application/ports.js'
import { isLeft } from '../../../src/fp.js'
import { appended, idsOf, newEvent, newEvents, ownCategory, refused } from '../../support/log.js'

/** Appends that name the event that they build on. */
export const buildingContract = (store: () => EventStore): void => {
  describe('an append that builds on an event', () => {
    test('is stored after that event', async () => {
      const stream = `${ownCategory()}-1`
      const [first, last] = [newEvent(), newEvent()]
      appended(await store().appendToStream(stream, 'no_stream', [first]))
      const onto = { revision: 0n, eventId: first.id }
      const told = appended(await store().appendToStream(stream, onto, [last]))
      expect(told).toMatchObject({ revision: 1n, repeated: false })
      expect(idsOf(await store().readStream(stream))).toEqual([first.id, last.id])
    })

    test('is a conflict where another event stands at that revision', async () => {
      const stream = `${ownCategory()}-1`
      const mine = newEvent()
      appended(await store().appendToStream(stream, 'no_stream', [newEvent()]))
      const onto = { revision: 0n, eventId: mine.id }
      expect(refused(await store().appendToStream(stream, onto, newEvents(1)))).toEqual({
        ...{ type: 'WrongExpectedRevision', stream, expected: 0n, actual: 0n },
      })
      expect(await store().readStream(stream)).toHaveLength(1)
    })

    test('is a conflict where the stream is shorter, or is not there', async () => {
      const stream = `${ownCategory()}-1`
      const onto = { revision: 1n, eventId: newEvent().id }
      expect(refused(await store().appendToStream(stream, onto, newEvents(1)))).toMatchObject({
        actual: 'no_stream',
      })
      appended(await store().appendToStream(stream, 'no_stream', newEvents(1)))
      expect(refused(await store().appendToStream(stream, onto, newEvents(1)))).toMatchObject({ actual: 0n })
    })

    test('repeated is a success that adds nothing', async () => {
      const stream = `${ownCategory()}-1`
      const [first, events] = [newEvent(), newEvents(2)]
      appended(await store().appendToStream(stream, 'no_stream', [first]))
      const onto = { revision: 0n, eventId: first.id }
      const told = appended(await store().appendToStream(stream, onto, events))
      appended(await store().appendToStream(stream, told.revision, newEvents(1)))
      const again = appended(await store().appendToStream(stream, onto, events))
      expect(again).toEqual({ ...told, repeated: true })
      expect(await store().readStream(stream)).toHaveLength(4)
    })

    test('may be sent before the one that it builds on is answered, where the store keeps the order', async () => {
      if (!store().keepsOrder) return
      const stream = `${ownCategory()}-1`
      const parts = [newEvents(1), newEvents(3), newEvents(2), newEvents(1)]
      const starts = parts.map((_, i) => parts.slice(0, i).flat())
      const told = await Promise.all(
        parts.map((events, i) => {
          const before = starts[i] ?? []
          const last = before.at(-1)
          return store().appendToStream(
            stream,
            last === undefined ? 'no_stream' : { revision: BigInt(before.length - 1), eventId: last.id },
            events,
          )
        }),
      )
      const stored = await store().readStream(stream)
      expect(idsOf(stored)).toEqual(idsOf(parts.flat()))
      for (const [i, each] of told.entries()) {
        const last = stored[(starts[i]?.length ?? 0) + (parts[i]?.length ?? 0) - 1]
        expect(appended(each)).toEqual({
          ...{ revision: last?.revision, position: last?.position, repeated: false },
        })
      }
    })

    test.each([1, 2, 3])(
      'is refused with the one that it builds on, though %i events of another fill its place',
      async (foreign) => {
        const stream = `${ownCategory()}-1`
        appended(await store().appendToStream(stream, 'no_stream', newEvents(foreign)))
        const [first, second, third] = [newEvents(1), newEvents(1), newEvents(1)]
        const onto = (events: typeof first, revision: bigint) => ({
          ...{ revision, eventId: events[0]?.id ?? '' },
        })
        const told = await Promise.all([
          store().appendToStream(stream, 'no_stream', first),
          store().appendToStream(stream, onto(first, 0n), second),
          store().appendToStream(stream, onto(second, 1n), third),
        ])
        expect(told.map((each) => refused(each))).toEqual(
          (['no_stream', 0n, 1n] as const).map((expected) => ({
            ...{ type: 'WrongExpectedRevision', stream, expected, actual: BigInt(foreign - 1) },
          })),
        )
        expect(await store().readStream(stream)).toHaveLength(foreign)
      },
    )

    test('goes on where those before it were stored already', async () => {
      if (!store().keepsOrder) return
      const stream = `${ownCategory()}-1`
      const [first, second] = [newEvents(2), newEvents(2)]
      appended(await store().appendToStream(stream, 'no_stream', first))
      const told = await Promise.all([
        store().appendToStream(stream, 'no_stream', first),
        store().appendToStream(stream, { revision: 1n, eventId: first[1]?.id ?? '' }, second),
      ])
      expect(told.map((each) => !isLeft(each) && each.right.repeated)).toEqual([true, false])
      expect(idsOf(await store().readStream(stream))).toEqual(idsOf([...first, ...second]))
    })
  })
}
