import { describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import { combineOrders, separateOrders } from '../../src/application/combineOrders.js'
import { sellerCenter, type SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { left, right } from '../../src/fp.js'
import { linesJson, placedJson } from '../support/orders.js'
import { valueOf } from '../support/spec.js'

const lineIds = ['l1', 'l2']
const order = (orderId: string) => ({ orderId, lineIds })

/** Orders that are paid, of these buyers. */
const setUp = async (buyers: Readonly<Record<string, string>>) => {
  const store = memoryEventStore({ system })
  const center = sellerCenter({ store, system })
  for (const [orderId, buyerId] of Object.entries(buyers)) {
    const requests = [
      { type: 'PlaceOrder', data: { ...placedJson, orderId, buyerId, lines: linesJson } },
      { type: 'PayOrder', data: { orderId, payments: [], hold: false } },
    ] as ReadonlyArray<SellerCenterRequest>
    valueOf(await center.executeTogether(requests))
  }
  const typesOf = async (orderId: string) =>
    (await store.readStream(`order-${orderId}`)).map(({ type }) => type).slice(2)
  return { center, typesOf }
}

describe('orders that are combined', () => {
  test('are all in the package, and announced in it each by itself', async () => {
    const { center, typesOf } = await setUp({ o1: 'b1', o2: 'b1', o3: 'b1' })
    const orders = ['o1', 'o2', 'o3'].map(order)
    expect(await combineOrders(center, { packageId: 'P1', buyerId: 'b1', orders })).toEqual(right(undefined))
    for (const orderId of ['o1', 'o2', 'o3']) {
      valueOf(await center.execute({ type: 'ArrangePackage', data: { orderId, packageId: 'P1' } }))
      expect(await typesOf(orderId)).toEqual(['PackagePlanned', 'PackageArranged'])
    }
    expect(await separateOrders(center, 'P1', ['o1'])).toEqual(
      left({
        type: 'CombinationRefused',
        orderId: 'o1',
        refusal: { type: 'PackageAlreadyArranged', orderId: 'o1', packageId: 'P1' },
      }),
    )
  })

  test('are so once, however often it is asked', async () => {
    const { center, typesOf } = await setUp({ o1: 'b1', o2: 'b1' })
    const combination = { packageId: 'P1', buyerId: 'b1', orders: ['o1', 'o2'].map(order) }
    await combineOrders(center, combination)
    expect(await combineOrders(center, combination)).toEqual(right(undefined))
    expect(await typesOf('o1')).toEqual(['PackagePlanned'])
    valueOf(await center.execute({ type: 'ArrangePackage', data: { orderId: 'o1', packageId: 'P1' } }))
    expect(await combineOrders(center, combination)).toEqual(right(undefined))
  })

  test('are all free again when one belongs to somebody else', async () => {
    const { center, typesOf } = await setUp({ o1: 'b1', o2: 'b1', o3: 'b2' })
    const orders = ['o1', 'o2', 'o3'].map(order)
    expect(await combineOrders(center, { packageId: 'P1', buyerId: 'b1', orders })).toEqual(
      left({
        type: 'CombinationRefused',
        orderId: 'o3',
        refusal: { type: 'BuyerDiffers', orderId: 'o3', packageId: 'P1' },
      }),
    )
    expect(await typesOf('o1')).toEqual(['PackagePlanned', 'PackagePlanCancelled'])
    expect(await typesOf('o3')).toEqual([])
  })

  test('go apart before they are announced', async () => {
    const { center, typesOf } = await setUp({ o1: 'b1', o2: 'b1' })
    await combineOrders(center, { packageId: 'P1', buyerId: 'b1', orders: ['o1', 'o2'].map(order) })
    expect(await separateOrders(center, 'P1', ['o1', 'o2'])).toEqual(right(undefined))
    expect(await typesOf('o2')).toEqual(['PackagePlanned', 'PackagePlanCancelled'])
  })
})
