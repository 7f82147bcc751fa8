import { Router } from 'express'
import { right } from '../../fp.js'
import type { Queries } from '../../application/queries.js'
import { openapi } from '../openapi.js'
import { get } from '../route.js'
import { cases } from './cases.js'
import { deadlines } from './deadlines.js'
import { explanations } from './explanations.js'
import { health, type Readiness } from './health.js'
import { kpis } from './kpis.js'
import { ledger } from './ledger.js'
import { orders } from './orders.js'
import { payouts } from './payouts.js'
import { projections } from './projections.js'
import { reconciliation } from './reconciliation.js'
import { sellers } from './sellers.js'
import { statements } from './statements.js'

const description = (): Router => {
  const router = Router({ caseSensitive: true })
  get(router, '/openapi.json', {}, async () => Promise.resolve(right({ body: openapi })))
  return router
}

/** Every resource there is; a new one is one file and one line here. */
export const routers = (queries: Queries, readiness: Readiness): ReadonlyArray<Router> => [
  sellers(queries),
  orders(queries),
  ledger(queries),
  statements(queries),
  payouts(queries),
  reconciliation(queries),
  cases(queries),
  deadlines(queries),
  explanations(queries),
  kpis(queries),
  projections(queries),
  health(queries, readiness),
  description(),
]
