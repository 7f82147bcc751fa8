import { describe, expect, test } from 'vitest'
import { smoothly, type CarrierFaults } from '../../../src/adapters/carrier/course.js'
import { simulatedCarrier } from '../../../src/adapters/carrier/simulated.js'
import { memoryEventStore } from '../../../src/adapters/memory/index.js'
import { system } from '../../../src/adapters/system.js'
import { takeScans } from '../../../src/application/carrierFeed.js'
import { sellerCenter, type SellerCenterRequest } from '../../../src/application/sellerCenter.js'
import { epochMsOf, instantOf } from '../../../src/domain/kernel/time.js'
import { scanRequests } from '../../../src/domain/processes/carrierScans.js'
import { left } from '../../../src/fp.js'
import { linesJson, placedJson } from '../../support/orders.js'
import { instant, valueOf } from '../../support/spec.js'

const BEGIN = instant('2026-03-02T09:00:00.000Z')
const HOUR_MS = 3_600_000
const everything: CarrierFaults = {
  lost: 10,
  damaged: 10,
  refused: 10,
  unscanned: 20,
  late: 30,
  duplicates: 30,
}

/** A carrier, and a clock that is put forward by hand. */
const atWork = (seed = 'a', faults = smoothly) => {
  const clock = { now: BEGIN }
  const carrier = simulatedCarrier({ name: 'colis', seed, now: () => clock.now, faults })
  const forward = (hours: number) => {
    clock.now = instantOf(epochMsOf(clock.now) + hours * HOUR_MS)
  }
  return { carrier, forward }
}

/** All that is told of some parcels, looked at every so many hours. */
const history = async (seed: string, faults: CarrierFaults, everyHours: number, parcels = 1) => {
  const { carrier, forward } = atWork(seed, faults)
  for (let i = 1; i <= parcels; i++) await carrier.announce({ packageId: `P${i}`, orderIds: [`o${i}`] })
  let cursor: string | undefined
  const scans = []
  for (let hours = 0; hours < 400; hours += everyHours) {
    const answer = valueOf(await carrier.scansAfter(cursor))
    cursor = answer.cursor
    scans.push(...answer.scans)
    forward(everyHours)
  }
  return scans
}

describe('the simulated carrier', () => {
  test('tells a parcel’s way from its collection to its arrival, and gives it one number', async () => {
    const { carrier } = atWork()
    const first = await carrier.announce({ packageId: 'P1', orderIds: ['o1'] })
    expect(await carrier.announce({ packageId: 'P1', orderIds: ['o1'] })).toEqual(first)
    expect(valueOf(await carrier.scansAfter(undefined)).scans).toEqual([])
    const scans = await history('a', smoothly, 3)
    expect(scans.map(({ code }) => code)).toEqual([
      'COLLECTED',
      'IN_TRANSIT',
      'OUT_FOR_DELIVERY',
      'DELIVERED',
    ])
    expect(scans.map(({ at }) => at)).toEqual(scans.map(({ at }) => at).toSorted())
  })

  test('tells the same for the same seed, however often it is asked, and something else for another', async () => {
    const often = await history('a', everything, 1, 20)
    expect(await history('a', everything, 50, 20)).toEqual(often)
    expect(await history('b', everything, 1, 20)).not.toEqual(often)
  })

  test('tells nothing before it happened', async () => {
    const { carrier, forward } = atWork('a', everything)
    await carrier.announce({ packageId: 'P1', orderIds: ['o1'] })
    for (let hours = 0, now = epochMsOf(BEGIN); hours < 200; hours++, now += HOUR_MS) {
      const { scans } = valueOf(await carrier.scansAfter(undefined))
      expect(scans.every(({ at }) => epochMsOf(at) <= now)).toBe(true)
      forward(1)
    }
  })

  test('loses, breaks and returns parcels, forgets scans, and tells twice and in the wrong order', async () => {
    const scans = await history('a', everything, 1, 200)
    const codes = new Set(scans.map(({ code }) => code))
    expect([...codes]).toEqual(expect.arrayContaining(['DAMAGED', 'REFUSED', 'RETURNED', 'DELIVERED']))
    const told = [...new Set(scans.map(({ packageId }) => packageId))].map((parcel) =>
      scans.filter(({ packageId }) => packageId === parcel),
    )
    expect(told.length).toBeLessThan(200)
    expect(told.some((each) => each.every(({ code }) => code !== 'COLLECTED'))).toBe(true)
    expect(told.some((each) => new Set(each.map(({ scanId }) => scanId)).size < each.length)).toBe(true)
    expect(told.some((each) => each.some(({ at }, i) => at < (each[i - 1]?.at ?? at)))).toBe(true)
  })
})

