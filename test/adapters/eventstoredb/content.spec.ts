import { describe, expect, test } from 'vitest'
import { appended, newEvent, newEvents, refused } from '../../support/log.js'
import { onStandIn, quick } from '../../support/onStandIn.js'

const { server, open } = onStandIn()

const JSON_TYPE = 'application/json'
const BYTES = 'application/octet-stream'

const texts: ReadonlyArray<readonly [string, string, string]> = [
  ['canonical JSON', '{"amountMinor":"1999"}', JSON_TYPE],
  ['an empty object', '{}', JSON_TYPE],
  ['JSON in other words than the client would write', '{ "a": 1 }', BYTES],
  ['numbers that no double holds', '{"n":9007199254740993}', BYTES],
  ['a number with many digits', '{"n":0.1000000000000000055511151231257827}', BYTES],
  ['keys given twice', '{"a":1,"a":2}', BYTES],
  ['keys in an order that JavaScript changes', '{"b":1,"1":2}', BYTES],
  ['text that is no JSON', '<xml/>', BYTES],
  ['JSON that is broken off', '{"a":', BYTES],
  ['a lone string', '"é𝄞"', JSON_TYPE],
  ['null', 'null', JSON_TYPE],
]

describe('what is appended', () => {
  test.each(texts)('is kept byte by byte: %s', async (_, data, contentType) => {
    const store = await open()
    const event = newEvent({ data, metadata: data })
    appended(await store.appendToStream('order-1', 'no_stream', [event]))
    const [stored] = await store.readStream('order-1')
    expect(stored).toMatchObject({ id: event.id, data, metadata: data })
    const [told] = (await store.readAll({ limit: 10 })).events
    expect(told).toMatchObject({ data, metadata: data })
    const record = server().log.records.find(({ id }) => id === event.id)
    expect(Buffer.from(record?.data ?? '').toString()).toBe(data)
    expect(record?.contentType).toBe(contentType)
  })

  test('is subscribed to byte by byte', async () => {
    const store = await open()
    for (const [nr, [, data]] of texts.entries())
      appended(await store.appendToStream(`order-${nr}`, 'no_stream', [newEvent({ data, metadata: data })]))
    const told: Array<string> = []
    const signal = AbortSignal.timeout(10_000)
    for await (const { events } of store.subscribeToAll({ limit: 3, signal })) {
      told.push(...events.map(({ data }) => data))
      if (told.length === texts.length) break
    }
    expect(told).toEqual(texts.map(([, data]) => data))
  })
})

describe('what is too much', () => {
  const written = () => server().calls.all.filter(({ method }) => method.endsWith('Append')).length

  test('is refused before anything reaches the wire', async () => {
    const store = await open()
    const before = written()
    const data = JSON.stringify('x'.repeat(600_000))
    const answer = refused(
      await store.appendToStream('order-1', 'no_stream', [newEvent({ data }), newEvent({ data })]),
    )
    expect(answer).toMatchObject({ type: 'AppendTooLarge', bytesMax: 1_048_576 })
    expect(written()).toBe(before)
  })

  test('for a server that takes less is told with its own limit', async () => {
    // So many events take a while.
    const store = await open({ times: { ...quick, answerMs: 10_000, appendMs: 20_000 } })
    const names = Array.from({ length: 4_000 }, () =>
      newEvent({ type: 'T'.repeat(200), data: '1', metadata: '1' }),
    )
    // The server counts types twice.
    const answer = refused(await store.appendToStream('order-1', 'no_stream', names))
    expect(answer).toMatchObject({ type: 'AppendTooLarge', bytesMax: 1_048_576 })
  })

  test.each([
    ['no event', []],
    ['an id twice', ((event) => [event, event])(newEvent())],
    ['half a surrogate pair', [newEvent({ data: '"\ud800"' })]],
    ['an empty type', [newEvent({ type: '' })]],
  ])('or can not be stored reaches no wire: %s', async (_, events) => {
    const store = await open()
    const before = written()
    await expect(store.appendToStream('order-1', 'no_stream', events)).rejects.toMatchObject({
      type: 'EventStoreMisuse',
    })
    expect(written()).toBe(before)
  })

  test('just fits at the limit', async () => {
    const store = await open()
    const [event] = newEvents(1)
    if (event === undefined) return
    const rest = 1_048_576 - 36 - event.metadata.length - 2 * event.type.length
    const data = JSON.stringify('x'.repeat(rest - 2))
    appended(await store.appendToStream('order-1', 'no_stream', [{ ...event, data }]))
    expect((await store.readStream('order-1'))[0]?.data).toBe(data)
  })
})
