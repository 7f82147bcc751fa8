import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { clientFor, event, events, failureOf } from './clientSide.js'
import { startStandIn, type StandIn } from './index.js'

type Expected = bigint | 'any' | 'no_stream' | 'stream_exists'
/** Numbers of events, written together at an expected revision. */
type Write = readonly [ids: ReadonlyArray<number>, expected: Expected]

const ids = Array.from({ length: 10 }, () => randomUUID())
const six: ReadonlyArray<Write> = [
  [[0], 'no_stream'],
  [[1], 0n],
  [[2], 1n],
  [[3], 2n],
  [[4], 3n],
  [[5], 4n],
]
const pair: ReadonlyArray<Write> = [[[0, 1], 'no_stream']]

const table: ReadonlyArray<
  readonly [string, ReadonlyArray<Write>, Write, 'repeated' | 'written' | 'refused']
> = [
  ['the first of six again, at no stream', six, [[0], 'no_stream'], 'repeated'],
  ['the first of six again, at any', six, [[0], 'any'], 'repeated'],
  ['the first of six again, at an existing stream', six, [[0], 'stream_exists'], 'repeated'],
  ['the first of six again, at the last revision', six, [[0], 5n], 'written'],
  ['the first of six, behind the end', six, [[0], 6n], 'refused'],
  ['the first of six, where another is', six, [[0], 4n], 'refused'],
  ['all six again at once, at no stream', six, [[0, 1, 2, 3, 4, 5], 'no_stream'], 'repeated'],
  ['the last two again', six, [[4, 5], 3n], 'repeated'],
  ['the last two and one more', six, [[4, 5, 6], 3n], 'refused'],
  ['the only one, at its own revision', [[[0], 'no_stream']], [[0], 0n], 'written'],
  ['one of a pair again, at no stream', pair, [[0], 'no_stream'], 'repeated'],
  ['one of a pair again, at any', pair, [[0], 'any'], 'repeated'],
  ['the second of a pair again, where it is', pair, [[1], 0n], 'repeated'],
  ['the second of a pair again, at any', pair, [[1], 'any'], 'repeated'],
  ['a pair and one more, at no stream', pair, [[0, 1, 2], 'no_stream'], 'refused'],
  ['a pair and one more, at any', pair, [[0, 1, 2], 'any'], 'refused'],
  ['a new one before a known one, at any', pair, [[2, 0], 'any'], 'written'],
  ['a pair in the other order, at no stream', pair, [[1, 0], 'no_stream'], 'refused'],
  ['a new one, at no stream', pair, [[2], 'no_stream'], 'refused'],
  ['a new one, at any', pair, [[2], 'any'], 'written'],
  ['a new one, in a stream that should exist and does not', [], [[0], 'stream_exists'], 'refused'],
  ['a new one, in a stream that should exist and does', pair, [[2], 'stream_exists'], 'written'],
  ['one at revision 0 of an empty stream', [], [[0], 0n], 'refused'],
]

let server: StandIn
let client: EventStoreDBClient
let streams = 0
const newStream = (): string => `table-${streams++}`

beforeAll(async () => {
  server = await startStandIn()
  client = clientFor(server.connectionString())
})
afterAll(async () => {
  await client.dispose()
  await server.stop()
})

describe.each([
  ['BatchAppend', undefined],
  ['Append', { username: 'any', password: 'body' }],
] as const)('%s of', (method, credentials) => {
  const options = credentials === undefined ? {} : { credentials }
  const write = (stream: string, [numbers, expectedRevision]: Write) =>
    client.appendToStream(
      stream,
      numbers.map((number) => event('Happened', ids[number])),
      { expectedRevision, ...options },
    )

  test.each(table)('%s', async (_, history, retry, outcome) => {
    const stream = newStream()
    for (const one of history) await write(stream, one)
    const before = server.log.stream(stream).records.length
    const end = server.log.end()
    if (outcome === 'refused') {
      const failure = await failureOf(write(stream, retry))
      expect(failure).toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: retry[1],
        actualVersion: before === 0 ? 'no_stream' : BigInt(before - 1),
      })
      expect(server.log.end()).toBe(end)
    } else {
      const answer = await write(stream, retry)
      const records = server.log.stream(stream).records
      expect(records.length).toBe(before + (outcome === 'written' ? retry[0].length : 0))
      const last =
        outcome === 'written' ? records.at(-1)! : records.find(({ id }) => id === ids[retry[0].at(-1)!])!
      expect(answer).toEqual({
        success: true,
        nextExpectedRevision: last.revision,
        position: { commit: last.position, prepare: last.position },
      })
    }
    expect(server.calls.of(method).at(-1)).toMatchObject({ stream, expected: retry[1] })
  })
})

test('«any» forgets old ids, an exact revision never does', async () => {
  const small = await startStandIn({ recentIdsBytes: 200 })
  const its = clientFor(small.connectionString())
  const first = event()
  await its.appendToStream('forgotten', [first], { expectedRevision: 'no_stream' })
  await its.appendToStream('forgotten', events(5))
  const exact = await its.appendToStream('forgotten', [first], { expectedRevision: 'no_stream' })
  const any = await its.appendToStream('forgotten', [first])
  expect([exact.nextExpectedRevision, any.nextExpectedRevision]).toEqual([0n, 6n])
  await its.dispose()
  await small.stop()
})

test('«any» forgets all ids in a restart, an exact revision none', async () => {
  const restarting = await startStandIn()
  const its = clientFor(restarting.connectionString())
  const first = event()
  await its.appendToStream('restarted', [first], { expectedRevision: 'no_stream' })
  await its.dispose()
  await restarting.restart()
  const again = clientFor(restarting.connectionString())
  const exact = await again.appendToStream('restarted', [first], { expectedRevision: 'no_stream' })
  const any = await again.appendToStream('restarted', [first])
  expect([exact.nextExpectedRevision, any.nextExpectedRevision]).toEqual([0n, 1n])
  await again.dispose()
  await restarting.stop()
})

test('an id that is stored in another stream is new to this one', async () => {
  const same = event()
  await client.appendToStream(newStream(), [same])
  const other = newStream()
  await client.appendToStream(other, [same])
  expect(server.log.stream(other).records.length).toBe(1)
})

test('positions grow by the size of what is stored', async () => {
  const stream = newStream()
  const small = await client.appendToStream(stream, [event('A', undefined, { text: 'x' })])
  const large = await client.appendToStream(stream, [event('A', undefined, { text: 'x'.repeat(1000) })])
  const next = await client.appendToStream(stream, [event('A')])
  const gaps = [
    large.position!.commit - small.position!.commit,
    next.position!.commit - large.position!.commit,
  ]
  expect(gaps[1]! - gaps[0]!).toBe(999n)
})