test('every code of a carrier is asked of each order in the package', () => {
  const scan = { scanId: 'n1', packageId: 'P1', orderIds: ['o1', 'o2'], at: BEGIN } as const
  const typesOf = (code: Parameters<typeof scanRequests>[0]['code']) =>
    scanRequests({ ...scan, code }).map(({ type, data }) => `${type} ${data.orderId}`)
  expect(typesOf('COLLECTED')).toEqual(['HandOverPackage o1', 'HandOverPackage o2'])
  expect(typesOf('DELIVERED')).toEqual(['DeliverPackage o1', 'DeliverPackage o2'])
  for (const code of ['ANNOUNCED', 'IN_TRANSIT', 'DELIVERY_FAILED', 'LOST'] as const) {
    expect(typesOf(code)).toEqual(['TrackPackage o1', 'TrackPackage o2'])
  }
})

describe('what a carrier tells', () => {
  const setUp = async (orderIds: ReadonlyArray<string>, faults = smoothly) => {
    const store = memoryEventStore({ system })
    const center = sellerCenter({ store, system })
    const { carrier, forward } = atWork('a', faults)
    const { trackingNumber } = valueOf(await carrier.announce({ packageId: 'P1', orderIds }))
    for (const orderId of orderIds) {
      const requests: ReadonlyArray<SellerCenterRequest> = [
        { type: 'PlaceOrder', data: { ...placedJson, orderId, lines: linesJson } as never },
        { type: 'PayOrder', data: { orderId, payments: [], hold: false } },
        {
          type: 'PlanPackage',
          data: { orderId, packageId: 'P1', lineIds: ['l1', 'l2'], buyerId: 'b1', orderIds },
        },
        { type: 'ArrangePackage', data: { orderId, packageId: 'P1', carrier: 'colis', trackingNumber } },
      ]
      valueOf(await center.executeTogether(requests.map((request) => ({ ...request, at: BEGIN }))))
    }
    const typesOf = async (orderId: string) =>
      (await store.readStream(`order-${orderId}`)).map(({ type }) => type).slice(4)
    return { deps: { carrier, center, system }, forward, typesOf, center }
  }

  test('takes a package with two orders in it to the end, both of them, once however often it is taken', async () => {
    const { deps, forward, typesOf } = await setUp(['o1', 'o2'], { ...smoothly, duplicates: 100, late: 50 })
    forward(400)
    expect(valueOf(await takeScans(deps, undefined)).ignored).toEqual([])
    expect(valueOf(await takeScans(deps, undefined)).told).toBeGreaterThan(4)
    for (const orderId of ['o1', 'o2']) {
      const types = await typesOf(orderId)
      expect(types.filter((type) => type === 'OrderDelivered')).toHaveLength(1)
      expect(types.filter((type) => type === 'PackageTracked')).toHaveLength(2)
    }
  })

  test('goes on from where it stopped', async () => {
    const { deps, forward, typesOf } = await setUp(['o1'])
    let cursor: string | undefined
    for (let looks = 0; looks < 40; looks++) {
      forward(5)
      cursor = valueOf(await takeScans(deps, cursor)).cursor
    }
    expect(await typesOf('o1')).toEqual([
      'PackageHandedOver',
      'PackageTracked',
      'PackageTracked',
      'OrderDelivered',
    ])
    expect(valueOf(await takeScans(deps, cursor)).told).toBe(0)
  })

  test('takes a combined package on when one of its orders is cancelled: the other one arrives', async () => {
    const { deps, forward, typesOf, center } = await setUp(['o1', 'o2'])
    const gone = { orderId: 'o1', initiator: 'SYSTEM', reason: 'platform_cancel' } as const
    valueOf(await center.execute({ type: 'CancelOrder', data: gone, at: BEGIN }))
    forward(400)
    valueOf(await takeScans(deps, undefined))
    expect((await typesOf('o1')).filter((type) => type !== 'PackageTracked')).toEqual(['OrderCancelled'])
    expect((await typesOf('o2')).at(-1)).toBe('OrderDelivered')
  })

  test('is ignored where the order is at its end', async () => {
    const { deps, forward, center } = await setUp(['o1'])
    const gone = { orderId: 'o1', initiator: 'SYSTEM', reason: 'platform_cancel' } as const
    valueOf(await center.execute({ type: 'CancelOrder', data: gone, at: BEGIN }))
    forward(400)
    const { ignored } = valueOf(await takeScans(deps, undefined))
    expect(ignored.map(({ scan, refusal }) => [scan.code, refusal.type])).toEqual([
      ['COLLECTED', 'OrderStatusDoesNotFit'],
      ['DELIVERED', 'OrderStatusDoesNotFit'],
    ])
  })

  test('is taken again when the store or the carrier does not answer', async () => {
    const { deps, forward } = await setUp(['o1'])
    forward(400)
    const busy = { type: 'StoreBusy' } as const
    const center = { execute: async () => left(busy) }
    expect(await takeScans({ ...deps, center }, undefined)).toEqual(left(busy))
    const silent = { type: 'CarrierUnavailable', detail: 'no answer' } as const
    const carrier = { ...deps.carrier, scansAfter: async () => left(silent) }
    expect(await takeScans({ ...deps, carrier }, undefined)).toEqual(left(silent))
  })
})
