import { describe, expect, test } from 'vitest'
import { appended, idsOf, newEvent, newEvents, refused } from '../../support/log.js'
import { idsIn, onStandIn, quick } from '../../support/onStandIn.js'
import type { StandIn } from '../../support/eventstoredb/index.js'

const STREAM = 'order-17'
const { server, open } = onStandIn()

type Fault = Parameters<StandIn['faults']['next']>[1]

/** `repeated`: whether the answer tells that the events were there when it was asked. */
const faults: ReadonlyArray<readonly [string, Fault]> = [
  ['the connection breaks before storing', { kind: 'dropConnection', when: 'beforeStoring' }],
  ['the connection breaks after storing', { kind: 'dropConnection', when: 'afterStoring' }],
  ['no answer comes, and it is stored', { kind: 'answerNever' }],
  ['no answer comes, and it is not stored', { kind: 'answerNever', stores: false }],
  ['the answer comes too late', { kind: 'answerLate', ms: 250 }],
  ['it is stored late and answered late', { kind: 'answerLate', ms: 250, storing: 'late' }],
  ['the server is unavailable', { kind: 'unavailable' }],
  ['the server is unavailable, and it is stored', { kind: 'unavailable', stores: true }],
  ['storing takes too long', { kind: 'timeout' }],
  ['storing takes too long, and it is stored', { kind: 'timeout', stores: true }],
  ['the server is not ready', { kind: 'notReady' }],
  ['the node is not the leader', { kind: 'notLeader' }],
]

const modes: ReadonlyArray<readonly [string, boolean]> = [
  ['in batches', true],
  ['call by call', false],
]

describe.each(modes)('an append %s', (_, isBatched) => {
  const opened = async (times = quick) => {
    const store = await open({ times })
    if (isBatched) return store
    return open({ times, connectionString: server().connectionString({ connectionName: 'second' }) })
  }

  test.each(faults)('is stored exactly once when %s', async (_name, fault) => {
    const store = await opened()
    const [first, second] = [newEvents(2), newEvents(3)]
    appended(await store.appendToStream(STREAM, 'no_stream', first))
    server().calls.clear()
    server().faults.next('append', fault)
    const answer = appended(await store.appendToStream(STREAM, 1n, second))
    expect(answer).toMatchObject({ revision: 4n })
    expect(answer.position).toEqual((await store.readStream(STREAM)).at(-1)?.position)
    // Whatever was sent again was sent with the same ids to the same place.
    for (const { ids, expected } of server().calls.of(isBatched ? 'BatchAppend' : 'Append'))
      expect({ ids, expected }).toEqual({ ids: idsOf(second), expected: 1n })
    if (fault.kind === 'answerLate') await new Promise((resolve) => setTimeout(resolve, 300))
    expect(idsIn(server(), STREAM)).toEqual(idsOf([...first, ...second]))
  })

  test.each(faults)('goes on with the next one after %s', async (_name, fault) => {
    const store = await opened()
    server().faults.next('append', fault)
    for (let revision = -1n; revision < 2n; revision++)
      appended(await store.appendToStream(STREAM, revision < 0n ? 'no_stream' : revision, newEvents(1)))
    expect(await store.readStream(STREAM)).toHaveLength(3)
  })

  test('has an outcome in time from a server that never answers, and it is told as unknown', async () => {
    const store = await opened({ ...quick, appendMs: 400 })
    server().faults.always('append', { kind: 'answerNever', stores: false })
    const begin = performance.now()
    expect(refused(await store.appendToStream(STREAM, 'no_stream', newEvents(1)))).toMatchObject({
      type: 'OutcomeUnknown',
    })
    expect(performance.now() - begin).toBeLessThan(3_000)
  })

  test('that is stored without an answer is found by its ids: it is sent once', async () => {
    const store = await opened()
    server().faults.next('append', { kind: 'answerNever' })
    const answer = appended(await store.appendToStream(STREAM, 'no_stream', newEvents(2)))
    // Nothing was there before: that it took two looks does not make it a repetition.
    expect(answer).toMatchObject({ revision: 1n, repeated: false })
    const calls = server().calls.of(isBatched ? 'BatchAppend' : 'Append')
    expect(calls.filter(({ stream }) => stream === STREAM)).toHaveLength(1)
  })

  test('that somebody else has overtaken meanwhile is a conflict', async () => {
    const store = await opened()
    server().faults.next('append', { kind: 'answerNever', stores: false })
    const late = store.appendToStream(STREAM, 'no_stream', newEvents(2))
    const other = await open()
    appended(await other.appendToStream(STREAM, 'no_stream', newEvents(1)))
    expect(refused(await late)).toMatchObject({ type: 'WrongExpectedRevision', actual: 0n })
    expect(idsIn(server(), STREAM)).toHaveLength(1)
  })

  test('is refused for good where access is denied', async () => {
    const store = await opened()
    server().faults.always('append', { kind: 'accessDenied' })
    expect(refused(await store.appendToStream(STREAM, 'no_stream', newEvents(1)))).toEqual({
      type: 'StoreUnavailable',
      reason: 'access denied',
    })
  })
})

