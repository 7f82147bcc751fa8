import type { System } from '../../../application/ports.js'
import type { Queries } from '../../../application/queries.js'
import { caseQueries } from './cases.js'
import { countQueries } from './counts.js'
import { deadlinesQuery } from './deadlines.js'
import { kpiQueries } from './kpis.js'
import { ledgerQueries } from './ledger.js'
import { orderQueries } from './orders.js'
import { payoutQueries } from './payouts.js'
import { reconciliationQuery } from './reconciliation.js'
import type { Ask } from './reader.js'
import { knownSeller, sellerQueries } from './sellers.js'
import { statementQueries } from './statements.js'
import { topProductsQuery } from './topProducts.js'
import { trailReads } from './trail.js'
import { unsettledQuery } from './unsettled.js'

/** What is asked of the tables of read models in a schema (quoted already), whoever filled them. */
export const tableQueries = (
  ask: Ask,
  schema: string,
  now: System['now'],
): Omit<Queries, 'projections' | 'reflected' | 'reached'> => {
  const isKnown = knownSeller(ask, schema)
  return {
    ...sellerQueries(ask, schema),
    ...orderQueries(ask, schema, isKnown),
    ...countQueries(ask, schema, isKnown),
    ...ledgerQueries(ask, schema, isKnown),
    ...statementQueries(ask, schema, isKnown),
    ...payoutQueries(ask, schema, isKnown),
    ...caseQueries(ask, schema),
    ...deadlinesQuery(ask, schema),
    ...unsettledQuery(ask, schema, isKnown),
    ...reconciliationQuery(ask, schema, { isKnown, now }),
    ...kpiQueries(ask, schema),
    ...topProductsQuery(ask, schema),
    trail: trailReads(ask, schema),
  }
}
