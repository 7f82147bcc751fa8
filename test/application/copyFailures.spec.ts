import { describe, expect, test } from 'vitest'
import { copyEvents } from '../../src/application/copyEvents.js'
import type { EventStore } from '../../src/application/ports.js'
import { left, right } from '../../src/fp.js'
import { hasty as system, historyOf, memory, telling } from '../support/copying.js'
import { newEvent, readToEnd } from '../support/log.js'

const all = (store: EventStore) => readToEnd(store, { after: undefined, limit: 10_000 })

describe('what a copy found out at its end', () => {
  test('is a byte that the target did not keep', async () => {
    const source = await historyOf(3, 3)
    const [, , , changed] = await all(source)
    if (changed === undefined) throw new Error('the history is too short')
    const target = telling(memory(), (event) =>
      event.id === changed.id ? { ...event, data: event.data.replace('1', '2') } : event,
    )
    const { id: eventId, stream, revision } = changed
    expect(await copyEvents({ source, target, system })).toEqual(
      left({
        type: 'TargetDiffers',
        difference: { type: 'EventChanged', eventId, stream, revision, field: 'data' },
      }),
    )
  })

  test('is an event that the target said it had stored', async () => {
    const source = await historyOf(3, 3)
    const target = memory()
    const forgetful: EventStore = {
      ...target,
      appendToStream: (stream, ...append) =>
        stream === 'order-2'
          ? Promise.resolve(right({ revision: 2n, position: { commit: 1n, prepare: 1n }, repeated: false }))
          : target.appendToStream(stream, ...append),
    }
    expect(await copyEvents({ source, target: forgetful, system })).toEqual(
      left({ type: 'CopyIncomplete', events: 0 }),
    )
  })

  test('is not that a follower of the target was behind for a moment', async () => {
    const source = await historyOf(3, 3)
    const target = memory()
    const behind = await all(source)
    let heads = 0
    const follower: EventStore = {
      ...target,
      head: async () => {
        heads += 1
        const head = await target.head()
        return heads === 2 ? behind[4]?.position : head
      },
      readAll: (read) => target.readAll(heads === 2 ? { ...read, limit: 5 } : read),
    }
    expect(await copyEvents({ source, target: follower, system })).toMatchObject({ right: { events: 9 } })
    expect(heads).toBe(3)
  })

  test('is an id that the target has elsewhere', async () => {
    const source = await historyOf(3, 3)
    const [first] = await all(source)
    const other = memory()
    const target: EventStore = {
      ...other,
      appendToStream: (stream, expected, events) =>
        events.some(({ id }) => id === first?.id)
          ? Promise.resolve(left({ type: 'EventIdReused', stream }))
          : other.appendToStream(stream, expected, events),
    }
    expect(await copyEvents({ source, target, system })).toEqual(
      left({
        type: 'TargetDiffers',
        difference: { type: 'StreamMisplaced', stream: 'order-0', revision: 0n, cause: 'EventIdReused' },
      }),
    )
  })

  test.each([0n, 1n])('is a stream of which the source has lost revision %s', async (lost) => {
    const log = await historyOf(1, 3)
    const source: EventStore = {
      ...log,
      readAll: async (read) => {
        const batch = await log.readAll(read)
        return { ...batch, events: batch.events.filter(({ revision }) => revision !== lost) }
      },
    }
    const target = memory()
    expect(await copyEvents({ source, target, system })).toEqual(
      left({
        type: 'TargetDiffers',
        difference: {
          type: 'StreamMisplaced',
          stream: 'order-0',
          revision: lost + 1n,
          cause: 'WrongExpectedRevision',
        },
      }),
    )
    expect((await all(target)).length).toBe(Number(lost))
  })

  test('is an event that somebody else appended meanwhile', async () => {
    const source = await historyOf(2, 3)
    const target = memory()
    const foreign = newEvent()
    let isFirst = true
    const contested: EventStore = {
      ...target,
      appendToStream: async (...append) => {
        if (isFirst) await target.appendToStream('order-0', 'no_stream', [foreign])
        isFirst = false
        return target.appendToStream(...append)
      },
    }
    expect(await copyEvents({ source, target: contested, system })).toEqual(
      left({
        type: 'TargetDiffers',
        difference: { type: 'EventForeign', eventId: foreign.id, stream: 'order-0', revision: 0n },
      }),
    )
  })
})
