import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { eventTypeFilter, type EventStoreDBClient } from '@eventstore/db-client'
import { clientFor, collect, event, events, failureOf, followed, sleep, until } from './clientSide.js'
import { startStandIn, type StandIn } from './index.js'

const plain = { credentials: { username: 'any', password: 'body' } }
let server: StandIn
let client: EventStoreDBClient

beforeEach(async () => {
  server = await startStandIn()
  client = clientFor(server.connectionString())
  await client.appendToStream('warm', events(3))
})
afterEach(async () => {
  server.faults.clear()
  await client.dispose()
  await server.stop()
})

const storedOf = (stream: string): number => server.log.stream(stream).records.length

describe.each([
  ['BatchAppend', {}],
  ['Append', plain],
] as const)('%s', (_, options) => {
  test('answers late, and other appends do not wait for it', async () => {
    server.faults.next('append', { kind: 'answerLate', ms: 40 })
    const answered: Array<string> = []
    await Promise.all([
      client.appendToStream('slow', events(1), options).then(() => answered.push('slow')),
      client.appendToStream('quick', events(1), options).then(() => answered.push('quick')),
    ])
    expect(answered).toEqual(['quick', 'slow'])
  })

  test.each([true, false])('never answers, having stored or not: %s', async (stores) => {
    server.faults.next('append', { kind: 'answerNever', stores })
    const settled = vi.fn()
    client.appendToStream('silent', events(1), { ...options, deadline: 60_000 }).then(settled, settled)
    await until(() => server.calls.all.at(-1)?.stream === 'silent')
    await client.appendToStream('other', events(1), options)
    expect(settled).not.toHaveBeenCalled()
    expect(storedOf('silent')).toBe(stores ? 1 : 0)
  })

  test.each([
    ['beforeStoring', 0],
    ['afterStoring', 1],
  ] as const)('breaks the connection %s', async (when, stored) => {
    server.faults.next('append', { kind: 'dropConnection', when })
    const same = event()
    const failure = await failureOf(
      client.appendToStream('cut', [same], { expectedRevision: 'no_stream', ...options }),
    )
    expect(['unavailable', 'cancelled']).toContain(failure['type'])
    expect(storedOf('cut')).toBe(stored)
    await client.appendToStream('cut', [same], { expectedRevision: 'no_stream', ...options })
    expect(storedOf('cut')).toBe(1)
  })

  test('is unavailable once', async () => {
    server.faults.next('append', { kind: 'unavailable' })
    expect(await failureOf(client.appendToStream('once', events(1), options))).toMatchObject({
      type: 'unavailable',
    })
    await client.appendToStream('once', events(1), options)
    expect(storedOf('once')).toBe(1)
  })

  test('times out, having stored', async () => {
    server.faults.next('append', { kind: 'timeout', stores: true })
    const failure = await failureOf(client.appendToStream('timed', events(1), options))
    expect(failure['type']).toBe(options === plain ? 'timeout' : 'deadline-exceeded')
    expect(storedOf('timed')).toBe(1)
  })

  test('is not led from here: the client goes where it is told', async () => {
    const leader = await startStandIn()
    const told = { host: '127.0.0.1', port: leader.port }
    server.faults.next('append', { kind: 'notLeader', leader: told })
    const failure = await failureOf(client.appendToStream('led', events(1), options))
    expect(failure).toMatchObject({ type: 'not-leader', leader: { address: told.host, port: told.port } })
    await client.appendToStream('led', events(1), options)
    expect([storedOf('led'), leader.log.stream('led').records.length]).toEqual([0, 1])
    await client.dispose()
    await leader.stop()
  })
})

test('a server that is not ready says so in a way that the client does not know', async () => {
  server.faults.next('append', { kind: 'notReady' })
  expect(await failureOf(client.appendToStream('unready', events(1)))).toMatchObject({
    type: 'unknown',
    message: 'Could not recognize Server Is Not Ready',
  })
})

describe('Reading', () => {
  test('breaks off after some events', async () => {
    server.faults.next('read', { kind: 'dropConnection', afterEvents: 2 })
    const read: Array<unknown> = []
    const reading = (async () => {
      for await (const one of client.readStream('warm')) read.push(one)
    })()
    expect(['unavailable', 'cancelled']).toContain((await failureOf(reading))['type'])
    expect(read.length).toBeLessThanOrEqual(2)
    expect((await collect(client.readStream('warm'))).length).toBe(3)
  })

  test('is unavailable as often as it is told', async () => {
    server.faults.next('read', { kind: 'unavailable' }, 2)
    for (const _ of [1, 2]) {
      expect(await failureOf(collect(client.readStream('warm')))).toMatchObject({ type: 'unavailable' })
    }
    expect((await collect(client.readStream('warm'))).length).toBe(3)
  })

  test('is late, or tells everything twice', async () => {
    server.faults.next('read', { kind: 'answerLate', ms: 10 })
    server.faults.next('read', { kind: 'answerTwice' })
    expect((await collect(client.readStream('warm'))).length).toBe(3)
    expect((await collect(client.readStream('warm'))).length).toBe(6)
  })

  test('never ends: reads of this client have no deadline', async () => {
    server.faults.next('read', { kind: 'answerNever' })
    const settled = vi.fn()
    const reading = client.readStream('warm', { deadline: 20 })
    collect(reading).then(settled, settled)
    await until(() => server.calls.of('Read').length === 1)
    await sleep(60)
    expect(settled).not.toHaveBeenCalled()
    await reading.cancel()
  })
})

