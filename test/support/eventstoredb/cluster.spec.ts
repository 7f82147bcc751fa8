import { afterEach, describe, expect, test } from 'vitest'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { clientFor, collect, events, failureOf, followed, until } from './clientSide.js'
import { startStandInCluster, type StandInCluster } from './index.js'

const quick = { maxDiscoverAttempts: 3, discoveryInterval: 10, gossipTimeout: 1 }
const clients: Array<EventStoreDBClient> = []
let cluster: StandInCluster

const client = (connectionString: string): EventStoreDBClient => {
  const made = clientFor(connectionString)
  clients.push(made)
  return made
}

afterEach(async () => {
  for (const made of clients.splice(0)) await made.dispose()
  await cluster.stop()
})

const appendsOf = (index: number): number => cluster.nodes[index]!.calls.of('BatchAppend').length

describe('A cluster of three', () => {
  test('is found by gossip, and the leader gets the appends', async () => {
    cluster = await startStandInCluster(3)
    const its = client(cluster.connectionString(quick))
    await its.appendToStream('order-1', events(1), { requiresLeader: true })
    expect([appendsOf(0), appendsOf(1), appendsOf(2)]).toEqual([1, 0, 0])
    expect(cluster.nodes.reduce((sum, { calls }) => sum + calls.of('Gossip').length, 0)).toBe(1)
  })

  test.each([
    ['follower', 1],
    ['read_only_replica', 2],
  ] as const)('is read from a %s if that is preferred', async (nodePreference, index) => {
    cluster = await startStandInCluster(2, { readOnlyReplicas: 1 })
    await client(cluster.connectionString(quick)).appendToStream('order-1', events(2))
    const its = client(cluster.connectionString({ ...quick, nodePreference }))
    expect((await collect(its.readStream('order-1'))).length).toBe(2)
    expect(cluster.nodes[index]!.calls.of('Read').length).toBe(1)
  })

  test('a follower refuses what requires the leader, and names it; the next call goes there', async () => {
    cluster = await startStandInCluster(3)
    const follower = client(cluster.followers()[0]!.connectionString())
    const leader = { address: '127.0.0.1', port: cluster.leader().port }
    const failure = await failureOf(follower.appendToStream('order-1', events(1), { requiresLeader: true }))
    expect(failure).toMatchObject({ type: 'not-leader', leader })
    await follower.appendToStream('order-1', events(1), { requiresLeader: true })
    expect(appendsOf(0)).toBe(1)
  })

  test('a follower stores for the leader what does not require it', async () => {
    cluster = await startStandInCluster(3)
    await client(cluster.followers()[0]!.connectionString()).appendToStream('order-1', events(1))
    expect(cluster.log.stream('order-1').records.length).toBe(1)
  })

  test('elects another leader: appends on their way are cut, the next ones find the new one', async () => {
    cluster = await startStandInCluster(3)
    const its = client(cluster.connectionString(quick))
    cluster.leader().faults.next('append', { kind: 'answerNever' })
    const pending = failureOf(its.appendToStream('order-1', events(1), { requiresLeader: true }))
    await until(() => appendsOf(0) === 1)
    cluster.elect(1)
    expect(['unavailable', 'cancelled']).toContain((await pending)['type'])
    await its.appendToStream('order-1', events(1), { requiresLeader: true })
    expect(appendsOf(1)).toBe(1)
  })

  test('elects another leader without breaking connections: the old one refuses', async () => {
    cluster = await startStandInCluster(3)
    const its = client(cluster.connectionString(quick))
    await its.appendToStream('order-1', events(1), {
      requiresLeader: true,
      credentials: { username: 'a', password: 'b' },
    })
    cluster.elect(2, { cut: false })
    const again = () =>
      its.appendToStream('order-1', events(1), {
        requiresLeader: true,
        credentials: { username: 'a', password: 'b' },
      })
    expect(await failureOf(again())).toMatchObject({ type: 'not-leader' })
    await again()
    expect(cluster.nodes[2]!.calls.of('Append').length).toBe(1)
  })

  test('loses its leader: another takes over, subscriptions break and go on there', async () => {
    cluster = await startStandInCluster(3)
    const its = client(cluster.connectionString(quick))
    await its.appendToStream('order-1', events(2, 'A'))
    const first = followed()
    first.follow(its.subscribeToStream('order-1'))
    await until(() => first.told.includes('caughtUp'))
    await cluster.goDown(0)
    await until(() => first.told.length === 5)
    expect(cluster.leader()).toBe(cluster.nodes[1])
    const second = followed()
    second.follow(its.subscribeToStream('order-1', { fromRevision: 0n }))
    await until(() => second.told.includes('caughtUp'))
    expect(second.told).toEqual(['confirmed', 'A@order-1', 'caughtUp'])
    await cluster.comeUp(0)
    expect(cluster.nodes[1]!.calls.of('Subscribe').length).toBe(1)
  })

  test('is found over TLS too', async () => {
    cluster = await startStandInCluster(2, { tls: true })
    const its = client(cluster.connectionString(quick))
    await its.appendToStream('order-1', events(1), { requiresLeader: true })
    expect(appendsOf(0)).toBe(1)
  })

  test('cannot be found when it is gone', async () => {
    cluster = await startStandInCluster(2)
    await cluster.goDown(1)
    await cluster.goDown(0)
    const its = client(cluster.connectionString(quick))
    expect((await failureOf(collect(its.readStream('order-1')))).message).toBe(
      'Failed to discover after 3 attempts.',
    )
  })
})
