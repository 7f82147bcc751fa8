import { isLeft, left, right, type Either } from '../fp.js'
import type { OrderRequest } from '../domain/order/commands.js'
import type { Refusal, SellerCenter } from './sellerCenter.js'

type Planned = Extract<OrderRequest, { readonly type: 'PlanPackage' }>['data']

/** A package for lines of two to twenty orders of one buyer, to one address. */
export interface Combination extends Pick<Planned, 'packageId' | 'buyerId' | 'recipient'> {
  readonly orders: ReadonlyArray<Pick<Planned, 'orderId' | 'lineIds'>>
}

/** The order that would not join, and why: none of the others did. */
export interface CombinationRefused {
  readonly type: 'CombinationRefused'
  readonly orderId: string
  readonly refusal: Refusal
}

/**
 * Puts lines of several orders into one package: each order is asked, and if one refuses, those that had agreed are freed
 * again. Asked again after a failure it goes on where it stopped, because each order answers the same twice.
 */
export const combineOrders = async (
  center: Pick<SellerCenter, 'execute'>,
  { packageId, buyerId, recipient, orders }: Combination,
): Promise<Either<CombinationRefused, undefined>> => {
  const orderIds = orders.map(({ orderId }) => orderId)
  const agreed: Array<string> = []
  for (const { orderId, lineIds } of orders) {
    const data = { orderId, packageId, lineIds, buyerId, orderIds }
    const outcome = await center.execute({
      type: 'PlanPackage',
      data: recipient === undefined ? data : { ...data, recipient },
    })
    if (isLeft(outcome)) {
      await separateOrders(center, packageId, agreed)
      return left({ type: 'CombinationRefused', orderId, refusal: outcome.left })
    }
    agreed.push(orderId)
  }
  return right(undefined)
}

/** Frees the lines of these orders from a package that is not announced yet. The first order that refuses stops it. */
export const separateOrders = async (
  center: Pick<SellerCenter, 'execute'>,
  packageId: string,
  orderIds: ReadonlyArray<string>,
): Promise<Either<CombinationRefused, undefined>> => {
  for (const orderId of orderIds) {
    const outcome = await center.execute({ type: 'CancelPackagePlan', data: { orderId, packageId } })
    if (isLeft(outcome)) return left({ type: 'CombinationRefused', orderId, refusal: outcome.left })
  }
  return right(undefined)
}
