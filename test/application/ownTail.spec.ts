import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { system } from '../../src/adapters/system.js'
import { domainEvents } from '../../src/domain/events.js'
import { readEvent } from '../../src/application/eventText.js'
import { ownTail } from '../../src/application/ownTail.js'
import type { Batch, EventStore, StoredEvent } from '../../src/application/ports.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import type { Position } from '../../src/domain/kernel/recorded.js'
import { bought, delivered } from '../support/lives.js'
import { from, newEvents } from '../support/log.js'
import { sparseStore } from '../support/sparseStore.js'

/** The store, and how often its log was read. */
const counted = (store: EventStore) => {
  let reads = 0
  return {
    reads: () => reads,
    store: {
      ...store,
      readAll: (options: Parameters<EventStore['readAll']>[0]) => {
        reads += 1
        return store.readAll(options)
      },
    },
  }
}

const bytesOf = ({ id, type, data, metadata, stream, revision, position }: StoredEvent) => ({
  ...{ id, type, data, metadata, stream, revision, position },
})

/** One reader that goes through the log. */
const reader = (store: EventStore) => {
  let after: Position | undefined
  const seen: Array<StoredEvent> = []
  return {
    seen,
    step: async (limit = 5): Promise<Batch> => {
      const page = await store.readAll({ ...from(after), limit })
      after = page.position
      seen.push(...page.events)
      return page
    },
  }
}

describe('the end of a log that one process writes alone', () => {
  test('is told without a read', async () => {
    const { store, reads } = counted(memoryEventStore({ system }))
    const tail = ownTail(store, system)
    const { step, seen } = reader(tail.store)
    await step()
    expect(reads()).toBe(1)
    const events = newEvents(3)
    await tail.store.appendToStream('order-1', 'no_stream', events)
    await tail.store.appendToStream('order-1', 2n, newEvents(4))
    expect(await step()).toMatchObject({ caughtUp: false, position: { commit: 5n } })
    expect(await step()).toMatchObject({ caughtUp: true, position: { commit: 7n } })
    expect(await step()).toEqual({ events: [], caughtUp: true, position: { commit: 7n, prepare: 7n } })
    expect(reads()).toBe(1)
    expect(seen.map(bytesOf)).toEqual((await store.readAll({ limit: 100 })).events.map(bytesOf))
  })

  test('shows what others appended, once that is asked for', async () => {
    const store = memoryEventStore({ system })
    const tail = ownTail(store, system)
    const { step, seen } = reader(tail.store)
    await step()
    await store.appendToStream('order-2', 'no_stream', newEvents(1))
    expect(await step()).toMatchObject({ events: [], caughtUp: true })
    tail.forget()
    await step()
    expect(seen).toHaveLength(1)
  })

  test('says of each event what its bytes say', async () => {
    const store = memoryEventStore({ system })
    const tail = ownTail(store, system)
    const { step, seen } = reader(tail.store)
    await step()
    const center = sellerCenter({ store: tail.store, system })
    await bought(center, 'o1', 1)
    await delivered(center, 'o1', 10)
    while ((await step()).events.length > 0);
    expect(seen.length).toBeGreaterThan(4)
    for (const event of seen) {
      const { says, ...bytes } = event
      expect(says).toBeDefined()
      expect(readEvent(domainEvents, event)).toEqual(readEvent(domainEvents, bytes))
    }
  })

  test('is read from a store whose positions have gaps', async () => {
    const { store, reads } = counted(sparseStore(memoryEventStore({ system })))
    const tail = ownTail(store, system)
    const { step, seen } = reader(tail.store)
    await step()
    await tail.store.appendToStream('order-1', 'no_stream', newEvents(2))
    await step()
    expect(seen).toHaveLength(2)
    expect(reads()).toBe(2)
  })

  test('is the log itself, whoever appends and however it is read', async () => {
    const act = fc.oneof(
      fc.record({ do: fc.constant('own' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant('another’s' as const), count: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ do: fc.constant('again' as const), count: fc.constant(0) }),
      fc.record({ do: fc.constant('read' as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ do: fc.constant('read meanwhile' as const), count: fc.integer({ min: 1, max: 6 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
        const store = memoryEventStore({ system })
        const tail = ownTail(store, system)
        const { step, seen } = reader(tail.store)
        let last = newEvents(1)
        for (const [i, { do: what, count }] of acts.entries()) {
          if (what === 'own') {
            last = newEvents(count)
            await tail.store.appendToStream(`order-${i}`, 'no_stream', last)
          } else if (what === 'another’s')
            await store.appendToStream(`order-${i}`, 'no_stream', newEvents(count))
          else if (what === 'again') await tail.store.appendToStream('order-x', 'no_stream', last.slice(0, 1))
          else if (what === 'read') await step(count)
          else {
            await Promise.all([
              step(count),
              tail.store.appendToStream(`order-${i}`, 'no_stream', newEvents(count)),
            ])
          }
        }
        tail.forget()
        for (let page = await step(); !page.caughtUp; page = await step());
        expect(seen.map(bytesOf)).toEqual((await store.readAll({ limit: 1_000 })).events.map(bytesOf))
      }),
      { numRuns: 200 },
    )
  })
})
