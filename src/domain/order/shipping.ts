import type { Instant } from '../kernel/time.js'
import { remainingOf } from './amounts.js'
import { move, moveUnderWay } from './decision.js'
import type { OrderEvent, OrderStatus } from './events.js'
import { evolvePlaced, type Line, type Package, type PlacedOrder } from './state.js'

type Packed = Pick<PlacedOrder, 'lines' | 'packages'>

export const liveLines = ({ lines }: Pick<PlacedOrder, 'lines'>): ReadonlyArray<Line> =>
  lines.filter(({ cancelled }) => !cancelled)

/** Lines of a package that are not cancelled: without any, it is of no account. */
export const liveIn = (order: Pick<PlacedOrder, 'lines'>, { lineIds }: Package): ReadonlyArray<Line> =>
  liveLines(order).filter(({ lineId }) => lineIds.includes(lineId))

/** How far the package of a line is; nothing for a line in none. */
export const stageOf = (
  { packages }: Pick<PlacedOrder, 'packages'>,
  lineId: Line['lineId'],
): Package['stage'] | undefined => packages.find(({ lineIds }) => lineIds.includes(lineId))?.stage

/** Where an order stands when its live lines and packages stand like this. Source: TikTok Shop's order statuses. */
export const shippingStatusOf = (
  order: Packed,
): Extract<
  OrderStatus,
  'AWAITING_SHIPMENT' | 'PARTIALLY_SHIPPING' | 'AWAITING_COLLECTION' | 'IN_TRANSIT' | 'DELIVERED'
> => {
  const stages = liveLines(order).map(({ lineId }) => stageOf(order, lineId))
  const waiting = stages.filter((stage) => stage === undefined || stage === 'PLANNED').length
  if (waiting > 0) return waiting === stages.length ? 'AWAITING_SHIPMENT' : 'PARTIALLY_SHIPPING'
  if (stages.includes('ARRANGED')) return 'AWAITING_COLLECTION'
  return stages.every((stage) => stage === 'DELIVERED') ? 'DELIVERED' : 'IN_TRANSIT'
}

/** Statuses in which the seller may still make up packages. */
export const isPreparing = ({ status }: PlacedOrder): boolean =>
  status === 'AWAITING_SHIPMENT' || status === 'PARTIALLY_SHIPPING'

/** Statuses in which packages may be collected or arrive. */
export const isShipping = ({ status }: PlacedOrder): boolean =>
  status === 'PARTIALLY_SHIPPING' || status === 'AWAITING_COLLECTION' || status === 'IN_TRANSIT'

const isOutsideServiceLevel = (order: PlacedOrder): boolean =>
  order.packages.some((parcel) => parcel.outsideServiceLevel === true && liveIn(order, parcel).length > 0)

/** The last package arrived, and all live lines with it. */
export const orderDelivered = (
  order: PlacedOrder,
  packageId: Package['packageId'],
  at: Instant,
): OrderEvent => ({
  type: 'OrderDelivered',
  occurredAt: at,
  data: {
    ...move(order, 'DELIVERED'),
    packageId,
    placedAt: order.placedAt,
    lines: liveLines(order).map(remainingOf),
    ...(isOutsideServiceLevel(order) ? { outsideServiceLevel: true as const } : {}),
  },
})

type Later = Exclude<OrderEvent, { readonly type: 'OrderPlaced' }>

/**
 * A cancellation of some lines may leave an order that waits for nothing any more: then it goes on to where its other
 * packages are, one status after the other.
 */
export const withWhatFollows = (order: PlacedOrder, event: Later): ReadonlyArray<OrderEvent> => {
  const after = evolvePlaced(order, event)
  const status = shippingStatusOf(after)
  const at = event.occurredAt
  if (after.status === 'AWAITING_COLLECTION' && (status === 'IN_TRANSIT' || status === 'DELIVERED')) {
    const shipped = { type: 'OrderShipped', occurredAt: at, data: moveUnderWay(after, 'IN_TRANSIT') } as const
    return [event, ...withWhatFollows(after, shipped)]
  }
  const last = after.packages.findLast((parcel) => liveIn(after, parcel).length > 0)
  return after.status === 'IN_TRANSIT' && status === 'DELIVERED' && last !== undefined
    ? [event, orderDelivered(after, last.packageId, at)]
    : [event]
}
