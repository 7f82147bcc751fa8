import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { jsonEvent } from '@eventstore/db-client'
import { clientFor } from '../../support/eventstoredb/clientSide.js'
import { appendToEnd, idsOf, listen, readToEnd } from '../../support/log.js'
import { onStandIn } from '../../support/onStandIn.js'

const { server, open } = onStandIn()

const everything = { after: undefined, limit: 100 }

describe('one server', () => {
  test('keeps two of us apart by their prefixes', async () => {
    const one = await open({ streamPrefix: 'shop1_' })
    const other = await open({ streamPrefix: 'shop2_' })
    const bare = await open()
    const ids = [
      await appendToEnd(one, 'order-1', 3),
      await appendToEnd(other, 'order-1', 2),
      await appendToEnd(bare, 'order-1', 1),
    ]
    for (const [nr, store] of [one, other, bare].entries()) {
      expect(idsOf(await store.readStream('order-1'))).toEqual(ids[nr])
      expect(idsOf(await readToEnd(store, everything))).toEqual(ids[nr])
      const { events } = await listen(store, { limit: 10 }, (_, { caughtUp }) => caughtUp)
      expect(idsOf(events)).toEqual(ids[nr])
      expect(events.every(({ stream }) => stream === 'order-1')).toBe(true)
      expect(await store.head()).toEqual(events.at(-1)?.position)
      expect((await store.lag(undefined)).events).toBe(ids[nr]?.length)
    }
    const names = await Promise.all([one, other, bare].map((store) => store.incarnation()))
    expect(new Set(names).size).toBe(3)
    const foreign = (await other.readStream('order-1'))[0]!.position
    expect(await one.eventAt(foreign)).toBeUndefined()
  })

  test('holds streams of other categories that are not ours', async () => {
    const store = await open({ categories: ['order', 'seller'] })
    const whole = await open()
    const ids = [...(await appendToEnd(store, 'order-1', 2)), ...(await appendToEnd(store, 'seller-1', 2))]
    await appendToEnd(whole, 'basket-1', 2)
    expect(idsOf(await readToEnd(store, everything))).toEqual(ids)
    const { events } = await listen(store, { limit: 10 }, (_, { caughtUp }) => caughtUp)
    expect(idsOf(events)).toEqual(ids)
    const orders = await listen(store, { limit: 10, categories: ['order', 'basket'] }, (_, b) => b.caughtUp)
    expect(idsOf(orders.events)).toEqual(ids.slice(0, 2))
  })

  test('tells links, system events and names that are none of ours to nobody', async () => {
    const store = await open()
    const first = await appendToEnd(store, 'order-1', 2)
    const client = clientFor(server().connectionString())
    const { credentials } = { credentials: { username: 'x', password: 'x' } }
    const foreign = ['$ce-order', 'Order-1', 'order', 'order_1', '$stats-1', 'order 1-1', 'order-é']
    for (const stream of foreign)
      await client.appendToStream(
        stream,
        jsonEvent({
          id: randomUUID(),
          type: stream.startsWith('$ce') ? '$>' : 'Other',
          data: { at: '0@order-1' },
        }),
        { credentials },
      )
    await client.dispose()
    server().emitStatistics()
    const second = await appendToEnd(store, 'order-2', 1)
    server().emitStatistics()
    const ids = [...first, ...second]
    expect(idsOf(await readToEnd(store, { ...everything, limit: 2 }))).toEqual(ids)
    const { events } = await listen(store, { limit: 10 }, (_, { caughtUp }) => caughtUp)
    expect(idsOf(events)).toEqual(ids)
  })

  test('tells our last event from behind any number of its own', async () => {
    const store = await open()
    expect(await store.head()).toBeUndefined()
    await appendToEnd(store, 'order-1', 3)
    const last = (await store.readStream('order-1')).at(-1)?.position
    for (let nr = 0; nr < 300; nr++) server().emitStatistics()
    expect(await store.head()).toEqual(last)
    const later = await open({ connectionString: server().connectionString({ connectionName: 'later' }) })
    expect(await later.head()).toEqual(last)
    expect((await store.readAll({ after: last!, limit: 10 })).caughtUp).toBe(true)
    expect(await store.lag(last)).toEqual({ events: 0, seconds: 0 })
    expect((await store.lag(undefined)).events).toBe(3)
  })

  test('tells what is behind more of others than one read looks through, again and again', async () => {
    const store = await open()
    await appendToEnd(store, 'order-1', 1)
    const after = await store.head()
    expect(await store.lag(after)).toEqual({ events: 0, seconds: 0 })
    for (let nr = 0; nr < 20_500; nr++) server().emitStatistics()
    expect(await store.lag(after)).toEqual({ events: 0, seconds: 0 })
    await appendToEnd(store, 'order-1', 2)
    expect((await store.lag(after)).events).toBe(2)
    expect((await store.lag(after)).events).toBe(2)
    expect((await store.lag(undefined)).events).toBe(3)
  })
})

describe('a prefix', () => {
  test.each(['shop1', 'Shop_', '1_', 'a-_', '$a_', '_', `${'a'.repeat(32)}_`])(
    'that could be mistaken is refused: %s',
    async (streamPrefix) => {
      await expect(open({ streamPrefix })).rejects.toMatchObject({
        type: 'EventStoreMisuse',
        field: 'streamPrefix',
      })
    },
  )
})
