import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonEvent, type EventStoreDBClient, type StreamMetadata } from '@eventstore/db-client'
import { clientFor, collect, event, events, failureOf } from './clientSide.js'
import { startStandIn, type StandIn } from './index.js'

let server: StandIn
let client: EventStoreDBClient
let nowMs = Date.parse('2026-01-01T00:00:00Z')

beforeAll(async () => {
  server = await startStandIn({ nowMs: () => nowMs })
  client = clientFor(server.connectionString())
  await client.appendToStream('five', events(5), { expectedRevision: 'no_stream' })
})
afterAll(async () => {
  await client.dispose()
  await server.stop()
})

type ReadOptions = Parameters<EventStoreDBClient['readStream']>[1]
const revisionsOf = async (stream: string, options?: ReadOptions): Promise<Array<number>> =>
  (await collect(client.readStream(stream, options))).map(({ event: of }) => Number(of!.revision))

describe('A stream of five is read', () => {
  test.each<readonly [string, NonNullable<ReadOptions>, ReadonlyArray<number>]>([
    ['forwards', {}, [0, 1, 2, 3, 4]],
    ['forwards from a revision, inclusive', { fromRevision: 3n }, [3, 4]],
    ['forwards from behind the end: nothing', { fromRevision: 5n }, []],
    ['forwards, two of them', { maxCount: 2 }, [0, 1]],
    ['backwards', { direction: 'backwards', fromRevision: 'end' }, [4, 3, 2, 1, 0]],
    ['backwards from a revision, inclusive', { direction: 'backwards', fromRevision: 1n }, [1, 0]],
    [
      'backwards from behind the end: from the last',
      { direction: 'backwards', fromRevision: 99n },
      [4, 3, 2, 1, 0],
    ],
    ['backwards from the start: the first', { direction: 'backwards', fromRevision: 'start' }, [0]],
    ['backwards, the last', { direction: 'backwards', fromRevision: 'end', maxCount: 1 }, [4]],
  ])('%s', async (_, options, revisions) => {
    expect(await revisionsOf('five', options)).toEqual(revisions)
  })
})

describe('What cannot be read:', () => {
  test('a stream that is missing', async () => {
    const failure = await failureOf(revisionsOf('missing'))
    expect(failure).toMatchObject({ type: 'stream-not-found', streamName: 'missing' })
  })

  test('a stream that is soft-deleted', async () => {
    await client.appendToStream('soft', events(1))
    await client.deleteStream('soft')
    expect(await failureOf(revisionsOf('soft'))).toMatchObject({ type: 'stream-not-found' })
  })

  test('a stream that has a tombstone', async () => {
    await client.tombstoneStream('hard')
    expect(await failureOf(revisionsOf('hard'))).toMatchObject({ type: 'stream-deleted', streamName: 'hard' })
  })
})

describe('The metadata of a stream truncates what is read:', () => {
  const withMetadata = async (stream: string, metadata: StreamMetadata): Promise<Array<number>> => {
    await client.appendToStream(stream, events(5))
    await client.setStreamMetadata(stream, metadata)
    return revisionsOf(stream)
  }

  test('maxCount', async () => expect(await withMetadata('counted', { maxCount: 2 })).toEqual([3, 4]))
  test('truncateBefore', async () => expect(await withMetadata('cut', { truncateBefore: 4 })).toEqual([4]))
  test('all of it: empty, not missing', async () =>
    expect(await withMetadata('emptied', { truncateBefore: 5 })).toEqual([]))

  test('maxAge', async () => {
    expect(await withMetadata('aging', { maxAge: 60 })).toEqual([0, 1, 2, 3, 4])
    nowMs += 61_000
    await client.appendToStream('aging', events(1))
    expect(await revisionsOf('aging')).toEqual([5])
  })

  test('but not what $all tells', async () => {
    const all = await collect(client.readAll())
    expect(all.filter(({ event: of }) => of?.streamId === 'cut').length).toBe(5)
  })

  test('and of the metadata itself only the last is told', async () => {
    await client.setStreamMetadata('counted', { maxCount: 3 })
    expect(await revisionsOf('$$counted')).toEqual([1])
    expect((await client.getStreamMetadata('counted')).metadata).toEqual({ maxCount: 3 })
  })
})

describe('$all', () => {
  const positionsOf = async (
    options?: Parameters<EventStoreDBClient['readAll']>[0],
  ): Promise<Array<bigint>> =>
    (await collect(client.readAll(options))).map(({ event: of }) => of!.position.commit)

  test('is read forwards inclusive, backwards exclusive', async () => {
    const all = await positionsOf()
    const at = { commit: all[5]!, prepare: all[5]! }
    expect(await positionsOf({ fromPosition: at })).toEqual(all.slice(5))
    expect(await positionsOf({ fromPosition: at, direction: 'backwards' })).toEqual(all.slice(0, 5).reverse())
    expect(await positionsOf({ fromPosition: 'end', direction: 'backwards' })).toEqual(all.toReversed())
    expect(await positionsOf({ fromPosition: at, maxCount: 2 })).toEqual(all.slice(5, 7))
  })

  test('has the events of the system too, and each event at the position that its append told', async () => {
    const answer = await client.appendToStream('placed', events(2))
    server.emitStatistics()
    const last = (
      await collect(client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 2 }))
    ).reverse()
    expect(last.map(({ event: of }) => of!.type)).toEqual(['Happened', '$statsCollected'])
    expect(last[0]!.event!.position).toEqual(answer.position)
  })

  test.each([
    ['24.2', { type: 'unknown', code: 3 }],
    ['23.10', { type: 'unknown', code: 2 }],
  ] as const)('cannot be read from where no record begins (%s)', async (version, error) => {
    const strict = await startStandIn({ version })
    const its = clientFor(strict.connectionString())
    const between = strict.log.records[1]!.position + 1n
    const at = { commit: between, prepare: between }
    expect(await failureOf(collect(its.readAll({ fromPosition: at })))).toMatchObject(error)
    const behind = { commit: strict.log.end() + 7n, prepare: strict.log.end() + 7n }
    expect(await collect(its.readAll({ fromPosition: behind }))).toEqual([])
    await its.dispose()
    await strict.stop()
  })
})

test('bytes, metadata, content type and time come back as they were', async () => {
  const id = 'AAAAAAAA-0000-4000-8000-00000000000A'
  const written = jsonEvent({ id, type: 'Tälled', data: { text: 'é✓' }, metadata: { by: 'ü' } })
  await client.appendToStream('bytes', [written])
  const [read] = await collect(client.readStream('bytes'))
  expect(read!.event).toMatchObject({
    id: id.toLowerCase(),
    type: 'Tälled',
    data: { text: 'é✓' },
    metadata: { by: 'ü' },
    isJson: true,
    created: new Date(nowMs),
  })
})

test('links are resolved on request, and stand alone when their target is gone', async () => {
  const link = (target: string) => ({
    ...event('$>'),
    contentType: 'application/octet-stream',
    data: Buffer.from(target),
  })
  await client.appendToStream('pointing', [link('2@five'), link('0@missing')] as never)
  const resolved = await collect(client.readStream('pointing', { resolveLinkTos: true }))
  expect(resolved.map((one) => [one.event?.streamId, one.link?.streamId])).toEqual([
    ['five', 'pointing'],
    [undefined, 'pointing'],
  ])
  expect((await collect(client.readStream('pointing')))[0]!.event!.type).toBe('$>')
})
