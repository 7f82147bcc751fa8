import fc from 'fast-check'
import { memoryEventStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import type { EventStore, NewEvent, StoredEvent } from '../../src/application/ports.js'
import { left } from '../../src/fp.js'
import { appended, newEvent, readToEnd } from './log.js'

export const memory = (): EventStore => memoryEventStore({ system })

/** Waits for nothing. */
export const hasty = { sleep: () => Promise.resolve(), jitter: (ms: number) => ms }

/** The store, giving out at most so many events in a page. */
export const inSmallPages = (store: EventStore, max: number): EventStore => ({
  ...store,
  readAll: ({ limit, ...read }) => store.readAll({ ...read, limit: Math.min(limit, max) }),
})

/** The store, telling another event in the place of some. */
export const telling = (store: EventStore, told: (event: StoredEvent) => StoredEvent): EventStore => ({
  ...store,
  readStream: async (...read) => (await store.readStream(...read)).map(told),
  readAll: async (read) => {
    const batch = await store.readAll(read)
    return { ...batch, events: batch.events.map(told) }
  },
})

/** One append: to which stream, and what. */
export interface Step {
  readonly stream: number
  readonly events: ReadonlyArray<NewEvent>
}

const text = fc.oneof(
  fc.constant('{}'),
  fc.string({ unit: 'grapheme' }).map((each) => JSON.stringify({ each })),
)

/** Anything that can be appended, to a few streams in turn. */
export const steps: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(
  fc.record({
    stream: fc.nat(4),
    events: fc.array(
      fc
        .record({
          id: fc.uuid(),
          type: fc.constantFrom('OrderPaid', 'OrderPlaced'),
          data: text,
          metadata: text,
        })
        .filter(({ data, metadata }) => !/[\0\x1e]|\p{Surrogate}/u.test(data + metadata)),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { maxLength: 15 },
)

/** Appends them one after the other to the ends of their streams. */
export const tell = async (store: EventStore, told: ReadonlyArray<Step>): Promise<void> => {
  for (const { stream, events } of told) {
    const name = `order-${stream}`
    const last = (await store.readStream(name)).at(-1)
    appended(await store.appendToStream(name, last?.revision ?? 'no_stream', events))
  }
}

/** A history of so many events in each of so many streams, an event of each in turn. */
export const historyOf = async (streams: number, length: number): Promise<EventStore> => {
  const store = memory()
  for (let revision = 0; revision < length; revision++)
    await tell(
      store,
      Array.from({ length: streams }, (_, stream) => ({
        stream,
        events: [newEvent({ data: `{"n":${stream * 1_000 + revision}}` })],
      })),
    )
  return store
}

/** What a copy keeps, stream by stream. */
export const kept = async (store: EventStore): Promise<ReadonlyMap<string, ReadonlyArray<unknown>>> => {
  const streams = new Map<string, Array<unknown>>()
  for (const { position: _p, recordedAt: _r, ...event } of await readToEnd(store, {
    after: undefined,
    limit: 10_000,
  })) {
    const known = streams.get(event.stream) ?? []
    streams.set(event.stream, [...known, event])
  }
  return new Map([...streams].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Appends the same events to another store, some of them changed or left out. */
export const appendCopies = async (
  store: EventStore,
  events: ReadonlyArray<StoredEvent>,
  change: (event: NewEvent) => NewEvent = (event) => event,
): Promise<void> => {
  for (const { id, type, data, metadata, stream } of events) {
    const last = (await store.readStream(stream)).at(-1)
    appended(
      await store.appendToStream(stream, last?.revision ?? 'no_stream', [
        change({ id, type, data, metadata }),
      ]),
    )
  }
}

/** After so many appends, what happens instead of the next ones. */
type End = 'aborted' | 'aborted after storing' | 'gone' | 'gone after storing' | 'throwing'
export const ends: ReadonlyArray<End> = [
  'aborted',
  'aborted after storing',
  'gone',
  'gone after storing',
  'throwing',
]

/** The target as it is when a copy breaks off, with the signal that aborts it. */
export const ending = (
  store: EventStore,
  appends: number,
  end: End,
): { readonly target: EventStore; readonly signal: AbortSignal } => {
  const abort = new AbortController()
  let count = 0
  const target: EventStore = {
    ...store,
    appendToStream: async (...append) => {
      count += 1
      if (count <= appends) return store.appendToStream(...append)
      if (end.startsWith('aborted')) abort.abort(new Error('enough'))
      if (end.endsWith('after storing') && count === appends + 1) await store.appendToStream(...append)
      if (end === 'throwing') throw new Error('socket hang up')
      return left({ type: end === 'gone' ? 'StoreUnavailable' : 'OutcomeUnknown', reason: 'gone' })
    },
  }
  return { target, signal: abort.signal }
}
