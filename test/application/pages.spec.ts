import { describe, expect, test } from 'vitest'
import { pagesOf } from '../../src/application/pages.js'
import type { EventStore, StoredEvent } from '../../src/application/ports.js'
import { logStore } from '../support/deliveries.js'
import { story } from '../support/projecting.js'

const at = (position: number) => ({ commit: BigInt(position), prepare: BigInt(position) })

/** As many events, each with data of this size. */
const events = (count: number, size: number): ReadonlyArray<StoredEvent> => {
  const [first] = story
  if (first === undefined) throw new Error('the story is empty')
  return Array.from({ length: count }, (_, i) => ({
    ...first,
    position: at(i + 1),
    data: ' '.repeat(size),
    metadata: '',
  }))
}

const limits = async (store: EventStore, upTo: number, max: number, after?: number) => {
  const asked: Array<number> = []
  const counting: EventStore = {
    ...store,
    readAll: (options) => {
      asked.push(options.limit)
      return store.readAll(options)
    },
  }
  const pages = pagesOf(counting, {
    after: after === undefined ? undefined : at(after),
    upTo: at(upTo),
    max,
    signal: undefined,
  })
  const delivered: Array<number> = []
  for await (const page of pages) delivered.push(page.events.length)
  return { asked, delivered }
}

describe('the pages of the log', () => {
  test('grow from small ones to the largest allowed', async () => {
    const store = logStore({ events: events(20_000, 1) })
    expect(await limits(store, 20_000, 8_000)).toEqual({
      asked: [500, 2_000, 8_000, 8_000, 8_000],
      delivered: [500, 2_000, 8_000, 8_000, 1_500],
    })
  })

  test('stay small where events are large: some 16 MB each', async () => {
    const store = logStore({ events: events(700, 100_000) })
    const { asked } = await limits(store, 700, 8_000)
    expect(asked).toEqual([500, 167, 167])
  })

  test('hold at least one event, however large', async () => {
    const store = logStore({ events: events(3, 20_000_000) })
    expect((await limits(store, 3, 1)).delivered).toEqual([1, 1, 1])
  })

  test('begin after a position, and end with the page that holds the last one wanted', async () => {
    const store = logStore({ events: events(20, 1) })
    expect((await limits(store, 9, 4, 2)).delivered).toEqual([4, 4])
    expect((await limits(store, 9, 4, 9)).delivered).toEqual([])
  })

  test('end when nobody wants them any more', async () => {
    const stop = new AbortController()
    const store = logStore({ events: events(20, 1) })
    const seen: Array<number> = []
    for await (const page of pagesOf(store, {
      after: undefined,
      upTo: at(20),
      max: 5,
      signal: stop.signal,
    })) {
      seen.push(page.events.length)
      if (seen.length === 2) stop.abort()
    }
    expect(seen).toEqual([5, 5])
  })
})
