import { describe, expect, test } from 'vitest'
import { system } from '../../../src/adapters/eventstoredb/index.js'
import type { Batch } from '../../../src/application/ports.js'
import type { StandIn } from '../../support/eventstoredb/index.js'
import { follow, sleep, until } from '../../support/following.js'
import { appendToEnd, idsOf } from '../../support/log.js'
import { onStandIn, openReads, quick } from '../../support/onStandIn.js'

const { server, open, start } = onStandIn()

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
