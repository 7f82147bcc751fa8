import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copyEvents } from '../../src/application/copyEvents.js'
import type { EventStore } from '../../src/application/ports.js'
import { ReadsUnavailable } from '../../src/application/queries.js'
import { isLeft, left, right } from '../../src/fp.js'
import { faultyStore, type Fault } from '../support/faultyStore.js'
import { newEvent, newEvents, readToEnd } from '../support/log.js'
import {
  appendCopies,
  hasty,
  historyOf,
  inSmallPages,
  kept,
  memory,
  steps,
  tell,
} from '../support/copying.js'

const system = hasty
const all = (store: EventStore) => readToEnd(store, { after: undefined, limit: 10_000 })

describe('copying a history', () => {
  test('comes to its end through whatever passes', async () => {
    const fault = fc.constantFrom<Fault>(
      'none',
      'lost before storing',
      'lost answer',
      'unavailable',
      'throws after storing',
    )
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fault, { maxLength: 7 }), async (told, faults) => {
        const source = memory()
        await tell(source, told)
        const target = memory()
        const outcome = await copyEvents({ source, target: faultyStore(target, faults), system })
        expect(outcome).toMatchObject({ right: { verified: true, events: (await all(source)).length } })
        expect(await kept(target)).toEqual(await kept(source))
      }),
      { numRuns: 100 },
    )
  })

  test('keeps order, ids and bytes over many pages and long streams', async () => {
    const source = await historyOf(3, 1_100)
    const target = memory()
    const outcome = await copyEvents({ source, target, system })
    expect(outcome).toMatchObject({ right: { copied: 3_300, present: 0, events: 3_300 } })
    expect(await kept(target)).toEqual(await kept(source))
  })

  test('of nothing is nothing', async () => {
    const outcome = await copyEvents({ source: memory(), target: memory(), system })
    expect(outcome).toEqual(right({ copied: 0, present: 0, events: 0, verified: true, upTo: undefined }))
  })

  test('takes along once what came meanwhile, and says up to where', async () => {
    const source = await historyOf(4, 4)
    const target = memory()
    let writes = 0
    const meanwhile: EventStore = {
      ...target,
      appendToStream: async (...append) => {
        writes += 1
        if (writes === 1) await tell(source, [{ stream: 9, events: newEvents(3) }])
        return target.appendToStream(...append)
      },
    }
    expect(await copyEvents({ source, target: meanwhile, system })).toMatchObject({
      right: { copied: 19, events: 19, upTo: await source.head() },
    })
    expect(await kept(target)).toEqual(await kept(source))
  })

  test('ends although there is always somebody who writes', async () => {
    const source = await historyOf(4, 4)
    const target = memory()
    const busy: EventStore = {
      ...source,
      readAll: async (read) => {
        const batch = await source.readAll(read)
        await tell(source, [{ stream: 9, events: [newEvent()] }])
        return batch
      },
    }
    const outcome = await copyEvents({ source: busy, target, system })
    if (isLeft(outcome)) throw new Error(outcome.left.type)
    expect(outcome.right.events).toBeGreaterThanOrEqual(16)
    expect((await source.lag(outcome.right.upTo)).events).toBeGreaterThan(0)
  })

  test('by two at once doubles nothing', async () => {
    const source = await historyOf(20, 5)
    const target = memory()
    const [one, other] = await Promise.all([
      copyEvents({ source: inSmallPages(source, 7), target, system }),
      copyEvents({ source: inSmallPages(source, 16), target, system }),
    ])
    expect([one, other]).toMatchObject([{ right: { events: 100 } }, { right: { events: 100 } }])
    expect(await kept(target)).toEqual(await kept(source))
  })

  test('goes on where two others with other pages have left a part of an append', async () => {
    const source = await historyOf(1, 6)
    const target = memory()
    await appendCopies(target, (await all(source)).slice(0, 4))
    // It looks as if nothing was there, as it does to a copy that began before the other.
    let looks = 0
    const behind: EventStore = {
      ...target,
      head: () => ((looks += 1) > 1 ? target.head() : Promise.resolve(undefined)),
    }
    expect(await copyEvents({ source, target: behind, system })).toMatchObject({ right: { events: 6 } })
    expect(await kept(target)).toEqual(await kept(source))
  })

  test('splits what is too large for the store, and names an event that is', async () => {
    const source = await historyOf(2, 40)
    const target = memory()
    let largest: string | undefined = '{"n":1007}'
    const narrow: EventStore = {
      ...target,
      appendToStream: (stream, expected, events) =>
        events.length > 3 || events.some(({ data }) => data === largest)
          ? Promise.resolve(left({ type: 'AppendTooLarge', bytes: 2_000, bytesMax: 1_000 }))
          : target.appendToStream(stream, expected, events),
    }
    expect(await copyEvents({ source, target: narrow, system })).toEqual(
      left({
        type: 'CopyNotStored',
        stream: 'order-1',
        revision: 7n,
        cause: { type: 'AppendTooLarge', bytes: 2_000, bytesMax: 1_000 },
      }),
    )
    largest = undefined
    expect(await copyEvents({ source, target: narrow, system })).toMatchObject({ right: { events: 80 } })
    expect(await kept(target)).toEqual(await kept(source))
  })

  test('keeps appends of large events under the limit of every store, and is patient with each anew', async () => {
    const source = memory()
    for (const length of [...Array<number>(20).fill(120_000), 520_000]) {
      const data = `{"text":"${'é'.repeat(length)}"}`
      await tell(source, [{ stream: 1, events: [newEvent({ data })] }])
    }
    const target = memory()
    const answers: Array<string> = []
    const strict: EventStore = {
      ...target,
      appendToStream: async (...append) => {
        const answer = await target.appendToStream(...append)
        answers.push(isLeft(answer) ? answer.left.type : 'stored')
        return answer
      },
    }
    const faults = Array.from({ length: 22 }, (_, i): Fault => (i % 2 === 0 ? 'unavailable' : 'none'))
    const outcome = await copyEvents({ source, target: faultyStore(strict, faults), system })
    expect(outcome).toMatchObject({ right: { copied: 21 } })
    expect(answers).toEqual(Array<string>(11).fill('stored'))
  })

  test('waits for reads that pass, and gives up on those that do not', async () => {
    const source = await historyOf(2, 2)
    let failures = 3
    const shaky: EventStore = {
      ...source,
      readAll: (read) =>
        (failures -= 1) >= 0 ? Promise.reject(new ReadsUnavailable('timeout')) : source.readAll(read),
    }
    expect(await copyEvents({ source: shaky, target: memory(), system })).toMatchObject({
      right: { copied: 4 },
    })
    failures = 100
    await expect(copyEvents({ source: shaky, target: memory(), system })).rejects.toBeInstanceOf(
      ReadsUnavailable,
    )
  })
})
