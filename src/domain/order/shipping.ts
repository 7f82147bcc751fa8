import type { OrderStatus } from './events.js'
import type { Line, Package, PlacedOrder } from './state.js'

/** Where an order stands when its packages stand like this. Source: TikTok Shop's order statuses. */
export const statusWith = (
  lines: ReadonlyArray<Line>,
  packages: ReadonlyArray<Package>,
): Extract<OrderStatus, 'PARTIALLY_SHIPPING' | 'AWAITING_COLLECTION' | 'IN_TRANSIT' | 'DELIVERED'> => {
  const packed = new Set(packages.flatMap(({ lineIds }) => lineIds))
  if (lines.some(({ lineId }) => !packed.has(lineId))) return 'PARTIALLY_SHIPPING'
  if (packages.some(({ stage }) => stage === 'ARRANGED')) return 'AWAITING_COLLECTION'
  return packages.every(({ stage }) => stage === 'DELIVERED') ? 'DELIVERED' : 'IN_TRANSIT'
}

/** Statuses in which packages may still be made up, handed over or delivered. */
export const isShipping = ({ status }: PlacedOrder): boolean =>
  status === 'AWAITING_SHIPMENT' ||
  status === 'PARTIALLY_SHIPPING' ||
  status === 'AWAITING_COLLECTION' ||
  status === 'IN_TRANSIT'

/** Why these lines cannot go into one more package, if so. */
export const packingProblem = (
  order: PlacedOrder,
  lineIds: ReadonlyArray<Line['lineId']>,
):
  | { readonly type: 'LineNotInOrder'; readonly lineId: string }
  | { readonly type: 'LineAlreadyPacked'; readonly lineId: string }
  | undefined => {
  const ordered = new Set(order.lines.map(({ lineId }) => lineId))
  const packed = new Set(order.packages.flatMap((parcel) => parcel.lineIds))
  for (const [i, lineId] of lineIds.entries()) {
    if (!ordered.has(lineId)) return { type: 'LineNotInOrder', lineId }
    if (packed.has(lineId) || lineIds.indexOf(lineId) !== i) return { type: 'LineAlreadyPacked', lineId }
  }
  return undefined
}
