import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { clientFor, collect, events, failureOf } from './clientSide.js'
import { startStandIn, type StandIn } from './index.js'

let server: StandIn
let client: EventStoreDBClient

beforeAll(async () => {
  server = await startStandIn()
  client = clientFor(server.connectionString())
})
afterAll(async () => {
  await client.dispose()
  await server.stop()
})

const revisionsOf = async (stream: string): Promise<Array<number>> =>
  (await collect(client.readStream(stream))).map(({ event: of }) => Number(of!.revision))

describe('A soft-deleted stream', () => {
  test.each([['any'], ['no_stream'], [1n]] as const)(
    'goes on after its old events when appended to at %s',
    async (at) => {
      const stream = `revived-${at}`
      await client.appendToStream(stream, events(2))
      await client.setStreamMetadata(stream, { maxAge: 1000 })
      await client.deleteStream(stream)
      const answer = await client.appendToStream(stream, events(2), { expectedRevision: at })
      expect(answer.nextExpectedRevision).toBe(3n)
      expect(await revisionsOf(stream)).toEqual([2, 3])
      expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxAge: 1000, truncateBefore: 2 })
    },
  )

  test('does not count as existing', async () => {
    await client.appendToStream('soft', events(1))
    await client.deleteStream('soft', { expectedRevision: 0n })
    const failure = await failureOf(
      client.appendToStream('soft', events(1), { expectedRevision: 'stream_exists' }),
    )
    expect(failure).toMatchObject({ type: 'stream-deleted' })
  })
})

describe('Deleting', () => {
  test.each([
    ['any', -2n],
    ['no_stream', undefined],
    [3n, 3n],
  ] as const)(
    'a missing stream at %s is refused, its words as numbers',
    async (expectedRevision, expectedVersion) => {
      const failure = await failureOf(client.deleteStream('missing', { expectedRevision }))
      expect(failure).toMatchObject({
        type: 'wrong-expected-version',
        streamName: 'missing',
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
      })
    },
  )

  test('what has only metadata succeeds at no stream', async () => {
    await client.setStreamMetadata('described', { maxCount: 1 })
    await client.deleteStream('described', { expectedRevision: 'no_stream' })
    expect(await failureOf(revisionsOf('described'))).toMatchObject({ type: 'stream-not-found' })
  })

  test('at another revision is refused', async () => {
    await client.appendToStream('kept', events(2))
    const failure = await failureOf(client.deleteStream('kept', { expectedRevision: 0n }))
    expect(failure).toMatchObject({ type: 'wrong-expected-version', expectedVersion: 0n, actualVersion: 1n })
    expect(await revisionsOf('kept')).toEqual([0, 1])
  })
})

describe('A tombstone', () => {
  test.each([['any'], ['no_stream']] as const)(
    'may be set where there is nothing, at %s',
    async (expectedRevision) => {
      await client.tombstoneStream(`never-${expectedRevision}`, { expectedRevision })
      expect(server.log.records.at(-1)).toMatchObject({
        type: '$streamDeleted',
        stream: `never-${expectedRevision}`,
      })
    },
  )

  test('is for ever', async () => {
    await client.appendToStream('hard', events(1))
    await client.tombstoneStream('hard', { expectedRevision: 'stream_exists' as 'any' })
    const gone = { type: 'stream-deleted', streamName: 'hard' }
    expect(await failureOf(revisionsOf('hard'))).toMatchObject(gone)
    expect(await failureOf(client.deleteStream('hard'))).toMatchObject(gone)
    expect(await failureOf(client.tombstoneStream('hard'))).toMatchObject(gone)
    for (const expectedRevision of ['any', 'no_stream', 0n] as const) {
      expect(await failureOf(client.appendToStream('hard', events(1), { expectedRevision }))).toMatchObject(
        gone,
      )
    }
    expect(await failureOf(client.setStreamMetadata('hard', { maxCount: 1 }))).toMatchObject({
      type: 'stream-deleted',
    })
  })

  test('stands in $all with the greatest revision', async () => {
    await client.tombstoneStream('last')
    const [last] = await collect(client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }))
    expect(last!.event).toMatchObject({ type: '$streamDeleted', revision: 9_223_372_036_854_775_807n })
  })
})