describe('a repetition', () => {
  test('is told as one by the store that has appended it', async () => {
    const store = await open()
    const events = newEvents(2)
    expect(appended(await store.appendToStream(STREAM, 'no_stream', events)).repeated).toBe(false)
    expect(appended(await store.appendToStream(STREAM, 'no_stream', events)).repeated).toBe(true)
  })

  test('is told as one by a store that opened later', async () => {
    const events = newEvents(2)
    appended(await (await open()).appendToStream(STREAM, 'no_stream', events))
    const later = await open({ connectionString: server().connectionString({ connectionName: 'later' }) })
    expect(appended(await later.appendToStream(STREAM, 'no_stream', events)).repeated).toBe(true)
  })
})

describe('many appends at once', () => {
  test('that fill the connection when it breaks are all stored once, and nothing is left unhandled', async () => {
    const store = await open({ times: { ...quick, answerMs: 3_000, appendMs: 20_000 } })
    const data = JSON.stringify('x'.repeat(200_000))
    const streams = Array.from({ length: 60 }, (_, nr) => `order-${nr}`)
    const events = streams.map(() => [newEvent({ data })])
    server().faults.freeze()
    const answers = Promise.all(
      streams.map((stream, nr) => store.appendToStream(stream, 'no_stream', events[nr] ?? [])),
    )
    await new Promise((resolve) => setTimeout(resolve, 300))
    await server().restart()
    for (const answer of await answers) expect(appended(answer).revision).toBe(0n)
    for (const [nr, stream] of streams.entries())
      expect(idsIn(server(), stream)).toEqual(idsOf(events[nr] ?? []))
  })

  test('through a server that breaks connections all the time are stored once each', async () => {
    const store = await open()
    const streams = Array.from({ length: 80 }, (_, nr) => `order-${nr}`)
    const events = streams.map(() => newEvents(2))
    server().faults.next('append', { kind: 'dropConnection', when: 'afterStoring' }, 5)
    server().faults.next('append', { kind: 'dropConnection', when: 'beforeStoring' }, 5)
    await Promise.all(
      streams.map(async (stream, nr) =>
        appended(await store.appendToStream(stream, 'no_stream', events[nr] ?? [])),
      ),
    )
    for (const [nr, stream] of streams.entries())
      expect(idsIn(server(), stream)).toEqual(idsOf(events[nr] ?? []))
  })

  test('answered twice do no harm', async () => {
    const store = await open()
    server().faults.always('append', { kind: 'answerTwice' })
    for (let nr = 0; nr < 5; nr++)
      appended(await store.appendToStream(`order-${nr}`, 'no_stream', newEvents(1)))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await store.readStream('order-4')).toHaveLength(1)
  })

  test('of which too many wait are refused', async () => {
    const store = await open({ appendsMax: 2 })
    server().faults.always('append', { kind: 'answerLate', ms: 100 })
    const answers = await Promise.all(
      [1, 2, 3].map((nr) => store.appendToStream(`order-${nr}`, 'no_stream', newEvents(1))),
    )
    expect(answers.map(({ _tag }) => _tag)).toEqual(['Right', 'Right', 'Left'])
    expect(refused(answers[2]!)).toEqual({ type: 'StoreBusy' })
  })
})

describe('a server that can not tell what it supports at first', () => {
  test.each([
    ['is unavailable', { kind: 'unavailable' }],
    ['takes too long', { kind: 'timeout' }],
  ] as const)('because it %s is asked again', async (_, fault) => {
    await (await open()).incarnation()
    const other = await open({ connectionString: server().connectionString() })
    server().faults.next('features', fault, 3)
    server().faults.dropConnections()
    await new Promise((resolve) => setTimeout(resolve, 50))
    appended(await other.appendToStream(STREAM, 'no_stream', newEvents(1)))
    expect(idsIn(server(), STREAM)).toHaveLength(1)
  })
})
