import { describe, expect, test } from 'vitest'
import { right } from '../../../src/fp.js'
import { importOlist } from '../../../src/adapters/import/olist/index.js'
import { system } from '../../../src/adapters/system.js'
import type { EventStore, NewEvent } from '../../../src/application/ports.js'
import { sellerCenter } from '../../../src/application/sellerCenter.js'
import { emptyStore } from './olistCenter.js'

/** The unpacked tables of Olist, which are not ours to pass on: where they are, if somewhere. */
const directory = process.env['COMPTOIR_OLIST_DIR']

interface OrderData {
  readonly status?: string
  readonly from?: string
  readonly afterDelivery?: boolean
  readonly stars?: number
  readonly payments?: ReadonlyArray<{ readonly amountMinor: string }>
  readonly lines?: ReadonlyArray<{ readonly saleMinor: string; readonly shippingMinor: string }>
}

/** Takes everything and keeps nothing: half a million events would not fit. */
const passing = (onAppend: (stream: string, events: ReadonlyArray<NewEvent>) => void): EventStore => ({
  ...emptyStore(),
  appendToStream: (stream, _expected, events) => {
    onAppend(stream, events)
    return Promise.resolve(
      right({ revision: BigInt(events.length - 1), position: { commit: 1n, prepare: 1n }, repeated: false }),
    )
  },
})

describe.skipIf(directory === undefined)('the real Olist', () => {
  test('is taken to the last line and centavo', { timeout: 300_000 }, async () => {
    const statuses: Record<string, number> = {}
    const inferred: Record<string, number> = {}
    let lines = 0
    let saleMinor = 0n
    let shippingMinor = 0n
    let paidMinor = 0n
    let stars = 0
    let cancelledUnderWay = 0
    let cancelledAfterDelivery = 0
    const store = passing((stream, events) => {
      let status = ''
      for (const { type, data, metadata } of events) {
        const told: OrderData = JSON.parse(data)
        status = told.status ?? status
        if (metadata.includes('"occurredAtInferred":true')) inferred[type] = (inferred[type] ?? 0) + 1
        for (const { amountMinor } of told.payments ?? []) paidMinor += BigInt(amountMinor)
        if (type === 'OrderReviewed') stars += told.stars ?? 0
        if (type === 'OrderCancelled' && told.from === 'IN_TRANSIT') cancelledUnderWay += 1
        if (type === 'OrderCancelled' && told.afterDelivery === true) cancelledAfterDelivery += 1
        if (type !== 'OrderPlaced') continue
        lines += told.lines?.length ?? 0
        for (const line of told.lines ?? []) {
          saleMinor += BigInt(line.saleMinor)
          shippingMinor += BigInt(line.shippingMinor)
        }
      }
      if (stream.startsWith('order-')) statuses[status] = (statuses[status] ?? 0) + 1
    })
    const summary = await importOlist({
      center: sellerCenter({ store, system }),
      system,
      directory: directory ?? '',
    })
    expect(summary.complete).toBe(true)
    expect(summary.streams).toEqual({ added: 3_095 + 34_448 + 100_010, present: 0, refused: 0 })
    expect(summary.rejectsByReason).toEqual({ 'order without lines': 775 })
    expect(summary.eventsByType).toEqual({
      OrderCancelled: 468,
      OrderDelivered: 97_825,
      OrderPaid: 100_010,
      OrderPlaced: 100_010,
      OrderReviewed: 99_809,
      PackageArranged: 99_002,
      PackageHandedOver: 99_002,
      ProductListed: 34_448,
      ProductPriceChanged: 8_577,
      ProductPutLive: 34_448,
      SellerRegistered: 3_095,
      SellerSubmittedForVerification: 3_095,
      SellerVerified: 3_095,
    })
    expect(statuses).toEqual({ DELIVERED: 97_819, IN_TRANSIT: 1_108, AWAITING_SHIPMENT: 615, CANCELLED: 468 })
    expect({ lines, saleMinor, shippingMinor }).toEqual({
      lines: 112_650,
      saleMinor: 1_359_164_370n,
      shippingMinor: 225_190_954n,
    })
    expect({ paidMinor, stars, cancelledUnderWay, cancelledAfterDelivery }).toEqual({
      paidMinor: 1_584_628_017n,
      stars: 407_948,
      cancelledUnderWay: 69,
      cancelledAfterDelivery: 6,
    })
    expect(inferred).toMatchObject({
      OrderPaid: 14,
      PackageArranged: 99_002,
      PackageHandedOver: 2,
      OrderDelivered: 8,
      OrderCancelled: 468,
      OrderReviewed: 49,
    })
  })
})
