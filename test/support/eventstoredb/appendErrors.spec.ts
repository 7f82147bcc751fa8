import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { binaryEvent, type EventStoreDBClient } from '@eventstore/db-client'
import { clientFor, event, events, failureOf } from './clientSide.js'
import { startStandIn, type StandIn } from './index.js'

let server: StandIn
let client: EventStoreDBClient

beforeAll(async () => {
  server = await startStandIn({ maxAppendBytes: 1000 })
  client = clientFor(server.connectionString())
})
afterAll(async () => {
  await client.dispose()
  await server.stop()
})

const binary = (bytes: number) => binaryEvent({ type: 'B', data: new Uint8Array(bytes) })

describe.each([
  ['BatchAppend', {}],
  ['Append', { credentials: { username: 'any', password: 'body' } }],
] as const)('%s', (method, options) => {
  test('takes exactly the append size, types counted double', async () => {
    await client.appendToStream(`size-${method}`, [binary(998)], options)
    expect(await failureOf(client.appendToStream(`size-${method}`, [binary(999)], options))).toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1000,
    })
    expect(server.log.stream(`size-${method}`).records.length).toBe(1)
  })

  test('refuses ids that are no UUIDs', async () => {
    const failure = await failureOf(client.appendToStream('ids', [event('A', 'not-a-uuid')], options))
    expect(failure).toMatchObject({ type: 'unknown' })
    expect(server.log.stream('ids').records.length).toBe(0)
  })

  test('refuses deleted streams', async () => {
    const stream = `gone-${method}`
    await client.tombstoneStream(stream)
    const failure = await failureOf(client.appendToStream(stream, events(1), options))
    expect(failure).toMatchObject({ type: 'stream-deleted', streamName: stream })
  })

  test('takes no events at all, and tells nothing', async () => {
    const answer = await client.appendToStream(`empty-${method}`, [], options)
    expect(answer).toMatchObject({ success: true, nextExpectedRevision: 0n })
    expect(answer.position).toBeUndefined()
  })

  test('does not store when two of five are refused', async () => {
    const stream = `both-${method}`
    await client.appendToStream(stream, events(2), { expectedRevision: 'no_stream', ...options })
    const outcomes = await Promise.allSettled(
      [1n, 1n, 1n].map((expectedRevision) =>
        client.appendToStream(stream, events(1), { expectedRevision, ...options }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBe(2)
    expect(server.log.stream(stream).records.length).toBe(3)
  })
})

test('a required property of the metadata that is missing is named by Append', async () => {
  const nameless = { ...event(), type: undefined } as never
  const credentials = { username: 'any', password: 'body' }
  const failure = await failureOf(client.appendToStream('nameless', [nameless], { credentials }))
  expect(failure).toMatchObject({
    type: 'missing-required-metadata-property',
    requiredMetadataProperties: ['type'],
  })
})

test('an append whose deadline has passed on arrival is answered Timeout and not stored', async () => {
  const failure = await failureOf(client.appendToStream('late', events(1), { deadline: -1000 }))
  expect(failure).toMatchObject({ type: 'deadline-exceeded' })
  expect(server.log.stream('late').records.length).toBe(0)
})

test('an append of several chunks is one append', async () => {
  const roomy = await startStandIn({ maxAppendBytes: 16_000_000 })
  const its = clientFor(roomy.connectionString())
  const many = Array.from({ length: 9 }, () => binary(100_000))
  await its.appendToStream('chunks', many, { expectedRevision: 'no_stream', batchAppendSize: 250_000 })
  expect(roomy.calls.of('BatchAppend').length).toBe(1)
  expect(roomy.log.stream('chunks').records.map(({ data }) => data.length)).toEqual(many.map(() => 100_000))
  await its.dispose()
  await roomy.stop()
})

test('a server without BatchAppend gets Append', async () => {
  const old = await startStandIn({ batchAppend: false })
  const its = clientFor(old.connectionString())
  await its.appendToStream('old', events(1))
  expect(old.calls.all.map(({ method }) => method)).toEqual(['GetSupportedMethods', 'Append'])
  await its.dispose()
  await old.stop()
})
