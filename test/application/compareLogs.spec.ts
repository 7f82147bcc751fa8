import { beforeEach, describe, expect, test } from 'vitest'
import { compareLogs } from '../../src/application/compareLogs.js'
import { copyEvents } from '../../src/application/copyEvents.js'
import type { EventStore, StoredEvent } from '../../src/application/ports.js'
import { left, right } from '../../src/fp.js'
import { newEvent, newEvents, readToEnd } from '../support/log.js'
import { appendCopies, hasty, historyOf, inSmallPages, memory, tell, telling } from '../support/copying.js'
import { sparseStore } from '../support/sparseStore.js'

const all = (store: EventStore) => readToEnd(store, { after: undefined, limit: 10_000 })

let source: EventStore
let target: EventStore
let history: ReadonlyArray<StoredEvent>
beforeEach(async () => {
  source = await historyOf(4, 5)
  target = memory()
  history = await all(source)
})

const eventAt = (stream: string, revision: bigint): StoredEvent => {
  const event = history.find((each) => each.stream === stream && each.revision === revision)
  if (event === undefined) throw new Error(`${stream} has no revision ${revision}`)
  return event
}

const whereIs = ({ id, stream, revision }: StoredEvent) => ({ eventId: id, stream, revision })

describe('two logs of one history', () => {
  test('are the same whatever the order of streams, the pages and the positions', async () => {
    await appendCopies(
      target,
      history.toSorted((a, b) => (a.stream < b.stream ? -1 : 1)),
    )
    for (const [ofSource, ofTarget] of [
      [1, 100],
      [100, 1],
      [7, 3],
    ] as const)
      expect(
        await compareLogs(inSmallPages(sparseStore(source), ofSource), inSmallPages(target, ofTarget)),
      ).toEqual(right({ matched: 20, missing: undefined }))
  })

  test('are the same where the second has no more than was asked for', async () => {
    await appendCopies(target, history.slice(0, 12))
    const upTo = history[11]?.position
    expect(await compareLogs(source, target, { upTo })).toEqual(right({ matched: 12, missing: undefined }))
  })

  test('differ where something is missing, from the page on in which it is', async () => {
    const missing = [history[9], history[12], history[13], ...history.slice(15)]
    await appendCopies(
      target,
      history.filter((event) => !missing.includes(event)),
    )
    const compared = await compareLogs(inSmallPages(source, 4), target)
    expect(compared).toEqual(
      right({
        matched: 12,
        missing: {
          after: history[7]?.position,
          events: 8,
          present: new Map([
            ['order-0', 2n],
            ['order-2', 3n],
            ['order-3', 2n],
          ]),
        },
      }),
    )
  })

  test('are not read to their ends where nothing more can be told', async () => {
    await appendCopies(target, history.slice(0, 6))
    let reads = 0
    const counted: EventStore = {
      ...source,
      readAll: (read) => {
        reads += 1
        return source.readAll({ ...read, limit: 2 })
      },
    }
    expect(await compareLogs(counted, target)).toMatchObject({
      right: { matched: 6, missing: { events: 6 } },
    })
    expect(reads).toBe(4)
  })

  test('are told apart from one that has more', async () => {
    await appendCopies(target, history)
    await tell(target, [{ stream: 2, events: newEvents(1) }])
    const extra = (await all(target)).at(-1)
    if (extra === undefined) throw new Error('nothing was appended')
    expect(await compareLogs(source, target)).toEqual(left({ type: 'EventForeign', ...whereIs(extra) }))
  })

  test('may both have grown meanwhile', async () => {
    const upTo = history[11]?.position
    await appendCopies(target, history)
    expect(await compareLogs(inSmallPages(source, 3), target, { upTo })).toEqual(
      right({ matched: 20, missing: undefined }),
    )
  })

  test('end the comparison with the reason of an abort', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(compareLogs(source, target, { signal })).rejects.toThrow('enough')
  })
})

const fields = [
  ['type', { type: 'OrderLost' }],
  ['data', { data: '{"n":1003}' }],
  ['metadata', { metadata: '{"schemaVersion":2}' }],
] as const