describe('A subscription', () => {
  test.each([
    [{ kind: 'dropConnection', afterEvents: 2 }, ['unavailable', 'cancelled']],
    [{ kind: 'unavailable', afterEvents: 2 }, ['unavailable']],
    [{ kind: 'consumerTooSlow', afterEvents: 2 }, ['timeout']],
    [{ kind: 'notLeader' }, ['not-leader']],
    [{ kind: 'accessDenied' }, ['access-denied']],
  ] as const)('ends by %j', async (fault, types) => {
    server.faults.next('subscribe', fault)
    const { told, follow } = followed()
    follow(client.subscribeToStream('warm'))
    await until(() => types.some((type) => told.includes(type)))
    expect(told.filter((one) => one.includes('@')).length).toBeLessThanOrEqual(2)
  })

  test.each([
    ['twice', (told: ReadonlyArray<bigint>) => told[0] === told[1]],
    ['beyondTheEnd', (told: ReadonlyArray<bigint>) => told[0]! > server.log.end()],
    ['backwards', (told: ReadonlyArray<bigint>) => told[0] === 0n],
  ] as const)('tells checkpoints wrong: %s', async (fault, isSo) => {
    server.faults.checkpoints(fault)
    const { told, checkpoints, checkpointReached, follow } = followed()
    const filter = eventTypeFilter({ prefixes: ['Nothing'], maxSearchWindow: 2, checkpointReached })
    const subscription = follow(client.subscribeToAll({ filter }))
    await until(() => told.includes('caughtUp'))
    expect(isSo(checkpoints)).toBe(true)
    await subscription.unsubscribe()
  })
})

describe('The server', () => {
  test('drops every connection: subscriptions break, and can be made again at once', async () => {
    const first = followed()
    first.follow(client.subscribeToStream('warm'))
    await until(() => first.told.includes('caughtUp'))
    server.faults.dropConnections()
    await until(() => first.told.length === 6)
    expect(['unavailable', 'cancelled']).toContain(first.told.at(-1))
    const second = followed()
    second.follow(client.subscribeToStream('warm'))
    await until(() => second.told.includes('caughtUp'))
  })

  test('freezes: nothing is read nor answered, until it thaws', async () => {
    const { told, follow } = followed()
    follow(client.subscribeToStream('warm'))
    await until(() => told.includes('caughtUp'))
    server.faults.freeze()
    const before = server.calls.all.length
    const append = client.appendToStream('warm', events(1, 'Thawed'), { deadline: 60_000 })
    await sleep(50)
    expect([server.calls.all.length, storedOf('warm'), told.length]).toEqual([before, 3, 5])
    server.faults.thaw()
    await append
    await until(() => told.includes('Thawed@warm'))
  })

  test('frozen, does not tell what it had begun to answer', async () => {
    server.faults.next('append', { kind: 'answerLate', ms: 20 })
    const answered = vi.fn()
    const append = client.appendToStream('begun', events(1)).then(answered)
    await until(() => storedOf('begun') === 1)
    server.faults.freeze()
    await sleep(60)
    expect(answered).not.toHaveBeenCalled()
    server.faults.thaw()
    await append
  })

  test('loses the connection of a client that asks whether it is still there', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const asking = clientFor(server.connectionString({ keepAliveInterval: 100, keepAliveTimeout: 500 }))
    warn.mockRestore()
    const { told, follow } = followed()
    follow(asking.subscribeToStream('warm'))
    await until(() => told.includes('caughtUp'))
    await sleep(250)
    expect(told).not.toContain('unavailable')
    server.faults.freeze()
    await until(() => told.includes('unavailable'))
    server.faults.thaw()
    await asking.dispose()
  })

  test.each([
    ['same', 3],
    ['new', 0],
    ['older', 2],
  ] as const)('restarts at the same port with the %s store', async (store, left) => {
    const upTo = server.log.stream('warm').records[1]!.position
    await client.dispose()
    await server.restart({ store: store === 'older' ? { upTo } : store })
    expect(storedOf('warm')).toBe(left)
    const again = clientFor(server.connectionString())
    const answer = await again.appendToStream('warm', events(1))
    expect(answer.nextExpectedRevision).toBe(BigInt(left))
    await again.dispose()
  })

  test('is down for a while', async () => {
    await server.goDown()
    expect(await failureOf(collect(client.readStream('warm')))).toMatchObject({ type: 'unavailable' })
    await server.comeUp()
    expect((await collect(client.readStream('warm'))).length).toBe(3)
  })
})
