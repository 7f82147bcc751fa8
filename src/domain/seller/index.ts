import type { Aggregate } from '../kernel/decider.js'
import { sellerCommands, type SellerCommand } from './commands.js'
import { decide, type SellerRefusal } from './decide.js'
import { sellerEvents, type SellerEvent } from './events.js'
import { evolve, initialState, type Seller } from './state.js'

/** A shop and the platform's trust in it. Stream: `seller-<sellerId>`. */
export const seller: Aggregate<SellerCommand, Seller, SellerEvent, SellerRefusal> = {
  category: 'seller',
  idOf: ({ data }) => data.sellerId,
  opening: new Set(['RegisterSeller']),
  commands: sellerCommands,
  events: sellerEvents,
  initialState,
  evolve,
  decide,
}

export type { SellerRequest } from './commands.js'
export type { Seller, SellerEvent, SellerRefusal }
