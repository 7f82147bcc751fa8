import { describe, expect, test } from 'vitest'
import { OlistImportStopped, type OlistImport } from '../../../src/adapters/import/olist/index.js'
import { left } from '../../../src/fp.js'
import { sellerCenter, type SellerCenter } from '../../../src/application/sellerCenter.js'
import { emptyStore, eventsIn, imported, quick } from './olistCenter.js'
import { olistTables, orderId, type OrderRow } from './olistDirectory.js'

const orders: ReadonlyArray<OrderRow> = Array.from({ length: 30 }, (_, i) => ({
  n: i + 1,
  purchased: `2018-01-01 10:00:${String(i).padStart(2, '0')}`,
  items: [{ price: `${i + 1}.00` }, { seller: 2 + (i % 2), product: 3 }],
  reviews: [{ n: i + 1 }],
}))
const tables = () => olistTables(orders)

/** Lets a test come between the importer and the deciders. */
const between =
  (ask: (executeTogether: SellerCenter['executeTogether']) => SellerCenter['executeTogether']) =>
  (store: ReturnType<typeof emptyStore>): Pick<OlistImport, 'center'> => ({
    center: { executeTogether: ask(sellerCenter({ store, system: quick }).executeTogether) },
  })

describe('importing Olist', () => {
  test('counts what was added, by type of event', async () => {
    const { summary, events } = await imported(tables())
    expect(summary).toEqual({
      complete: true,
      streams: { added: 3 + 3 + 60, present: 0, refused: 0 },
      events: events.length,
      eventsByType: {
        OrderDelivered: 60,
        OrderPaid: 60,
        OrderPlaced: 60,
        OrderReviewed: 60,
        PackageArranged: 60,
        PackageHandedOver: 60,
        ProductListed: 3,
        ProductPriceChanged: 29,
        ProductPutLive: 3,
        SellerRegistered: 3,
        SellerSubmittedForVerification: 3,
        SellerVerified: 3,
      },
      rejects: [],
      rejectsByReason: {},
      rejectsUnlisted: 0,
      notes: [],
    })
  })

  test('a second time adds nothing and says so', async () => {
    const { store, events } = await imported(tables())
    const { summary, events: after } = await imported(tables(), { store })
    expect(after).toEqual(events)
    expect(summary).toMatchObject({
      complete: true,
      events: 0,
      eventsByType: {},
      streams: { added: 0, present: 66, refused: 0 },
      rejects: [],
    })
  })

  test('gives the same history whatever the order of the rows', async () => {
    const { events } = await imported(tables(), { inFlight: 1 })
    const turned = tables()
    for (const name of ['orders', 'payments', 'reviews', 'customers', 'products', 'items'] as const) {
      const [header = '', ...rows] = turned[name]
      turned[name] = [header, ...rows.reverse()]
    }
    expect((await imported(turned, { inFlight: 1 })).events).toEqual(events)
  })

  test('asks for one stream at a time together, and for no more streams than it may', async () => {
    const store = emptyStore()
    let now = 0
    let most = 0
    const asked: Array<string> = []
    const { center } = between((executeTogether) => async (requests) => {
      most = Math.max(most, ++now)
      const receipt = await executeTogether(requests)
      now -= 1
      asked.push(requests.map(({ type }) => type).join(' '))
      return receipt
    })(store)
    await imported(tables(), { store, center, inFlight: 5 })
    expect(most).toBe(5)
    expect(asked.filter((types) => types.startsWith('PlaceOrder'))).toEqual(
      Array.from(
        { length: 60 },
        () => 'PlaceOrder PayOrder ArrangePackage HandOverPackage DeliverPackage ReviewOrder',
      ),
    )
  })

  test('tells how far it is', async () => {
    const told: Array<string> = []
    const last = new Map<string, { done: number; total: number; events: number }>()
    await imported(tables(), {
      onProgress: ({ phase, ...progress }) => {
        if (!last.has(phase)) told.push(phase)
        expect(progress.done).toBeGreaterThanOrEqual(last.get(phase)?.done ?? 0)
        last.set(phase, progress)
      },
    })
    expect(told).toEqual(['reading', 'sellers', 'products', 'orders'])
    expect([...last.values()].every(({ done, total }) => done === total && total > 0)).toBe(true)
    expect(last.get('orders')).toEqual({ done: 60, total: 60, events: 9 + 35 + 360 })
  })

  test('stops between streams when it is interrupted, and goes on from there', async () => {
    const { events } = await imported(tables())
    const store = emptyStore()
    const interruption = new AbortController()
    const first = await imported(tables(), {
      store,
      inFlight: 4,
      signal: interruption.signal,
      onProgress: ({ phase, done }) => {
        if (phase === 'orders' && done === 20) interruption.abort()
      },
    })
    expect(first.summary.complete).toBe(false)
    expect(first.summary.streams).toEqual({ added: 29, present: 0, refused: 0 })
    expect(first.summary.events).toBe(first.events.length)
    for (const { stream } of first.events) {
      const part = first.events.filter((event) => event.stream === stream)
      expect(part).toEqual(events.filter((event) => event.stream === stream))
    }
    const second = await imported(tables(), { store })
    expect(second.summary).toMatchObject({ complete: true, streams: { added: 37, present: 29, refused: 0 } })
    expect(new Set(second.events)).toEqual(new Set(events))
  })

  test('stops while reading when it is interrupted, with nothing sent', async () => {
    const interruption = new AbortController()
    const { summary, events } = await imported(tables(), {
      signal: interruption.signal,
      onProgress: () => interruption.abort(),
    })
    expect(summary).toMatchObject({ complete: false, events: 0, rejects: [] })
    expect(events).toEqual([])
  })

  test('lists streams that are refused among the rejects and goes on', async () => {
    const store = emptyStore()
    const { center } = between((executeTogether) => async (requests) => {
      const [first] = requests
      return first?.type === 'PlaceOrder' && first.data.orderId === `${orderId(7)}-2`
        ? executeTogether([{ ...first, data: { ...first.data, buyerId: '-' } }])
        : executeTogether(requests)
    })(store)
    const { summary } = await imported(tables(), { store, center })
    expect(summary).toMatchObject({
      complete: true,
      streams: { added: 65, refused: 1 },
      rejectsByReason: { refused: 1 },
    })
    expect(summary.rejects[0]).toMatchObject({ line: 8, key: `order-${orderId(7)}-2`, reason: 'refused' })
    expect(summary.rejects[0]?.detail).toMatch(/^InvalidCommand, .*\/data\/buyerId/)
  })

  test('waits for a store that is busy', async () => {
    const store = emptyStore()
    let asked = 0
    const { center } = between(
      (executeTogether) => async (requests) =>
        ++asked % 3 === 0 ? executeTogether(requests) : left({ type: 'StoreBusy' }),
    )(store)
    const { summary } = await imported(tables(), { store, center, inFlight: 1 })
    expect(summary).toMatchObject({ complete: true, streams: { added: 66, refused: 0 } })
  })

  test.each(['StoreBusy', 'StoreUnavailable', 'OutcomeUnknown'] as const)(
    'stops where the store is lost (%s), tells what was done, and goes on the next time',
    async (type) => {
      const store = emptyStore()
      let asked = 0
      const { center } = between(
        (executeTogether) => async (requests) =>
          ++asked > 30 ? left({ type, reason: 'the server went away' }) : executeTogether(requests),
      )(store)
      const error: unknown = await imported(tables(), { store, center }).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(OlistImportStopped)
      expect(error).toMatchObject({
        failure: { type },
        summary: { complete: false, streams: { added: 30, refused: 0 }, rejects: [] },
      })
      const { summary } = await imported(tables(), { store })
      expect(summary).toMatchObject({ complete: true, streams: { added: 36, present: 30 } })
    },
  )

  test('stops where the seller center breaks, without asking for more', async () => {
    const store = emptyStore()
    let asked = 0
    const { center } = between((executeTogether) => async (requests) => {
      if (++asked === 10) throw new Error('broken')
      return executeTogether(requests)
    })(store)
    await expect(imported(tables(), { store, center, inFlight: 2 })).rejects.toThrow('broken')
    expect(asked).toBeLessThanOrEqual(12)
    expect((await eventsIn(store)).length).toBeGreaterThan(0)
  })
})
