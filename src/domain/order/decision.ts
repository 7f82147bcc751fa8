import { left, type Either } from '../../fp.js'
import type { OrderCommand } from './commands.js'
import type { OrderEvent, OrderStatus } from './events.js'
import type { OrderRefusal } from './refusal.js'
import type { PlacedOrder } from './state.js'

export type Decision = Either<OrderRefusal, ReadonlyArray<OrderEvent>>
export type Of<T extends OrderCommand['type']> = Extract<OrderCommand, { readonly type: T }>

/** What every event of an order tells. */
export const ofOrder = ({ placed: { orderId, sellerId, market, zone, currency, purpose } }: PlacedOrder) => ({
  orderId,
  sellerId,
  market,
  zone,
  currency,
  purpose,
})

export const move = (order: PlacedOrder, status: OrderStatus) => ({
  ...ofOrder(order),
  from: order.status,
  status,
})

/** With what the buyer was told of the arrival, where the order goes on its way: a clock counts from there. */
export const moveUnderWay = (order: PlacedOrder, status: OrderStatus) => {
  const { estimatedDeliveryAt } = order.placed
  const moved = move(order, status)
  return estimatedDeliveryAt === undefined || status !== 'IN_TRANSIT'
    ? moved
    : { ...moved, estimatedDeliveryAt }
}

export const doesNotFit = ({ status, placed: { orderId } }: PlacedOrder): Decision =>
  left({ type: 'OrderStatusDoesNotFit', orderId, status })

export const sameIds = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((id) => b.includes(id))
