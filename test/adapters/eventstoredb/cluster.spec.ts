import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEventStoreDb, system } from '../../../src/adapters/eventstoredb/index.js'
import type { EventStore } from '../../../src/application/ports.js'
import { isLeft } from '../../../src/fp.js'
import { startStandInCluster, type StandIn, type StandInCluster } from '../../support/eventstoredb/index.js'
import { appended, idsOf, newEvents, readToEnd } from '../../support/log.js'
import { idsIn, quick } from '../../support/onStandIn.js'

let cluster: StandInCluster
const stores: Array<EventStore> = []

beforeEach(async () => {
  cluster = await startStandInCluster(3)
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  await cluster.stop()
})

const discovery = { discoveryInterval: 20, maxDiscoverAttempts: 20, gossipTimeout: 1 }
const open = async (query = {}, hosts = cluster.connectionString({ ...discovery, ...query })) => {
  const store = await openEventStoreDb({
    connectionString: hosts,
    system,
    times: { ...quick, answerMs: 400, appendMs: 10_000, readPatienceMs: 4_000 },
  })
  stores.push(store)
  return store
}
const asked = ({ calls }: StandIn, method: 'Read' | 'Subscribe' | 'BatchAppend') => calls.of(method).length
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Reads to the end, over and over, while events are appended. */
const followed = (store: EventStore) => {
  const ids: Array<string> = []
  const abort = new AbortController()
  const run = async (): Promise<void> => {
    for await (const { events } of store.subscribeToAll({ limit: 20, signal: abort.signal }))
      ids.push(...idsOf(events))
  }
  const ended = run()
  return {
    ids,
    all: async (count: number): Promise<void> => {
      for (let waits = 0; waits < 800 && ids.length < count; waits++) await sleep(10)
      abort.abort()
      await ended
    },
  }
}

describe('a cluster', () => {
  test('is found by gossip, whichever host is named', async () => {
    const [one] = cluster.followers()
    const hosts = `esdb+discover://${one!.url}?tls=false&discoveryInterval=20`
    const store = await open({}, hosts)
    appended(await store.appendToStream('order-1', 'no_stream', newEvents(1)))
    expect(asked(cluster.leader(), 'BatchAppend')).toBeGreaterThan(0)
    for (const follower of cluster.followers()) expect(asked(follower, 'BatchAppend')).toBe(0)
  })

  test('is read from the leader unless another node is preferred', async () => {
    const store = await open()
    appended(await store.appendToStream('order-1', 'no_stream', newEvents(3)))
    await readToEnd(store, { after: undefined, limit: 10 })
    for (const follower of cluster.followers()) expect(asked(follower, 'Read')).toBe(0)
  })

  test('is read and followed from a follower where that is preferred; decisions stay with the leader', async () => {
    const store = await open({ nodePreference: 'follower' })
    cluster.nodes.forEach(({ calls }) => calls.clear())
    const ids = newEvents(4)
    appended(await store.appendToStream('order-1', 'no_stream', ids))
    const following = followed(store)
    expect(idsOf(await readToEnd(store, { after: undefined, limit: 10 }))).toEqual(idsOf(ids))
    await following.all(4)
    expect(following.ids).toEqual(idsOf(ids))
    const leader = cluster.leader()
    expect([asked(leader, 'Read'), asked(leader, 'Subscribe')]).toEqual([0, 0])
    const followers = cluster.followers()
    expect(followers.reduce((sum, each) => sum + asked(each, 'Read'), 0)).toBeGreaterThan(0)
    expect(followers.reduce((sum, each) => sum + asked(each, 'Subscribe'), 0)).toBeGreaterThan(0)
    expect(followers.reduce((sum, each) => sum + asked(each, 'BatchAppend'), 0)).toBe(0)
    await store.readStream('order-1')
    expect(leader.calls.of('Read').at(-1)).toMatchObject({ stream: 'order-1', requiresLeader: true })
  })

  test.each([
    ['that breaks its connections', true, 'leader'],
    ['that breaks its connections, read from followers', true, 'follower'],
    ['that goes on as a follower', false, 'leader'],
  ] as const)(
    'whose leader changes under load, %s, loses and doubles nothing',
    async (_, cut, nodePreference) => {
      const store = await open({ nodePreference })
      const following = followed(store)
      const acknowledged = new Map<string, ReadonlyArray<string>>()
      let [isOver, count] = [false, 0]
      const append = async (worker: number): Promise<void> => {
        for (let nr = 0; !isOver || nr < 20; nr++) {
          const stream = `order-${worker}x${nr}`
          const events = newEvents(2)
          const answer = await store.appendToStream(stream, 'no_stream', events)
          if (isLeft(answer)) throw new Error(answer.left.type)
          acknowledged.set(stream, idsOf(events))
          count += 2
        }
      }
      const workers = Promise.all([1, 2, 3, 4, 5, 6].map(append))
      for (const index of [1, 2, 0, 1]) {
        await sleep(120)
        cluster.elect(index, { cut })
      }
      await sleep(120)
      isOver = true
      await workers
      const [leader] = [cluster.leader()]
      for (const [stream, ids] of acknowledged) expect(idsIn(leader, stream)).toEqual(ids)
      await following.all(count)
      expect(following.ids).toEqual(
        cluster.log.records.filter(({ stream }) => stream.startsWith('order-')).map(({ id }) => id),
      )
    },
  )

  test('whose leader is gone for good goes on with the next', async () => {
    const store = await open()
    appended(await store.appendToStream('order-1', 'no_stream', newEvents(1)))
    await cluster.goDown(0)
    appended(await store.appendToStream('order-1', 0n, newEvents(1)))
    expect(await store.readStream('order-1')).toHaveLength(2)
  })

  test('of which nothing is left is unreachable, and nothing goes unhandled', async () => {
    const store = await open({ maxDiscoverAttempts: 2 })
    const following = followed(store)
    await sleep(100)
    const appends = Promise.all(
      [1, 2, 3, 4, 5, 6].map((nr) => store.appendToStream(`order-${nr}`, 'no_stream', newEvents(1))),
    )
    await Promise.all([0, 1, 2].map((index) => cluster.goDown(index)))
    await sleep(700)
    await Promise.all([0, 1, 2].map((index) => cluster.comeUp(index)))
    const answers = (await appends).map(appended)
    expect(answers).toHaveLength(6)
    await following.all(6)
    expect(new Set(following.ids).size).toBe(6)
  })

  test('that is not found while a subscription is lost on a node that leads no more goes on later', async () => {
    const store = await open({ maxDiscoverAttempts: 6, discoveryInterval: 100 })
    const following = followed(store)
    await sleep(150)
    cluster.elect(1, { cut: false })
    // The next call goes to the new leader; the subscription stays where it is.
    await store.readStream('order-1')
    for (const { faults } of cluster.nodes) faults.always('gossip', { kind: 'unavailable' })
    await cluster.goDown(1)
    const read = store.readStream('order-1').catch((error: unknown) => error)
    await sleep(200)
    cluster.nodes[0]?.faults.dropConnections()
    await sleep(800)
    for (const { faults } of cluster.nodes) faults.clear()
    await cluster.comeUp(1)
    await read
    const events = newEvents(2)
    appended(await store.appendToStream('order-1', 'no_stream', events))
    await following.all(2)
    expect(following.ids).toEqual(idsOf(events))
  })
})
