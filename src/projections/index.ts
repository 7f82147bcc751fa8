import { afterSalesCases } from './afterSalesCases.js'
import { kpis } from './kpis.js'
import { ledger } from './ledger.js'
import { orderBoard } from './orderBoard.js'
import { orderTimeline } from './orderTimeline.js'
import { payouts } from './payouts.js'
import { products } from './products.js'
import type { Projection } from './projection.js'
import { sellers } from './sellers.js'
import { sellerStreams } from './sellerStreams.js'
import { statements } from './statements.js'
import { unsettled } from './unsettled.js'

/** Every read model; a new one is one line here. */
export const projections: ReadonlyArray<Projection> = [
  sellers,
  products,
  orderBoard,
  orderTimeline,
  ledger,
  kpis,
  statements,
  payouts,
  unsettled,
  afterSalesCases,
  sellerStreams,
]
