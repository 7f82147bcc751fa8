import { describe, expect, test } from 'vitest'
import type { EventStore, ExpectedRevision, NewEvent } from '../../../src/application/ports.js'
import { isAfter } from '../../../src/domain/kernel/recorded.js'
import { Instant } from '../../../src/domain/kernel/time.js'
import { appended, idsOf, newEvent, newEvents, ownCategory, refused } from '../../support/log.js'

const texts: ReadonlyArray<readonly [string, string]> = [
  ['keys that are not sorted', '{"b":1,"a":{"d":2,"c":3}}'],
  ['the same key twice', '{"a":1,"a":2}'],
  ['letters of many scripts', '{"name":"Zoë ΩЖ 店 🏷️ é é"}'],
  ['every kind of escape', '{"text":"\\u0000\\u001e\\ud83d\\n\\"\\\\{},\\/"}'],
  ['a number that no double holds', '{"n":9007199254740993,"e":1e400}'],
  ['white space', '\n\t { "a" : [ ] }\r\n '],
  ['what means something in SQL', `{"a":"'; DROP TABLE events; -- $1 \\\\x"}`],
  ['nothing but null', 'null'],
  ['a hundred kilobytes', `{"a":"${'é🏷️'.repeat(16_000)}"}`],
]

const wrong: ReadonlyArray<readonly [string, number, ExpectedRevision, ExpectedRevision]> = [
  ['no stream, where there is one', 2, 'no_stream', 1n],
  ['an earlier revision', 2, 0n, 1n],
  ['a later revision', 2, 2n, 1n],
  ['a much later revision', 2, 2n ** 61n, 1n],
  ['a revision, where there is no stream', 0, 0n, 'no_stream'],
]

const misuses: ReadonlyArray<readonly [string, string, ExpectedRevision, ReadonlyArray<NewEvent>, string]> = [
  ['no events', 'order-1', 'no_stream', [], 'events'],
  ['a stream without a category', 'order', 'no_stream', newEvents(1), 'stream'],
  ['a stream without an id', 'order-', 'no_stream', newEvents(1), 'stream'],
  ['a stream with a space', 'order-1 2', 'no_stream', newEvents(1), 'stream'],
  ['a stream that is not ASCII', 'order-é', 'no_stream', newEvents(1), 'stream'],
  ['a stream that is too long', `order-${'1'.repeat(201)}`, 'no_stream', newEvents(1), 'stream'],
  ['a stream of the system', '$order-1', 'no_stream', newEvents(1), 'stream'],
  ['a negative revision', 'order-1', -1n, newEvents(1), 'expected'],
  ['an id that is no UUID', 'order-1', 'no_stream', [newEvent({ id: 'one' })], 'events[0].id'],
  [
    'an id in upper case',
    'order-1',
    'no_stream',
    [newEvent({ id: 'C1035594-DF06-4432-8A87-BFD21E64A0C5' })],
    'events[0].id',
  ],
  [
    'the same id twice',
    'order-1',
    'no_stream',
    [newEvent(), ...[1, 2].map(() => newEvent({ id: 'c1035594-df06-4432-8a87-bfd21e64a0c5' }))],
    'events[2].id',
  ],
  ['data with NUL', 'order-1', 'no_stream', [newEvent({ data: '"\0"' })], 'events[0].data'],
  ['half a surrogate pair', 'order-1', 'no_stream', [newEvent({ data: '"\ud83d"' })], 'events[0].data'],
  ['a separator', 'order-1', 'no_stream', [newEvent({ metadata: '"\x1e"' })], 'events[0].metadata'],
  ['no type', 'order-1', 'no_stream', [newEvent({ type: '' })], 'events[0].type'],
]

export const appendingContract = (store: () => EventStore): void => {
  describe('appending', () => {
    test('begins a stream at revision 0 and counts on', async () => {
      const stream = `${ownCategory()}-1`
      const first = appended(await store().appendToStream(stream, 'no_stream', newEvents(2)))
      expect(first).toMatchObject({ revision: 1n, repeated: false })
      const second = appended(await store().appendToStream(stream, 1n, newEvents(3)))
      expect(second).toMatchObject({ revision: 4n, repeated: false })
      expect(isAfter(second.position, first.position)).toBe(true)
      const stored = await store().readStream(stream)
      expect(stored.map(({ revision }) => revision)).toEqual([0n, 1n, 2n, 3n, 4n])
      expect(stored[1]?.position).toEqual(first.position)
      expect(stored[4]?.position).toEqual(second.position)
    })

    test.each(wrong)('is refused when it expects %s', async (_, there, expected, actual) => {
      const stream = `${ownCategory()}-1`
      if (there > 0) appended(await store().appendToStream(stream, 'no_stream', newEvents(there)))
      const result = await store().appendToStream(stream, expected, newEvents(2))
      expect(refused(result)).toEqual({ type: 'WrongExpectedRevision', stream, expected, actual })
      expect(await store().readStream(stream)).toHaveLength(there)
    })

    test.each(texts)('keeps %s to the byte', async (_, text) => {
      const stream = `${ownCategory()}-1`
      const events = [newEvent({ data: text, metadata: text }), newEvent(), newEvent({ data: text })]
      appended(await store().appendToStream(stream, 'no_stream', events))
      const stored = await store().readStream(stream)
      expect(stored.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }))).toEqual(events)
    })

    test('keeps any printable ASCII in the name of a stream', async () => {
      const stream = `${ownCategory()}-"a",'b'{c}\\d%_$1--~`
      const events = newEvents(2)
      appended(await store().appendToStream(stream, 'no_stream', events))
      expect(idsOf(await store().readStream(stream))).toEqual(idsOf(events))
      expect(refused(await store().appendToStream(stream, 0n, newEvents(1)))).toMatchObject({ actual: 1n })
    })

    test('takes a megabyte and refuses more, storing nothing', async () => {
      const stream = `${ownCategory()}-1`
      const big = (bytes: number): NewEvent => newEvent({ data: `"${'x'.repeat(bytes)}"` })
      const tooLarge = refused(
        await store().appendToStream(stream, 'no_stream', [big(500_000), big(600_000)]),
      )
      expect(tooLarge).toMatchObject({ type: 'AppendTooLarge', bytesMax: 1_048_576 })
      expect(await store().readStream(stream)).toEqual([])
      appended(await store().appendToStream(stream, 'no_stream', [big(500_000), big(500_000)]))
    })

    test.each(misuses)('of %s is a bug and throws', async (_, stream, expected, events, field) => {
      const misuse = { type: 'EventStoreMisuse', field }
      await expect(store().appendToStream(stream, expected, events)).rejects.toMatchObject(misuse)
    })

    test('tells when it was stored, never going back', async () => {
      const stream = `${ownCategory()}-1`
      for (let revision = -1n; revision < 20n; revision++) {
        const expected = revision < 0n ? 'no_stream' : revision
        appended(await store().appendToStream(stream, expected, newEvents(1)))
      }
      const times = (await store().readStream(stream)).map(({ recordedAt }) => recordedAt)
      expect(times.every((time) => Instant.is(time))).toBe(true)
      expect(times).toEqual([...times].sort())
    })
  })
}
