import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { START, eventTypeFilter, excludeSystemEvents, streamNameFilter } from '@eventstore/db-client'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { clientFor, event, events, followed, sleep, until } from './clientSide.js'
import { startStandIn, type StandIn } from './index.js'

describe.each(['23.10', '24.2'] as const)('A subscription of %s', (version) => {
  let server: StandIn
  let client: EventStoreDBClient
  beforeAll(async () => {
    server = await startStandIn({ version })
    client = clientFor(server.connectionString())
    await client.appendToStream('first', events(2, 'A'))
  })
  afterAll(async () => {
    await client.dispose()
    await server.stop()
  })

  test('to a stream is confirmed, told what is there, then caught up, then live', async () => {
    const { told, follow } = followed()
    const subscription = follow(client.subscribeToStream('first'))
    await until(() => told.includes('caughtUp'))
    await client.appendToStream('first', events(1, 'B'))
    await until(() => told.includes('B@first'))
    expect(told).toEqual(['confirmed', 'A@first', 'A@first', 'caughtUp', 'B@first'])
    expect(subscription.id).toMatch(/^[0-9a-f-]{36}$/)
    await subscription.unsubscribe()
  })

  test('to a stream begins after the revision that it names', async () => {
    await client.appendToStream('after', events(3, 'A'))
    const { told, follow } = followed()
    const subscription = follow(client.subscribeToStream('after', { fromRevision: 1n }))
    await until(() => told.includes('caughtUp'))
    expect(told).toEqual(['confirmed', 'A@after', 'caughtUp'])
    await subscription.unsubscribe()
  })

  test('from the end is told only what is new', async () => {
    const { told, follow } = followed()
    const subscription = follow(client.subscribeToAll({ fromPosition: 'end' }))
    await until(() => told.includes('caughtUp'))
    await client.appendToStream('new', events(1, 'N'))
    await until(() => told.length === 3)
    expect(told).toEqual(['confirmed', 'caughtUp', 'N@new'])
    await subscription.unsubscribe()
  })

  test('to a missing stream waits for it; only 24.2 says that it has caught up', async () => {
    const { told, follow } = followed()
    const subscription = follow(client.subscribeToStream(`awaited-${version}`))
    await until(() => told.includes('confirmed'))
    await sleep(30)
    expect(told).toEqual(version === '23.10' ? ['confirmed'] : ['confirmed', 'caughtUp'])
    await client.appendToStream(`awaited-${version}`, events(1, 'A'))
    await until(() => told.length === 3)
    expect(told.toSorted()).toEqual([`A@awaited-${version}`, 'caughtUp', 'confirmed'])
    await subscription.unsubscribe()
  })

  test('ends with an error when the stream gets a tombstone', async () => {
    await client.appendToStream('ending', events(1, 'A'))
    const { told, follow } = followed()
    follow(client.subscribeToStream('ending'))
    await until(() => told.includes('caughtUp'))
    await client.tombstoneStream('ending')
    await until(() => told.length === 4)
    expect(told).toEqual(['confirmed', 'A@ending', 'caughtUp', 'stream-deleted'])
  })

  test('to $all begins after the position that it names, and at a position where nothing begins is refused', async () => {
    const { told, follow } = followed()
    const last = server.log.records.at(-2)!
    const at = (commit: bigint) => ({ commit, prepare: commit })
    const subscription = follow(client.subscribeToAll({ fromPosition: at(last.position) }))
    await until(() => told.includes('caughtUp'))
    expect(told.length).toBe(3)
    await subscription.unsubscribe()
    const refused = followed()
    refused.follow(client.subscribeToAll({ fromPosition: at(last.position + 1n) }))
    await until(() => refused.told.length > 0)
    expect(refused.told).toEqual(['unknown'])
  })

  test('a consumer that is too slow is dropped by 23.10, and catches up in 24.2', async () => {
    const { told, follow } = followed()
    const subscription = follow(client.subscribeToStream('flood'))
    await client.appendToStream('flood', events(1, 'First'))
    await until(() => told.includes('caughtUp'))
    subscription.pause()
    const big = (): ReturnType<typeof event> => event('Big', undefined, { text: 'x'.repeat(50_000) })
    for (let round = 0; round < 16; round += 1)
      await client.appendToStream('flood', Array.from({ length: 10 }, big))
    await sleep(50)
    subscription.resume()
    if (version === '23.10') {
      await until(() => told.includes('timeout'))
      expect(told.filter((one) => one === 'Big@flood').length).toBeLessThan(160)
    } else {
      await until(() => told.filter((one) => one === 'Big@flood').length === 160)
      expect(told).not.toContain('timeout')
      await subscription.unsubscribe()
    }
  })
})