describe('large events', () => {
  /** A million characters, and 170 of them. */
  const data = JSON.stringify('x'.repeat(1_000_000))
  const told = Array.from({ length: 170 }, (_, stream) => ({ stream, events: [newEvent({ data })] }))

  test('are compared in any number, as those that were found are let go', async () => {
    const [one, other] = [memory(), memory()]
    await tell(one, told)
    await tell(other, told)
    expect(await compareLogs(inSmallPages(one, 9), inSmallPages(other, 9))).toMatchObject({
      right: { matched: 170, missing: undefined },
    })
  })

  test('of another history are not all kept in memory', async () => {
    await tell(target, told)
    expect(await compareLogs(source, inSmallPages(target, 9))).toEqual(
      left({ type: 'HistoryForeign', events: 135 }),
    )
  })
})

describe('a target that is no copy is refused, and nothing is written to it:', () => {
  const refusal = async () => {
    const before = await all(target)
    const outcome = await copyEvents({ source: inSmallPages(source, 3), target, system: hasty })
    expect(await all(target)).toEqual(before)
    return outcome
  }

  test('one with an event of its own', async () => {
    await appendCopies(target, history.slice(0, 7))
    await tell(target, [{ stream: 7, events: [newEvent()] }])
    const [foreign] = await target.readStream('order-7')
    if (foreign === undefined) throw new Error('nothing was appended')
    expect(await refusal()).toEqual(
      left({ type: 'TargetDiffers', difference: { type: 'EventForeign', ...whereIs(foreign) } }),
    )
  })

  test.each(fields)('one with another %s', async (field, over) => {
    const event = eventAt('order-1', 2n)
    await appendCopies(target, history, (each) => (each.id === event.id ? { ...each, ...over } : each))
    expect(await refusal()).toEqual(
      left({ type: 'TargetDiffers', difference: { type: 'EventChanged', ...whereIs(event), field } }),
    )
  })

  test('one that lacks an event in the middle of a stream', async () => {
    const lacked = eventAt('order-1', 2n)
    await appendCopies(
      target,
      history.filter((event) => event !== lacked),
    )
    expect(await refusal()).toEqual(
      left({
        type: 'TargetDiffers',
        difference: { type: 'EventChanged', ...whereIs(eventAt('order-1', 3n)), field: 'revision' },
      }),
    )
  })

  test('one with a stream in another order', async () => {
    const [a, b] = [eventAt('order-3', 1n), eventAt('order-3', 2n)]
    await appendCopies(
      target,
      history.map((event) => (event === a ? b : event === b ? a : event)),
    )
    expect(await refusal()).toEqual(
      left({ type: 'TargetDiffers', difference: { type: 'EventChanged', ...whereIs(a), field: 'revision' } }),
    )
  })

  test('one with an event in another stream', async () => {
    const moved = eventAt('order-3', 4n)
    await appendCopies(
      target,
      history.map((event) => (event === moved ? { ...event, stream: 'order-2' } : event)),
    )
    expect(await refusal()).toEqual(
      left({
        type: 'TargetDiffers',
        difference: { type: 'EventChanged', ...whereIs(moved), field: 'stream' },
      }),
    )
  })

  test('one that tells an event twice', async () => {
    await appendCopies(target, history)
    await tell(target, [{ stream: 8, events: newEvents(1) }])
    // The second one is met while the first one waits, and long after it was found.
    const [once] = history
    const [twice] = await target.readStream('order-8')
    if (once === undefined || twice === undefined) throw new Error('nothing was appended')
    const doubling = telling(target, (event) => (event.id === twice.id ? { ...event, id: once.id } : event))
    for (const page of [100, 1]) {
      target = inSmallPages(doubling, page)
      expect(await refusal()).toEqual(
        left({
          type: 'TargetDiffers',
          difference: { type: 'EventForeign', eventId: once.id, stream: 'order-8', revision: 0n },
        }),
      )
    }
  })

  test('one with another history, which is not kept in memory to find that out', async () => {
    for (let stream = 0; stream < 220; stream++) await tell(target, [{ stream, events: newEvents(500) }])
    const outcome = await copyEvents({ source, target, system: hasty })
    expect(outcome).toMatchObject({ left: { difference: { type: 'HistoryForeign' } } })
  })
})
