import type { SellerCenter, SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { instant, valueOf } from './spec.js'
import { linesJson, placedJson } from './orders.js'

const HOUR_MS = 3_600_000

/** The moment so many hours after midnight UTC of 2 March 2026. */
export const hour = (hours: number): string =>
  instant(new Date(Date.parse('2026-03-02T00:00:00.000Z') + hours * HOUR_MS).toISOString())

/** An order of 54.99 to the buyer, not paid yet. */
export const placed = async (
  { execute }: Pick<SellerCenter, 'execute'>,
  orderId: string,
  at: number,
  sellerId = 's1',
): Promise<void> => {
  const data = { ...placedJson, orderId, sellerId, orderType: 'NORMAL', purpose: 'SALE' } as const
  valueOf(await execute({ type: 'PlaceOrder', at: hour(at), data: { ...data, lines: linesJson } }))
}

/** An order that was placed and paid. */
export const bought = async (
  center: Pick<SellerCenter, 'execute'>,
  orderId: string,
  at: number,
  sellerId = 's1',
): Promise<void> => {
  await placed(center, orderId, at, sellerId)
  const pay = { type: 'PayOrder', at: hour(at), data: { orderId, payments: [], hold: false } } as const
  valueOf(await center.execute(pay))
}

/** Sends all of it in one package, which arrives two days later. */
export const delivered = async (
  { execute }: Pick<SellerCenter, 'execute'>,
  orderId: string,
  at: number,
): Promise<void> => {
  const packageId = `p-${orderId}`
  const asks: ReadonlyArray<SellerCenterRequest> = [
    {
      type: 'ArrangePackage',
      at: hour(at),
      data: {
        orderId,
        packageId,
        lineIds: ['l1', 'l2'],
        carrier: 'Colissimo',
        trackingNumber: `T-${packageId}`,
      },
    },
    { type: 'HandOverPackage', at: hour(at + 1), data: { orderId, packageId } },
    { type: 'DeliverPackage', at: hour(at + 48), data: { orderId, packageId } },
  ]
  for (const ask of asks) valueOf(await execute(ask))
}
