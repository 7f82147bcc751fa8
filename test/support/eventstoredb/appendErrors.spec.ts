import { randomUUID } from 'node:crypto'
import { credentials, type ServiceError } from '@grpc/grpc-js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import type { BatchAppendResp as Answer } from '@eventstore/db-client/generated/streams_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { binaryEvent, type EventStoreDBClient } from '@eventstore/db-client'
import { clientFor, event, events, failureOf } from './clientSide.js'
import { startStandIn, type StandIn } from './index.js'
import { GoogleEmpty, identifierOf } from './wire.js'

const { Timestamp } = timestamps

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

describe('a required property of the metadata that is missing', () => {
  const message = <Message extends { getMetadataMap(): { set(key: string, value: string): unknown } }>(
    empty: Message,
  ): Message => {
    empty.getMetadataMap().set('content-type', 'application/json')
    return empty
  }
  const id = () => new shared.UUID().setString(randomUUID())
  const raw = () => new streamsService.StreamsClient(server.url, credentials.createInsecure())

  test('is named by Append', async () => {
    const { AppendReq } = streams
    const options = new AppendReq.Options()
      .setStreamIdentifier(identifierOf('nameless'))
      .setAny(new shared.Empty())
    const failure = new Promise<ServiceError | null>((resolve) => {
      const call = raw().append((error) => resolve(error))
      call.write(new AppendReq().setOptions(options))
      call.end(new AppendReq().setProposedMessage(message(new AppendReq.ProposedMessage().setId(id()))))
    })
    const trailers = (await failure)!.metadata
    expect(trailers.get('exception')).toEqual(['missing-required-metadata-property'])
    expect(trailers.get('required-metadata-properties')).toEqual(['type'])
  })

  test('is a bad request in BatchAppend', async () => {
    const { BatchAppendReq } = streams
    const options = new BatchAppendReq.Options()
      .setStreamIdentifier(identifierOf('nameless'))
      .setAny(new GoogleEmpty())
    const call = raw().batchAppend()
    const answer = new Promise<Answer>((resolve) => call.on('data', resolve))
    const proposed = message(new BatchAppendReq.ProposedMessage().setId(id()))
    call.write(
      new BatchAppendReq()
        .setCorrelationId(id())
        .setOptions(options)
        .setProposedMessagesList([proposed])
        .setIsFinal(true),
    )
    expect((await answer).getError()?.getDetails()?.getTypeName()).toBe('event_store.client.BadRequest')
    call.end()
  })
})

test('an append whose deadline has passed on arrival is answered Timeout and not stored', async () => {
  const failure = await failureOf(client.appendToStream('late', events(1), { deadline: -1000 }))
  expect(failure).toMatchObject({ type: 'deadline-exceeded' })
  expect(server.log.stream('late').records.length).toBe(0)
})

test('an append whose chunks are not complete by its deadline is answered Timeout', async () => {
  const id = new shared.UUID().setString(randomUUID())
  const deadline = new Timestamp()
  deadline.fromDate(new Date(Date.now() + 30))
  const options = new streams.BatchAppendReq.Options()
    .setStreamIdentifier(identifierOf('incomplete'))
    .setAny(new GoogleEmpty())
    .setDeadline(deadline)
  const call = new streamsService.StreamsClient(server.url, credentials.createInsecure()).batchAppend()
  const answer = new Promise<Answer>((resolve) => call.on('data', resolve))
  call.write(new streams.BatchAppendReq().setCorrelationId(id).setOptions(options).setIsFinal(false))
  expect((await answer).getError()?.getDetails()?.getTypeName()).toBe('event_store.client.Timeout')
  call.end()
})

test('an append that is answered twice is stored once', async () => {
  server.faults.next('append', { kind: 'answerTwice' })
  const id = new shared.UUID().setString(randomUUID())
  const proposed = new streams.BatchAppendReq.ProposedMessage().setId(id)
  proposed.getMetadataMap().set('type', 'A').set('content-type', 'application/json')
  const options = new streams.BatchAppendReq.Options()
    .setStreamIdentifier(identifierOf('twice'))
    .setNoStream(new GoogleEmpty())
  const call = new streamsService.StreamsClient(server.url, credentials.createInsecure()).batchAppend()
  const answers: Array<Answer> = []
  const second = new Promise<void>((resolve) =>
    call.on('data', (one: Answer) => answers.push(one) === 2 && resolve()),
  )
  const request = new streams.BatchAppendReq().setCorrelationId(id).setOptions(options)
  call.write(request.setProposedMessagesList([proposed]).setIsFinal(true))
  await second
  expect(answers.map((one) => one.getSuccess()?.getCurrentRevision())).toEqual(['0', '0'])
  expect(answers.map((one) => one.getCorrelationId()?.getString())).toEqual([id.getString(), id.getString()])
  expect(server.log.stream('twice').records.length).toBe(1)
  call.end()
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
