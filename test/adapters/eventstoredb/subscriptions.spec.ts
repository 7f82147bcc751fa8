import { describe, expect, test } from 'vitest'
import { system } from '../../../src/adapters/eventstoredb/index.js'
import type { Batch, EventStore } from '../../../src/application/ports.js'
import { isAfter, type Position } from '../../../src/domain/kernel/recorded.js'
import type { StandIn } from '../../support/eventstoredb/index.js'
import { appended, appendToEnd, idsOf, newEvents } from '../../support/log.js'
import { onStandIn, openReads, quick } from '../../support/onStandIn.js'

const { server, open, start } = onStandIn()

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const until = async (isSo: () => boolean): Promise<void> => {
  for (let waits = 0; waits < 500 && !isSo(); waits++) await sleep(10)
  expect(isSo()).toBe(true)
}

interface Following {
  readonly ids: Array<string>
  readonly batches: Array<Batch>
  readonly ended: Promise<unknown>
  stop(): Promise<void>
}

/** Follows in the background; resolves with why it ended. */
const follow = (
  store: EventStore,
  options: { limit?: number; categories?: ReadonlyArray<string>; after?: Position } = {},
): Following => {
  const abort = new AbortController()
  const ids: Array<string> = []
  const batches: Array<Batch> = []
  const run = async (): Promise<void> => {
    for await (const batch of store.subscribeToAll({ limit: 7, ...options, signal: abort.signal })) {
      batches.push(batch)
      ids.push(...idsOf(batch.events))
    }
  }
  const ended: Promise<unknown> = run().catch((error: unknown) => error)
  return {
    ids,
    batches,
    ended,
    stop: async () => {
      abort.abort()
      await ended
    },
  }
}

const expectNeverBack = (batches: ReadonlyArray<Batch>, end: bigint): void => {
  let before: Position | undefined
  for (const { position, events } of batches) {
    for (const event of events) if (before !== undefined) expect(isAfter(event.position, before)).toBe(true)
    if (before !== undefined) expect(isAfter(before, position)).toBe(false)
    expect(position.commit).toBeLessThan(end)
    before = position
  }
}

const subscriptions = (of: StandIn) =>
  of.calls.of('Subscribe').filter(({ connectionName }) => connectionName !== 'probe')

describe('the server sees the end of a subscription', () => {
  test.each<readonly [string, (batches: AsyncIterable<Batch>, abort: AbortController) => Promise<void>]>([
    [
      'when its consumer breaks off',
      async (batches) => {
        for await (const { events } of batches) if (events.length > 0) break
      },
    ],
    [
      'when its consumer throws',
      async (batches) => {
        const consume = async (): Promise<void> => {
          for await (const { events } of batches) if (events.length > 0) throw new Error('poison')
        }
        await expect(consume()).rejects.toThrow('poison')
      },
    ],
    [
      'when its iterator is returned',
      async (batches) => {
        const iterator = batches[Symbol.asyncIterator]()
        for (let isTold = false; !isTold;) {
          const next = await iterator.next()
          isTold = next.done === true || next.value.events.length > 0
        }
        await iterator.return?.()
      },
    ],
    [
      'when it is aborted',
      async (batches, abort) => {
        for await (const { events } of batches) if (events.length > 0) abort.abort()
      },
    ],
  ])('%s', async (_, consume) => {
    const store = await open()
    await appendToEnd(store, 'order-1', 3)
    const reads = openReads(server())
    const abort = new AbortController()
    await consume(store.subscribeToAll({ limit: 1, signal: abort.signal }), abort)
    expect(reads.most()).toBe(1)
    await until(() => reads.now() === 0)
  })

  test('when its store closes', async () => {
    const store = await open()
    const reads = openReads(server())
    const following = follow(store)
    await until(() => reads.now() === 1)
    await store.close()
    expect(await following.ended).toMatchObject({ type: 'EventStoreClosed' })
    await until(() => reads.now() === 0)
  })
})

