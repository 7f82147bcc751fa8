import type { Aggregate } from '../kernel/decider.js'
import { productCommands, type ProductCommand } from './commands.js'
import { decide, type ProductRefusal } from './decide.js'
import { productEvents, type ProductEvent } from './events.js'
import { evolve, initialState, type Product } from './state.js'

/** What a seller sells, its price and its units. Stream: `product-<productId>`. */
export const product: Aggregate<ProductCommand, Product, ProductEvent, ProductRefusal> = {
  category: 'product',
  idOf: ({ data }) => data.productId,
  opening: new Set(['ListProduct']),
  commands: productCommands,
  events: productEvents,
  initialState,
  evolve,
  decide,
}

export type { ProductRequest } from './commands.js'
export type { Product, ProductEvent, ProductRefusal }
