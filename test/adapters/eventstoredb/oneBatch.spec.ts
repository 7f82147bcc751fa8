import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SecondConnection } from '../../../src/adapters/eventstoredb/index.js'
import { makeTlsFiles } from '../../support/eventstoredb/index.js'
import { appended, newEvents } from '../../support/log.js'
import { onStandIn } from '../../support/onStandIn.js'

let tls: ReturnType<typeof makeTlsFiles>
beforeAll(() => {
  tls = makeTlsFiles()
})
afterAll(() => tls.remove())

const { server, open, start } = onStandIn()

const appendTo = async (store: Awaited<ReturnType<typeof open>>, stream: string): Promise<void> => {
  appended(await store.appendToStream(stream, 'no_stream', newEvents(1)))
}

describe('appending in batches', () => {
  test('goes over one stream for all stores of one connection string', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => open()))
    await Promise.all(stores.flatMap((store, nr) => [1, 2].map((i) => appendTo(store, `order-${nr}x${i}`))))
    expect(server().calls.of('OpenBatchAppend')).toHaveLength(1)
    expect(server().calls.of('Append')).toHaveLength(0)
  })

  test('is for one connection string only: a second one appends call by call', async () => {
    await appendTo(await open(), 'order-1')
    const second = await start()
    const other = await open({ connectionString: second.connectionString() })
    await appendTo(other, 'order-1')
    expect(server().calls.of('OpenBatchAppend')).toHaveLength(1)
    expect(second.calls.of('OpenBatchAppend')).toHaveLength(0)
    expect(second.calls.of('Append').some(({ stream }) => stream === 'order-1')).toBe(true)
  })

  test('goes on while one of several stores closes, and ends with the last', async () => {
    const [first, second] = [await open(), await open()]
    await appendTo(first, 'order-1')
    await first.close()
    await first.close()
    await appendTo(second, 'order-2')
    expect(server().calls.of('OpenBatchAppend')).toHaveLength(1)
    await second.close()
    for (let waits = 0; waits < 100 && server().connections > 0; waits++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    expect(server().connections).toBe(0)
  })

  test('is free again once all stores are closed', async () => {
    await (await open()).close()
    const second = await start()
    await appendTo(await open({ connectionString: second.connectionString() }), 'order-1')
    expect(second.calls.of('OpenBatchAppend').length).toBeGreaterThan(0)
    expect(second.calls.of('Append')).toHaveLength(0)
  })

  test('does not end when a store is opened again while the last one closes', async () => {
    const first = await open()
    await appendTo(first, 'order-1')
    const closed = first.close()
    const again = await open()
    await Promise.all([closed, appendTo(again, 'order-2')])
    expect((await again.readStream('order-2')).length).toBe(1)
  })

  test('of a second encrypted connection needs credentials: without, it is refused', async () => {
    await open()
    const second = await start({ tls })
    const connectionString = second.connectionString()
    await expect(open({ connectionString })).rejects.toThrow(SecondConnection)
    const named = connectionString.replace('esdb://', 'esdb://admin:changeit@')
    const other = await open({ connectionString: named })
    await appendTo(other, 'order-1')
    expect(second.calls.of('OpenBatchAppend')).toHaveLength(0)
  })

  test('survives that the appends of another one break, and the other way round', async () => {
    const [mine, second] = [await open(), await start()]
    const theirs = await open({ connectionString: second.connectionString() })
    const streams = Array.from({ length: 20 }, (_, nr) => `order-${nr}`)
    server().faults.next('append', { kind: 'dropConnection', when: 'afterStoring' }, 3)
    second.faults.next('append', { kind: 'dropConnection', when: 'afterStoring' }, 3)
    await Promise.all(streams.flatMap((stream) => [appendTo(mine, stream), appendTo(theirs, stream)]))
    for (const { log } of [server(), second])
      expect(log.records.filter(({ stream }) => stream.startsWith('order-'))).toHaveLength(20)
  })

  test('is not needed: a server that does not offer it is appended to call by call', async () => {
    const old = await start({ batchAppend: false })
    await appendTo(await open({ connectionString: old.connectionString() }), 'order-1')
    expect(old.calls.of('Append').length).toBeGreaterThan(0)
  })
})