describe('a subscription that is lost', () => {
  const losses: ReadonlyArray<readonly [string, (of: StandIn) => void | Promise<void>]> = [
    ['because its connection breaks', ({ faults }) => faults.dropConnections()],
    ['because the server restarts', (of) => of.restart()],
    [
      'because the server hangs and then restarts',
      async (of) => {
        of.faults.freeze()
        await sleep(100)
        await of.restart()
      },
    ],
  ]

  test.each(losses)('%s goes on after the last event that was told', async (_, lose) => {
    const store = await open()
    const first = await appendToEnd(store, 'order-1', 5)
    const following = follow(store)
    await until(() => following.ids.length === 5)
    const { position } = (await store.readStream('order-1')).at(-1)!
    server().calls.clear()
    await lose(server())
    const second = await appendToEnd(store, 'order-1', 5)
    await until(() => following.ids.length === 10)
    expect(following.ids).toEqual([...first, ...second])
    expect(subscriptions(server())[0]?.from).toBe(position.commit)
    await following.stop()
  })

  test.each([
    ['unavailable', { kind: 'unavailable', afterEvents: 2 }],
    ['of a node that is not the leader', { kind: 'notLeader' }],
    ['dropped', { kind: 'dropConnection', afterEvents: 3 }],
    ['of a slow consumer', { kind: 'consumerTooSlow', afterEvents: 1 }],
    ['timed out', { kind: 'timeout' }],
  ] as const)('again and again, as %s, tells everything once', async (_, fault) => {
    const store = await open()
    const ids = [...(await appendToEnd(store, 'order-1', 10))]
    server().faults.next('subscribe', fault, 6)
    const following = follow(store)
    for (let i = 0; i < 5; i++) ids.push(...(await appendToEnd(store, 'order-2', 2)))
    await until(() => following.ids.length >= ids.length)
    expect(following.ids).toEqual(ids)
    expect(subscriptions(server()).length).toBeGreaterThan(4)
    await following.stop()
  })

  test('waits longer and longer, and never as long as the others', async () => {
    const pauses: Array<number> = []
    const asked: Array<number> = []
    const timid = {
      ...system,
      jitter: (ms: number) => {
        asked.push(ms)
        return ms / 10 + 0.123
      },
      sleep: (ms: number, signal?: AbortSignal) => {
        pauses.push(ms)
        return system.sleep(ms, signal)
      },
    }
    const store = await open({ system: timid })
    const following = follow(store)
    await until(() => following.batches.length > 0)
    ;[asked.length, pauses.length] = [0, 0]
    server().faults.always('subscribe', { kind: 'unavailable' })
    server().faults.dropConnections()
    await until(() => asked.length >= 6)
    const growing = asked.filter((ms) => ms >= 50)
    expect(growing.slice(0, 4)).toEqual([50, 100, 200, 400])
    expect(pauses.every((ms) => ms % 1 !== 0)).toBe(true)
    await following.stop()
  })

  test('for longer than its patience breaks off', async () => {
    const store = await open({ times: { ...quick, patienceMs: 300 } })
    const following = follow(store)
    await until(() => following.batches.length > 0)
    server().faults.always('subscribe', { kind: 'unavailable' })
    server().faults.dropConnections()
    expect(await following.ended).toMatchObject({ type: 'unavailable' })
  })

  test('while its consumer is slow loses nothing to the older servers', async () => {
    const old = await start({ version: '23.10', liveBufferEvents: 4 })
    const store = await open({ connectionString: old.connectionString() })
    const ids = [...(await appendToEnd(store, 'order-0', 1))]
    const seen: Array<string> = []
    const signal = AbortSignal.timeout(20_000)
    for await (const { events } of store.subscribeToAll({ limit: 50, signal })) {
      seen.push(...idsOf(events))
      if (ids.length < 4_000)
        for (let nr = 0; nr < 4; nr++) ids.push(...(await appendToEnd(store, `order-${ids.length}`, 500)))
      if (seen.length === ids.length) break
    }
    expect(seen).toEqual(ids)
  })
})

