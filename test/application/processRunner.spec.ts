import { beforeEach, describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system as realSystem } from '../../src/adapters/system.js'
import type { EventStore, ReadStore } from '../../src/application/ports.js'
import { processRunner } from '../../src/application/processRunner.js'
import type { ProcessDeps } from '../../src/application/processLane.js'
import {
  sellerCenter,
  type SellerCenter,
  type SellerCenterRequest,
} from '../../src/application/sellerCenter.js'
import { feeSchedule } from '../../src/domain/kernel/feeSchedules.js'
import { commissions } from '../../src/domain/processes/commissions.js'
import { faultyStore, type Fault } from '../support/faultyStore.js'

const system = { ...realSystem, sleep: () => Promise.resolve() }
const NOW = '2026-03-02T09:00:00.000Z'

const life = (orderId: string, market = 'FR', at = NOW): ReadonlyArray<SellerCenterRequest> => [
  {
    type: 'PlaceOrder',
    at,
    data: {
      orderId,
      sellerId: 's1',
      buyerId: 'b1',
      market,
      zone: 'Europe/Paris',
      currency: 'EUR',
      orderType: 'NORMAL',
      purpose: 'SALE',
      lines: [
        {
          lineId: '1',
          productId: 'p1',
          skuId: 'p1',
          category: 'home',
          originalMinor: '10000',
          sellerDiscountMinor: '0',
          platformDiscountMinor: '0',
          shippingOriginalMinor: '0',
          shippingSellerDiscountMinor: '0',
          shippingPlatformDiscountMinor: '0',
          taxMinor: '0',
        },
      ],
    },
  },
  { type: 'PayOrder', at, data: { orderId, payments: [], hold: false } },
  { type: 'ArrangePackage', at, data: { orderId, packageId: `${orderId}-p1`, lineIds: ['1'] } },
  { type: 'DeliverPackage', at, data: { orderId, packageId: `${orderId}-p1` } },
]

const refund = (orderId: string, refundId: string, saleMinor: string): SellerCenterRequest => ({
  type: 'RefundOrderLines',
  at: NOW,
  data: { orderId, refundId, reason: 'damaged', lines: [{ lineId: '1', saleMinor, shippingMinor: '0' }] },
})

const documents = (['REGISTRATION_CERTIFICATE', 'IDENTITY', 'BANK_ACCOUNT'] as const).map((kind) => ({
  kind,
  sha256: '0123456789abcdef'.repeat(4),
}))
/** A shop, and when the platform knew who it is. */
const shop = (verifiedAt: string): ReadonlyArray<SellerCenterRequest> => {
  const place = { market: 'FR', zone: 'Europe/Paris', currency: 'EUR' }
  const at = '2025-12-01T09:00:00.000Z'
  return [
    { type: 'RegisterSeller', at, data: { sellerId: 's1', legalForm: 'COMPANY', shopName: 'S', ...place } },
    { type: 'SubmitSellerForVerification', at, data: { sellerId: 's1', documents } },
    { type: 'VerifySeller', at: verifiedAt, data: { sellerId: 's1' } },
  ]
}

