import { trailProjections } from '../application/trail.js'
import { orderBoard } from '../projections/orderBoard.js'
import { sellers } from '../projections/sellers.js'

export { afterSalesCases } from '../projections/afterSalesCases.js'
export { deadlines } from '../projections/deadlines.js'
export { projections as all } from '../projections/index.js'
export { kpis } from '../projections/kpis.js'
export { ledger } from '../projections/ledger.js'
export { orderTimeline } from '../projections/orderTimeline.js'
export { payouts } from '../projections/payouts.js'
export { products } from '../projections/products.js'
export { statements } from '../projections/statements.js'
export { unsettled } from '../projections/unsettled.js'
export { orderBoard, sellers }

/** What tells whether a seller is known: its registration, or its first order. */
export const knownSellers = [sellers, orderBoard]

/** Where the events of the same money are looked for. */
export const trail = trailProjections.map((name) => ({ name }))