describe('a log that went back in time', () => {
  test.each([
    ['is told when the last event is gone', 3],
    ['is told when everything is gone', 0],
  ])('%s', async (_, keeps) => {
    const store = await open()
    await appendToEnd(store, 'order-1', 6)
    const following = follow(store)
    await until(() => following.ids.length === 6)
    const kept = await store.readStream('order-1')
    const upTo = kept[keeps - 1]?.position.commit
    await server().restart({ store: upTo === undefined ? 'new' : { upTo } })
    expect(await following.ended).toMatchObject({ type: 'LogReplaced' })
  })

  test('is told, too, to who has followed from a checkpoint and been told nothing since', async () => {
    const store = await open()
    await appendToEnd(store, 'order-1', 6)
    const [first, , , , , last] = await store.readStream('order-1')
    const following = follow(store, { after: last!.position })
    await until(() => following.batches.some(({ caughtUp }) => caughtUp))
    await server().restart({ store: { upTo: first!.position.commit } })
    expect(await following.ended).toMatchObject({ type: 'LogReplaced' })
  })

  test('is told by pages, too', async () => {
    const store = await open()
    await appendToEnd(store, 'order-1', 6)
    const { position } = await store.readAll({ limit: 10 })
    await server().restart({ store: 'new' })
    const later = await open({ streamPrefix: 'again_' })
    for (let nr = 0; nr < 20; nr++) await appendToEnd(later, `order-${nr}`, 1)
    await expect(
      store.readAll({ after: { commit: position.commit + 1n, prepare: position.prepare + 1n }, limit: 10 }),
    ).rejects.toMatchObject({ type: 'LogReplaced' })
  })
})

describe('checkpoints of the server', () => {
  test.each(['none', 'twice', 'backwards', 'beyondTheEnd'] as const)(
    'that go wrong (%s) move no position past an event, nor back',
    async (fault) => {
      const store = await open()
      server().faults.checkpoints(fault)
      const following = follow(store, { categories: ['order'], limit: 3 })
      const ids: Array<string> = []
      for (let round = 0; round < 4; round++) {
        for (let nr = 0; nr < 6; nr++)
          appended(await store.appendToStream(`other-${round}x${nr}`, 'no_stream', newEvents(100)))
        ids.push(...(await appendToEnd(store, 'order-1', 4)))
        if (round === 2) server().faults.dropConnections()
      }
      await until(() => following.ids.length === ids.length)
      expect(following.ids).toEqual(ids)
      expectNeverBack(following.batches, server().log.end())
      await following.stop()
    },
  )

  test('bring the position forward where only others have written', async () => {
    const store = await open()
    const following = follow(store, { categories: ['order'] })
    await until(() => following.batches.some(({ caughtUp }) => caughtUp))
    for (let nr = 0; nr < 6; nr++)
      appended(await store.appendToStream(`other-${nr}`, 'no_stream', newEvents(200)))
    const middle = (await store.readStream('other-3'))[0]!.position
    await until(() => following.batches.some(({ position }) => isAfter(position, middle)))
    expect(following.ids).toEqual([])
    await following.stop()
  })
})

describe('a server that hangs when the subscription begins', () => {
  test('is not taken for one that has nothing to tell', async () => {
    const store = await open()
    const ids = await appendToEnd(store, 'order-1', 5)
    // Everything before the subscription is answered; of the subscription nothing comes.
    server().faults.next('subscribe', { kind: 'answerNever' })
    const following = follow(store)
    await sleep(300)
    for (const { position, events } of following.batches)
      if (events.length === 0) expect(position.commit).toBe(0n)
    await until(() => following.ids.length === 5)
    expect(following.ids).toEqual(ids)
    expectNeverBack(following.batches, server().log.end())
    await following.stop()
  })
})