describe('the commissions process', () => {
  let store: EventStore
  let readStore: ReadStore
  let center: SellerCenter
  const runner = (over: Partial<ProcessDeps> = {}, schedule = feeSchedule) =>
    processRunner([commissions(schedule)], { store, readStore, center, system, ...over })
  const caughtUp = async (...how: Parameters<typeof runner>) => {
    const [outcome] = await runner(...how).catchUp()
    return outcome?.halt
  }
  const stored = async (orderId: string) =>
    (await store.readStream(`commission-${orderId}`)).map(({ type, data }) => ({
      type,
      feeMinor: (JSON.parse(data) as { fees: Array<{ feeMinor: string; backMinor?: string }> }).fees.map(
        (fee) => fee.backMinor ?? fee.feeMinor,
      ),
    }))

  beforeEach(() => {
    store = memoryEventStore({ system })
    readStore = memoryReadStore(system)
    center = sellerCenter({ store, system })
  })

  test('charges a delivered order and gives back what is refunded', async () => {
    await center.executeTogether(life('o1'))
    await center.execute(refund('o1', 'r1', '4000'))
    expect(await caughtUp()).toBeUndefined()
    expect(await stored('o1')).toEqual([
      { type: 'CommissionCharged', feeMinor: ['900'] },
      { type: 'CommissionReversed', feeMinor: ['360'] },
    ])
  })

  test('takes in what its own commands cause before it ends', async () => {
    await center.executeTogether(life('o1'))
    await caughtUp()
    const head = await store.head()
    expect((await store.eventAt(head ?? { commit: 0n, prepare: 0n }))?.stream).toBe('commission-o1')
    expect(await readStore.statuses()).toMatchObject([{ position: head }])
  })

  test('tells the cause of what it does', async () => {
    await center.executeTogether(life('o1'))
    await caughtUp()
    const delivered = (await store.readStream('order-o1')).at(-1)
    const [charged] = await store.readStream('commission-o1')
    expect(JSON.parse(charged?.metadata ?? '')).toMatchObject({
      actor: 'process:commissions',
      causationId: delivered?.id,
      occurredAt: NOW,
    })
  })

  test('changes nothing when it runs again, from its checkpoint or from the beginning', async () => {
    await center.executeTogether(life('o1'))
    await caughtUp()
    const head = await store.head()
    await caughtUp()
    await caughtUp({ readStore: memoryReadStore(system) })
    expect(await store.head()).toEqual(head)
  })

  test('stops before an event that it cannot react to, with what came before done', async () => {
    await center.executeTogether(life('o1'))
    await center.executeTogether(life('o2', 'GB'))
    await center.executeTogether(life('o3'))
    const withoutBritain = feeSchedule.filter(({ market }) => market !== 'GB')
    expect(await caughtUp({}, withoutBritain)).toMatchObject({
      type: 'ProcessStopped',
      stream: 'order-o2',
      cause: { type: 'FeeRuleMissing', detail: expect.stringContaining('GB') as string },
    })
    expect([await stored('o1'), await stored('o3')]).toMatchObject([[{ type: 'CommissionCharged' }], []])
    expect(await caughtUp()).toBeUndefined()
    expect(await stored('o3')).toMatchObject([{ type: 'CommissionCharged' }])
  })

  test.each<Fault>(['lost answer', 'lost before storing', 'unavailable', 'throws after storing'])(
    'charges once although the store is «%s» for a while',
    async (fault) => {
      await center.executeTogether(life('o1'))
      await center.execute(refund('o1', 'r1', '10000'))
      const faults = Array.from({ length: 11 }, () => fault)
      const faulty = sellerCenter({ store: faultyStore(store, faults), system })
      expect(await caughtUp({ center: faulty })).toBeUndefined()
      expect(await stored('o1')).toEqual([
        { type: 'CommissionCharged', feeMinor: ['900'] },
        { type: 'CommissionReversed', feeMinor: ['900'] },
      ])
    },
  )

  test('halts when the log is not the one that it has read', async () => {
    await center.executeTogether(life('o1'))
    await caughtUp()
    const other = memoryEventStore({ system })
    expect(await caughtUp({ store: other })).toMatchObject({ type: 'HistoryDiverged' })
  })

  test('reacts live until it is told to stop', async () => {
    const stop = new AbortController()
    const running = runner().run(stop.signal)
    await center.executeTogether(life('o1'))
    await expect.poll(() => stored('o1')).toMatchObject([{ type: 'CommissionCharged' }])
    stop.abort()
    expect(await running).toEqual([{ name: 'commissions' }])
  })

  test('gives up its place to another that claims it later', async () => {
    await center.executeTogether(life('o1'))
    const stop = new AbortController()
    const first = runner().run(stop.signal)
    await expect.poll(() => stored('o1')).toHaveLength(1)
    await caughtUp()
    await center.executeTogether(life('o2'))
    expect(await first).toMatchObject([{ halt: { type: 'OwnershipLost' } }])
    stop.abort()
  })

  describe('of a new seller', () => {
    const fees = async (...orderIds: ReadonlyArray<string>) =>
      Promise.all(orderIds.map(async (orderId) => (await stored(orderId)).map(({ feeMinor }) => feeMinor)))

    test('charges 4 % on the 59th day after its verification, and 9 % from the 60th on', async () => {
      await center.executeTogether(shop('2026-01-10T14:30:00.000Z'))
      await center.executeTogether(life('day59', 'FR', '2026-03-10T14:30:00.000Z'))
      await center.executeTogether(life('last', 'FR', '2026-03-11T14:29:59.999Z'))
      await center.executeTogether(life('day60', 'FR', '2026-03-11T14:30:00.000Z'))
      expect(await caughtUp()).toBeUndefined()
      expect(await fees('day59', 'last', 'day60')).toEqual([[['400']], [['400']], [['900']]])
    })

    test('charges by what the log told before the delivery, however late it reacts', async () => {
      await center.executeTogether(life('before'))
      await center.executeTogether(shop('2026-02-20T00:00:00.000Z'))
      await center.executeTogether(life('after'))
      expect(await caughtUp()).toBeUndefined()
      expect(await fees('before', 'after')).toEqual([[['900']], [['400']]])
    })

    test('knows a seller that it met before, and one that it meets after it was started again', async () => {
      await center.executeTogether(life('o1'))
      const stop = new AbortController()
      const running = runner().run(stop.signal)
      await expect.poll(() => stored('o1')).toHaveLength(1)
      await center.executeTogether(shop('2026-02-20T00:00:00.000Z'))
      await center.executeTogether(life('o2'))
      await expect.poll(() => stored('o2')).toHaveLength(1)
      stop.abort()
      await running
      await center.executeTogether(life('o3'))
      await caughtUp()
      expect(await fees('o1', 'o2', 'o3')).toEqual([[['900']], [['400']], [['400']]])
    })

    test('comes to the same when everything is read again', async () => {
      await center.executeTogether(life('o1'))
      await center.executeTogether(shop('2026-02-20T00:00:00.000Z'))
      await center.executeTogether(life('o2'))
      await caughtUp()
      const head = await store.head()
      expect(await caughtUp({ readStore: memoryReadStore(system) })).toBeUndefined()
      expect(await store.head()).toEqual(head)
    })

    test('stops where the history of the seller cannot be read', async () => {
      const event = { id: system.newId(), type: 'SellerPraised', data: '{}', metadata: '{}' }
      await store.appendToStream('seller-s1', 'no_stream', [event])
      await center.executeTogether(life('o1'))
      expect(await caughtUp()).toMatchObject({
        type: 'ProcessStopped',
        stream: 'order-o1',
        cause: { type: 'HistoryUnreadable', stream: 'seller-s1' },
      })
    })
  })
})
