import { afterEach, describe, expect, test } from 'vitest'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { clientFor } from '../../support/eventstoredb/clientSide.js'
import { appended, appendToEnd, newEvents } from '../../support/log.js'
import { onStandIn, quick } from '../../support/onStandIn.js'

const { server, open } = onStandIn()

let client: EventStoreDBClient | undefined
afterEach(async () => {
  await client?.dispose()
  client = undefined
})
const admin = (): EventStoreDBClient => {
  client ??= clientFor(server().connectionString())
  return client
}

const refusal = { type: 'HistoryTruncated', streams: ['order-1'] }
const fill = async (): Promise<void> => {
  const store = await open()
  await appendToEnd(store, 'order-1', 4)
  await appendToEnd(store, 'order-2', 4)
  await store.close()
}

describe('a history that does not stay whole', () => {
  test.each([
    ['$maxAge', { maxAge: 3_600 }],
    ['$maxCount', { maxCount: 1_000 }],
    ['$tb', { truncateBefore: 1 }],
  ])('because of %s is not begun with', async (_, metadata) => {
    await fill()
    await admin().setStreamMetadata('order-1', metadata)
    await expect(open()).rejects.toMatchObject(refusal)
  })

  test('is begun with again once the metadata is cleared', async () => {
    await fill()
    await admin().setStreamMetadata('order-1', { maxCount: 1_000 })
    await expect(open()).rejects.toMatchObject(refusal)
    await admin().setStreamMetadata('order-1', {})
    expect(await (await open()).readStream('order-1')).toHaveLength(4)
  })

  test('because a stream was deleted is not begun with', async () => {
    await fill()
    await admin().deleteStream('order-1')
    await expect(open()).rejects.toMatchObject(refusal)
  })

  test('because a stream was deleted for ever is not begun with', async () => {
    await fill()
    await admin().tombstoneStream('order-1')
    await expect(open()).rejects.toMatchObject(refusal)
  })

  test('because of a stream that is not there yet is not begun with', async () => {
    await fill()
    await admin().setStreamMetadata('order-77', { maxCount: 1 })
    await expect(open()).rejects.toMatchObject({ ...refusal, streams: ['order-77'] })
  })

  test('in streams of others is nobody’s business', async () => {
    await fill()
    await admin().setStreamMetadata('$other-1', { maxCount: 1 })
    await admin().setStreamMetadata('shop2_order-1', { maxCount: 1 })
    await admin().setStreamMetadata('order-1', { cacheControl: 3 })
    await expect(open()).resolves.toBeDefined()
    await expect(open({ streamPrefix: 'shop2_' })).rejects.toMatchObject(refusal)
    await expect(open({ streamPrefix: 'shop2_', categories: ['seller'] })).resolves.toBeDefined()
  })

  test('is found behind thousands of other records', async () => {
    await fill()
    const store = await open()
    for (let nr = 0; nr < 12; nr++)
      appended(await store.appendToStream(`filler-${nr}`, 'no_stream', newEvents(500)))
    await admin().setStreamMetadata('order-1', { maxCount: 1_000 })
    server().faults.checkpoints('beyondTheEnd')
    await expect(open()).rejects.toMatchObject(refusal)
  })
})

describe('a stream that loses its history while the store is open', () => {
  test('and is begun again is read by nobody as if it were new', async () => {
    const store = await open()
    await appendToEnd(store, 'order-1', 3)
    await admin().deleteStream('order-1')
    expect(await store.readStream('order-1')).toEqual([])
    await expect(store.appendToStream('order-1', 'no_stream', newEvents(2))).rejects.toMatchObject(refusal)
    await expect(store.readStream('order-1')).rejects.toMatchObject(refusal)
  })

  test('because it is truncated is told by whoever reads it', async () => {
    const store = await open()
    await appendToEnd(store, 'order-1', 3)
    await admin().setStreamMetadata('order-1', { truncateBefore: 2 })
    await expect(store.readStream('order-1')).rejects.toMatchObject(refusal)
    expect(await store.readStream('order-1', { from: 2n })).toHaveLength(1)
  })

  test('for ever is told by reads, and refuses appends', async () => {
    const store = await open({ times: { ...quick, appendMs: 200 } })
    await appendToEnd(store, 'order-1', 3)
    await admin().tombstoneStream('order-1')
    await expect(store.readStream('order-1')).rejects.toMatchObject(refusal)
    expect(await store.appendToStream('order-1', 2n, newEvents(1))).toMatchObject({
      left: { type: 'StoreUnavailable', reason: 'the stream was deleted on the server' },
    })
  })
})