describe('A filtered subscription to $all', () => {
  let server: StandIn
  let client: EventStoreDBClient
  beforeAll(async () => {
    server = await startStandIn({ systemEvents: false })
    client = clientFor(server.connectionString())
    await client.appendToStream('order-1', [event('A'), event('B'), event('A')])
    await client.appendToStream('product-1', [event('A'), event('C')])
    await client.setStreamMetadata('product-1', { maxCount: 10 })
  })
  afterAll(async () => {
    await client.dispose()
    await server.stop()
  })

  test.each([
    ['types by regex', eventTypeFilter({ regex: '^(A|C)$' }), ['A', 'A', 'A', 'C']],
    ['types by prefix', eventTypeFilter({ prefixes: ['B', '$met'] }), ['B', '$metadata']],
    ['streams by regex', streamNameFilter({ regex: '^product-' }), ['A', 'C']],
    ['streams by prefix', streamNameFilter({ prefixes: ['order-', 'nothing-'] }), ['A', 'B', 'A']],
    ['no system events', excludeSystemEvents(), ['A', 'B', 'A', 'A', 'C']],
  ])('of %s', async (_, filter, types) => {
    const { told, follow } = followed()
    const subscription = follow(client.subscribeToAll({ fromPosition: START, filter }))
    await until(() => told.includes('caughtUp'))
    expect(told.filter((one) => one.includes('@')).map((one) => one.replace(/@.*/, ''))).toEqual(types)
    await subscription.unsubscribe()
  })

  const checkpointsOf = async (
    server_: StandIn,
    window: number,
    interval: number,
  ): Promise<Array<number>> => {
    const its = clientFor(server_.connectionString())
    const { told, checkpoints, checkpointReached, follow } = followed()
    const filter = eventTypeFilter({
      prefixes: ['Wanted'],
      maxSearchWindow: window,
      checkpointInterval: interval,
      checkpointReached,
    })
    const subscription = follow(its.subscribeToAll({ filter }))
    await until(() => told.includes('caughtUp'))
    await its.appendToStream('live', [...events(3, 'Unwanted'), ...events(1, 'Wanted')])
    await until(() => told.includes('Wanted@live'))
    await sleep(20)
    await subscription.unsubscribe()
    await its.dispose()
    return checkpoints.map(
      (position) => server_.log.records.findIndex((record) => record.position === position) + 1,
    )
  }

  test.each([
    ['23.10', 2, 1, [2, 4, 6, 8]],
    ['23.10', 2, 2, [4, 8]],
    ['24.2', 2, 2, [4, 5, 9]],
    ['24.2', 5, 1, [5]],
  ] as const)(
    'tells checkpoints: %s, every %i × %i events, here after %j',
    async (version, window, interval, after) => {
      const fresh = await startStandIn({ version, systemEvents: false })
      const its = clientFor(fresh.connectionString())
      await its.appendToStream('before', events(5, 'Unwanted'))
      await its.dispose()
      expect(await checkpointsOf(fresh, window, interval)).toEqual(after)
      await fresh.stop()
    },
  )

  test('can go on from a checkpoint without missing or repeating anything', async () => {
    const first = followed()
    const filter = { regex: '^[^$].*', maxSearchWindow: 2, checkpointReached: first.checkpointReached }
    const before = first.follow(client.subscribeToAll({ filter: eventTypeFilter(filter) }))
    await until(() => first.told.includes('caughtUp'))
    await before.unsubscribe()
    const seen = first.told.slice(0, first.told.indexOf('checkpoint')).filter((one) => one.includes('@'))
    const second = followed()
    const at = { commit: first.checkpoints[0]!, prepare: first.checkpoints[0]! }
    const after = second.follow(client.subscribeToAll({ fromPosition: at, filter: excludeSystemEvents() }))
    await until(() => second.told.includes('caughtUp'))
    await after.unsubscribe()
    const all = first.told.filter((one) => one.includes('@'))
    expect([...seen, ...second.told.filter((one) => one.includes('@'))]).toEqual(all)
  })

  test('is told how far it has looked while there is nothing for it', async () => {
    const busy = await startStandIn({ statisticsEveryMs: 2 })
    const its = clientFor(busy.connectionString())
    const { told, checkpoints, checkpointReached, follow } = followed()
    const filter = excludeSystemEvents({ maxSearchWindow: 3, checkpointReached })
    const subscription = follow(its.subscribeToAll({ filter }))
    await until(() => checkpoints.length > 3)
    expect(told.filter((one) => one.includes('@'))).toEqual([])
    expect(checkpoints).toEqual([...new Set(checkpoints)].toSorted((a, b) => (a < b ? -1 : 1)))
    await subscription.unsubscribe()
    await its.dispose()
    await busy.stop()
  })

  test('is not written to when its reader stops', async () => {
    const many = (): Array<ReturnType<typeof event>> =>
      Array.from({ length: 80 }, () => event('Big', undefined, { t: 'x'.repeat(10_000) }))
    for (let round = 0; round < 5; round += 1) await client.appendToStream(`pressure-${round}`, many())
    const before = server.bytesWritten
    const subscription = client.subscribeToAll()
    let read = 0
    for await (const _ of subscription) if (++read === 3) break
    await sleep(50)
    expect(server.bytesWritten - before).toBeLessThan(2_000_000)
    await subscription.unsubscribe()
    for await (const _ of client.readAll()) read += 1
    expect(server.bytesWritten - before).toBeGreaterThan(4_000_000)
  })
})
