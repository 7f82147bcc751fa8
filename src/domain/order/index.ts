import type { Aggregate } from '../kernel/decider.js'
import { orderCommands, type OrderCommand } from './commands.js'
import { decide } from './decide.js'
import { orderEvents, type OrderEvent } from './events.js'
import type { OrderRefusal } from './refusal.js'
import { evolve, initialState, type Order } from './state.js'

/** What one buyer bought at one seller, from checkout to completion. Stream: `order-<orderId>`. */
export const order: Aggregate<OrderCommand, Order, OrderEvent, OrderRefusal> = {
  category: 'order',
  idOf: ({ data }) => data.orderId,
  opening: new Set(['PlaceOrder']),
  commands: orderCommands,
  events: orderEvents,
  initialState,
  evolve,
  decide,
}

export type { OrderRequest } from './commands.js'
export type { Order, OrderEvent, OrderRefusal }
