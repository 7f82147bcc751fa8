import { beforeAll, describe, expect, test } from 'vitest'
import { sealer } from '../../src/adapters/keys/sealer.js'
import { memoryEventStore, memoryKeyStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import type { EventStore } from '../../src/application/ports.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { demoRequests, DemoRefused, fillDemo } from '../../src/cli/demo/index.js'
import { domainEvents, type DomainEvent } from '../../src/domain/events.js'
import { orderStatuses } from '../../src/domain/order/events.js'
import { order } from '../../src/domain/order/index.js'
import { left, right } from '../../src/fp.js'
import { instant, valueOf } from '../support/spec.js'

interface Told {
  readonly stream: string
  readonly event: DomainEvent
}

const eventsIn = async (store: EventStore): Promise<ReadonlyArray<Told>> =>
  (await store.readAll({ limit: 100_000 })).events.map(({ stream, type, data, metadata }) => {
    const { occurredAt } = JSON.parse(metadata)
    const decoded = domainEvents.decode(type, 1, JSON.parse(data), instant(occurredAt))
    return { stream, event: valueOf(decoded) }
  })

/** The status of every order at the end, decided without a store. */
const statusesAtTheEnd = (seed: string): ReadonlyArray<string> =>
  [...demoRequests(seed)].flatMap((requests) => {
    if (requests[0]?.type !== 'PlaceOrder') return []
    let state = order.initialState
    for (const request of requests) {
      const decided = order.decide(valueOf(order.commands.decode(request.type, request)), state)
      state = valueOf(decided).reduce(order.evolve, state)
    }
    return [state.status]
  })

const of = <T extends DomainEvent['type']>(told: ReadonlyArray<Told>, type: T) =>
  told.flatMap(({ event }) =>
    event.type === type ? [event as Extract<DomainEvent, { readonly type: T }>] : [],
  )

describe('the requests of the demo', () => {
  const all = [...demoRequests()]

  test('are the same for the same seed, byte for byte', () => {
    expect(JSON.stringify([...demoRequests()])).toBe(JSON.stringify(all))
    expect(JSON.stringify([...demoRequests('comptoir')])).toBe(JSON.stringify(all))
  })

  test('are others for another seed, under other command ids', () => {
    const other = [...demoRequests('another')].flat()
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(all.flat()))
    const ids = new Set([...all.flat(), ...other].map(({ commandId }) => commandId))
    expect(ids.size).toBe(all.flat().length + other.length)
  })

  test('come in the order of time within a stream, and end with May 2026', () => {
    for (const requests of all) {
      const times = requests.map(({ at }) => at)
      expect(times).toEqual(times.toSorted())
      expect(times.every((at) => at !== undefined && at <= '2026-05-31T21:59:59.000Z')).toBe(true)
    }
  })

  test('hold no personal data', () => {
    expect(JSON.stringify(all)).not.toMatch(/recipient|identity"|phone/)
  })
})

describe('the marketplace of the demo', () => {
  const store = memoryEventStore({ system })
  const keys = memoryKeyStore()
  const parts = { center: sellerCenter({ store, system }), sealer: sealer(keys) }
  let told: ReadonlyArray<Told>

  beforeAll(async () => {
    // Interrupted once, as it would be by Ctrl-C, and then run to its end.
    const abort = new AbortController()
    const onProgress = ({ done }: { readonly done: number }) => {
      if (done > 2_000) abort.abort(new Error('enough'))
    }
    await expect(fillDemo({ ...parts, signal: abort.signal, onProgress })).rejects.toThrow('enough')
    const half = (await store.head())?.commit ?? 0n
    await fillDemo(parts)
    told = await eventsIn(store)
    expect(half).toBeGreaterThan(1_500n)
    expect(half).toBeLessThan(told.length / 2)
  })

  test('is whole although it was interrupted', () => {
    const asked = [...demoRequests()]
    expect(new Set(told.map(({ stream }) => stream)).size).toBe(asked.length)
    expect(of(told, 'OrderPlaced')).toHaveLength(
      asked.filter(([first]) => first?.type === 'PlaceOrder').length,
    )
    expect(of(told, 'OrderReviewed')).toHaveLength(
      asked.flat().filter(({ type }) => type === 'ReviewOrder').length,
    )
  })

  test('has six shops, forty products and orders of three months', () => {
    expect(of(told, 'SellerRegistered')).toHaveLength(6)
    expect(of(told, 'ProductListed')).toHaveLength(40)
    const placed = of(told, 'OrderPlaced')
    expect(placed.length).toBeGreaterThanOrEqual(1_500)
    expect(placed.length).toBeLessThanOrEqual(2_500)
    expect(new Set(placed.map(({ occurredAt }) => occurredAt.slice(0, 7)))).toEqual(
      new Set(['2026-03', '2026-04', '2026-05']),
    )
  })

  test.each(['comptoir', 'b', 'c', 'd'])('has orders in every status at its end (seed %s)', (seed) => {
    expect([...new Set(statusesAtTheEnd(seed))].toSorted()).toEqual([...orderStatuses].toSorted())
  })

  test('has orders that went in two parcels', () => {
    expect(of(told, 'PackageDelivered').length).toBeGreaterThan(20)
    expect(of(told, 'PackageArranged').some(({ data }) => data.status === 'PARTIALLY_SHIPPING')).toBe(true)
  })

  test('has cancellations before and after payment, by everybody, some of them the fault of the seller', () => {
    const cancelled = of(told, 'OrderCancelled').map(({ data }) => data)
    expect(new Set(cancelled.map(({ initiator }) => initiator)).size).toBe(4)
    expect(new Set(cancelled.map(({ reason }) => reason)).size).toBeGreaterThanOrEqual(8)
    for (const key of ['paid', 'sellerFault'] as const) {
      expect(new Set(cancelled.map((data) => data[key]))).toEqual(new Set([true, false]))
    }
  })

  test('has refunds in part and in whole, before delivery, after it and after completion', () => {
    const refunded = of(told, 'OrderLinesRefunded').map(({ data }) => data)
    expect(new Set(refunded.flatMap(({ lines }) => lines.map(({ whole }) => whole)))).toEqual(
      new Set([true, false]),
    )
    expect(new Set(refunded.map(({ afterDelivery }) => afterDelivery))).toEqual(new Set([true, false]))
    expect(new Set(refunded.map(({ from }) => from))).toEqual(
      new Set(['IN_TRANSIT', 'DELIVERED', 'COMPLETED']),
    )
    expect(refunded.some(({ from, status }) => from === 'DELIVERED' && status === 'COMPLETED')).toBe(true)
    expect(refunded.some(({ refundId }) => /[cr]2$/.test(refundId))).toBe(true)
  })

  test('has complaints, returned goods among them, some of them still open at its end', () => {
    const opened = of(told, 'AfterSalesCaseOpened').map(({ data }) => data.caseId)
    const completed = of(told, 'AfterSalesCaseCompleted').map(({ data }) => data.caseId)
    expect(opened.length).toBeGreaterThan(30)
    expect(of(told, 'AfterSalesReturnArrived').length).toBeGreaterThan(10)
    expect(completed.length).toBeLessThan(opened.length)
    const refunds = of(told, 'OrderLinesRefunded').flatMap(({ data }) => data.caseId ?? [])
    expect(refunds.toSorted()).toEqual(completed.toSorted())
  })

  test('has reviews that one may believe', () => {
    const stars = of(told, 'OrderReviewed').map(({ data }) => data.stars)
    const mean = stars.reduce((sum, each) => sum + each, 0) / stars.length
    expect(new Set(stars)).toEqual(new Set([1, 2, 3, 4, 5]))
    expect(mean).toBeGreaterThan(3.7)
    expect(mean).toBeLessThan(4.7)
    expect(stars.length / of(told, 'OrderDelivered').length).toBeLessThan(0.6)
  })

  test('has discounts of sellers and of the platform, and samples that cost nothing', () => {
    const placed = of(told, 'OrderPlaced').map(({ data }) => data)
    const lines = placed.flatMap((data) => data.lines)
    expect(
      lines.some(({ sellerDiscountMinor, saleMinor }) => sellerDiscountMinor > 0n && saleMinor > 0n),
    ).toBe(true)
    expect(lines.some(({ platformDiscountMinor }) => platformDiscountMinor > 0n)).toBe(true)
    const samples = placed.filter(({ purpose }) => purpose === 'SAMPLE')
    expect(samples.length).toBeGreaterThan(0)
    expect(
      samples.every((data) =>
        data.lines.every(({ saleMinor, shippingMinor }) => saleMinor + shippingMinor === 0n),
      ),
    ).toBe(true)
  })

  test('has a shop that was rejected first, and one that sold nothing while it was suspended', () => {
    expect(of(told, 'SellerRejected')).toHaveLength(1)
    expect(of(told, 'SellerVerified')).toHaveLength(6)
    const [suspended] = of(told, 'SellerSuspended')
    const [reinstated] = of(told, 'SellerReinstated')
    if (suspended === undefined || reinstated === undefined) throw new Error('nobody was suspended')
    const during = of(told, 'OrderPlaced').filter(
      ({ occurredAt, data }) =>
        data.sellerId === suspended.data.sellerId &&
        suspended.occurredAt < occurredAt &&
        occurredAt < reinstated.occurredAt,
    )
    expect(during).toEqual([])
  })

  test('sells each product at the price that it has at that moment', () => {
    const prices = told.flatMap(({ event: { type, occurredAt, data } }) => {
      if (type === 'ProductListed') return [{ occurredAt, productId: data.productId, minor: data.priceMinor }]
      return type === 'ProductPriceChanged'
        ? [{ occurredAt, productId: data.productId, minor: data.toMinor }]
        : []
    })
    for (const { occurredAt, data } of of(told, 'OrderPlaced')) {
      for (const { productId, originalMinor } of data.lines) {
        const known = prices.findLast(
          (price) => price.productId === productId && price.occurredAt <= occurredAt,
        )
        expect(originalMinor).toBe(known?.minor)
      }
    }
    expect(of(told, 'ProductPriceChanged').length).toBeGreaterThan(5)
  })

  test('counts units down and never below nothing', () => {
    const counted = of(told, 'ProductStockCounted').map(({ data }) => data.stock)
    expect(counted.length).toBeGreaterThan(60)
    expect(Math.min(...counted)).toBeGreaterThanOrEqual(0)
  })

  test('is not changed by filling again, which tells how far it is', async () => {
    const progress: Array<{ readonly done: number; readonly total: number }> = []
    await fillDemo({ ...parts, onProgress: (step) => progress.push(step) })
    expect((await store.head())?.commit).toBe(BigInt(told.length))
    const total = [...demoRequests()].flat().length
    expect(progress.at(-1)).toEqual({ done: total, total })
    const done = progress.map((step) => step.done)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
  })

  test('has recipients sealed under the key of the buyer, who can be erased', async () => {
    const { data } = of(told, 'OrderPlaced')[0] ?? {}
    if (data?.recipient === undefined) throw new Error('the first order has no recipient')
    expect(data.recipient).toMatchObject({ subjectId: data.buyerId, purpose: 'recipient' })
    const opened = await sealer(keys).open(data.recipient)
    expect(opened).toEqual(right(expect.stringContaining('"postcode"')))
    await keys.destroy(data.buyerId)
    expect(await sealer(keys).open(data.recipient)).toEqual(left({ type: 'Erased', subjectId: data.buyerId }))
  })
})

describe('filling a store with the demo', () => {
  test('stops at a refusal and names it', async () => {
    let asked = 0
    const center = {
      executeTogether: () => {
        asked += 1
        return Promise.resolve(left({ type: 'StoreBusy' } as const))
      },
    }
    const failed = fillDemo({ center, sealer: sealer(memoryKeyStore()) })
    await expect(failed).rejects.toBeInstanceOf(DemoRefused)
    await expect(failed).rejects.toMatchObject({ refusal: { type: 'StoreBusy' } })
    expect(asked).toBeLessThan(100)
  })
})
